package twofold.riscv.privileged;

import twofold.riscv.memory.AddressSpace;

/**
 * Physical memory protection: 16 entries with a grain of 4 KiB (G = 10), so that one decision holds for a page. NA4 cannot be selected
 * at this grain.
 */
final class Pmp {
    static final int ENTRIES = 16;
    private static final int GRAIN = 10;
    private static final int OFF = 0;
    private static final int TOR = 1;
    private static final int NA4 = 2;
    private static final int NAPOT = 3;
    private static final int LOCKED = 0x80;
    private static final long ADDRESS_BITS = (1L << 54) - 1;

    private final int[] config = new int[ENTRIES];
    private final long[] address = new long[ENTRIES];

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
            if ((config[entry] & LOCKED) != 0) {
                continue;
            }
            if ((wanted & 3) == 2) {
                wanted &= ~3;
            }
            if (kind(wanted) == NA4) {
                wanted = wanted & ~0x18 | config[entry] & 0x18;
            }
            config[entry] = wanted;
        }
    }

    /** Reads an address register: low bits as the grain has them (manual, "Physical Memory Protection CSRs"). */
    long readAddress(int entry) {
        long low = (1L << GRAIN - 1) - 1;
        return kind(config[entry]) == NAPOT ? address[entry] | low : address[entry] & ~((1L << GRAIN) - 1);
    }

    void writeAddress(int entry, long value) {
        boolean locked = (config[entry] & LOCKED) != 0;
        boolean bound = entry + 1 < ENTRIES && (config[entry + 1] & LOCKED) != 0 && kind(config[entry + 1]) == TOR;
        if (!locked && !bound) {
            address[entry] = value & ADDRESS_BITS;
        }
    }

    /** Whether an access may go on; {@code access} as in {@link AddressSpace}. */
    boolean allows(long physical, int access, int mode) {
        long word = physical >>> 2;
        for (int i = 0; i < ENTRIES; i++) {
            if (matches(i, word)) {
                if (mode == Mode.MACHINE && (config[i] & LOCKED) == 0) {
                    return true;
                }
                int right = access == AddressSpace.READ ? 1 : access == AddressSpace.WRITE ? 2 : 4;
                return (config[i] & right) != 0;
            }
        }
        return mode == Mode.MACHINE;
    }

    /** Whether an access may go on anywhere in an aligned range of pages; false also where the answer may not be the same everywhere. */
    boolean allowsAll(long physical, long size, int access, int mode) {
        for (long at = physical; at < physical + size; at += 1L << GRAIN + 2) {
            if (!allows(at, access, mode)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(int entry, long word) {
        switch (kind(config[entry])) {
            case OFF, NA4 -> {
                return false;
            }
            case TOR -> {
                long from = entry == 0 ? 0 : address[entry - 1] >>> GRAIN << GRAIN;
                return Long.compareUnsigned(word, from) >= 0 && Long.compareUnsigned(word, address[entry] >>> GRAIN << GRAIN) < 0;
            }
            default -> {
                long ones = address[entry] | (1L << GRAIN - 1) - 1;
                long span = ones ^ ones + 1;
                return (word & ~span) == (ones & ~span);
            }
        }
    }

    private static int kind(int config) {
        return config >>> 3 & 3;
    }
}
