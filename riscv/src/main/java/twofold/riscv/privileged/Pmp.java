package twofold.riscv.privileged;

import twofold.riscv.memory.AddressSpace;

/** Physical memory protection: 16 entries with a grain of 4 bytes (Privileged manual, "Physical Memory Protection CSRs"). */
final class Pmp {
    static final int ENTRIES = 16;
    private static final int OFF = 0;
    private static final int TOR = 1;
    private static final int NA4 = 2;
    private static final int LOCKED = 0x80;
    private static final long ADDRESS_BITS = (1L << 54) - 1;

    private final int[] config = new int[ENTRIES];
    private final long[] address = new long[ENTRIES];
    /** The bytes each entry is about, from the first to the one behind the last; none if it is off. */
    private final long[] first = new long[ENTRIES];
    private final long[] end = new long[ENTRIES];

    /** Reads pmpcfg0 or pmpcfg2, eight entries each. */
    long readConfig(int register) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | config[register * 4 + i];
        }
        return value;
    }

    void writeConfig(int register, long value) {
        for (int i = 0; i < 8; i++) {
            int entry = register * 4 + i;
            int wanted = (int) (value >>> 8 * i) & 0x9f;
            if ((config[entry] & LOCKED) == 0) {
                config[entry] = (wanted & 3) == 2 ? wanted & ~3 : wanted;
            }
        }
        bound();
    }

    long readAddress(int entry) {
        return address[entry];
    }

    void writeAddress(int entry, long value) {
        boolean locked = (config[entry] & LOCKED) != 0;
        boolean bound = entry + 1 < ENTRIES && (config[entry + 1] & LOCKED) != 0 && kind(config[entry + 1]) == TOR;
        if (!locked && !bound) {
            address[entry] = value & ADDRESS_BITS;
            bound();
        }
    }

    private void bound() {
        for (int i = 0; i < ENTRIES; i++) {
            first[i] = 0;
            end[i] = 0;
            switch (kind(config[i])) {
                case OFF -> { }
                case TOR -> {
                    first[i] = i == 0 ? 0 : address[i - 1] << 2;
                    end[i] = address[i] << 2;
                }
                case NA4 -> {
                    first[i] = address[i] << 2;
                    end[i] = first[i] + 4;
                }
                default -> {
                    long span = address[i] ^ address[i] + 1;
                    first[i] = (address[i] & ~span) << 2;
                    end[i] = first[i] + (span + 1 << 2);
                }
            }
        }
    }

    /**
     * Whether an access may go on. The first entry that is about any byte of it decides, and has to be about all of them.
     *
     * @param size   its bytes
     * @param access as in {@link AddressSpace}
     */
    boolean allows(long physical, long size, int access, int mode) {
        for (int i = 0; i < ENTRIES; i++) {
            if (physical < end[i] && physical + size > first[i] && first[i] < end[i]) {
                boolean all = physical >= first[i] && physical + size <= end[i];
                int right = access == AddressSpace.READ ? 1 : access == AddressSpace.WRITE ? 2 : 4;
                return all && (mode == Mode.MACHINE && (config[i] & LOCKED) == 0 || (config[i] & right) != 0);
            }
        }
        return mode == Mode.MACHINE;
    }

    /** Whether all accesses in a range get the same answer: the first entry that is about any byte of it is about all, or there is none. */
    boolean isUniform(long physical, long size) {
        for (int i = 0; i < ENTRIES; i++) {
            if (physical < end[i] && physical + size > first[i] && first[i] < end[i]) {
                return physical >= first[i] && physical + size <= end[i];
            }
        }
        return true;
    }

    private static int kind(int config) {
        return config >>> 3 & 3;
    }
}
