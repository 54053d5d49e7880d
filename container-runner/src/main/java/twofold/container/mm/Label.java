package twofold.container.mm;

/** What an area of memory is called in /proc/PID/maps: its kind, or where the file is that it shows, which may change. */
public interface Label {
    /** The name as it is now. */
    String text();

    /** Whether what is mapped may gain PROT_EXEC. */
    default boolean mayExecute() {
        return true;
    }

    /** The number of the file it names, 0 if it names none. */
    default long number() {
        return 0;
    }

    /** The device that file is on. */
    default long device() {
        return 0;
    }

    /** A name that stays. */
    static Label of(String text) {
        return new Fixed(text);
    }

    /** A name that stays. */
    record Fixed(String text) implements Label {
        @Override
        public boolean equals(Object other) {
            return other instanceof Fixed fixed && fixed.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }
}
