package twofold.container.vfs;

/** What the kernel has for files that do something of their own: clocks, appointments, and memory to share with programs. */
public interface Facilities {
    /** The time of day, nanoseconds since 1970. */
    long realtimeNanos();

    /** What /proc/sys says of the container. */
    Settings settings();

    /** What its users have of what is limited by user. */
    UserCounts userCounts();

    /** Has something done {@code nanos} from now on the kernel's thread; running the result calls it off. */
    Runnable after(long nanos, Runnable action);

    /** Zeroed memory as a nameless file, charged to the container: it stays until the file is released and nobody maps it. */
    File memory(long bytes);
}
