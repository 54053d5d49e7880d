package twofold.container.abi;

/** Resource limits of getrlimit(2), in the kernel's order, and other fixed limits. */
public final class Limits {
    public static final int RLIMIT_CPU = 0;
    public static final int RLIMIT_FSIZE = 1;
    public static final int RLIMIT_DATA = 2;
    public static final int RLIMIT_STACK = 3;
    public static final int RLIMIT_CORE = 4;
    public static final int RLIMIT_RSS = 5;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int RLIMIT_AS = 9;
    public static final int RLIMIT_LOCKS = 10;
    public static final int RLIMIT_SIGPENDING = 11;
    public static final int RLIMIT_MSGQUEUE = 12;
    public static final int RLIMIT_NICE = 13;
    public static final int RLIMIT_RTPRIO = 14;
    public static final int RLIMIT_RTTIME = 15;
    public static final int RLIM_NLIMITS = 16;
    public static final int PATH_MAX = 4096;
    public static final int NAME_MAX = 255;
    public static final int IOV_MAX = 1024;
    public static final int PIPE_BUF = 4096;
    public static final int NGROUPS_MAX = 65536;
    public static final long RLIM_INFINITY = -1L;

    private Limits() {
    }
}
