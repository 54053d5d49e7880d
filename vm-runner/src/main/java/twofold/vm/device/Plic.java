package twofold.vm.device;

import twofold.riscv.memory.Device;

/**
 * The platform-level interrupt controller (RISC-V PLIC specification 1.0), with level-triggered sources. Contexts are two for each hart,
 * machine then supervisor, as on QEMU's virt machine.
 */
public final class Plic implements Device {
    /** The number of sources, source 0 being none. */
    public static final int SOURCES = 96;
    /** The size of the register block in bytes. */
    public static final long SIZE = 0x600000;

    private static final int WORDS = SOURCES / 32;
    private static final long PENDING = 0x1000;
    private static final long ENABLE = 0x2000;
    private static final long ENABLE_STRIDE = 0x80;
    private static final long CONTEXT = 0x200000;
    private static final long CONTEXT_STRIDE = 0x1000;

    private final int[] priority = new int[SOURCES];
    private final boolean[] level = new boolean[SOURCES];
    /** What was asserted while it was not claimed stays pending until it is, though the device may have withdrawn it (interrupt gateways). */
    private final boolean[] pending = new boolean[SOURCES];
    private final boolean[] claimed = new boolean[SOURCES];
    private final int[][] enabled;
    private final int[] threshold;
    private final InterruptLine[] targets;

    /** A controller whose context {@code i} drives {@code targets[i]}. */
    public Plic(InterruptLine[] targets) {
        this.targets = targets.clone();
        enabled = new int[targets.length][WORDS];
        threshold = new int[targets.length];
    }

    /** The line of a source, 1 to {@link #SOURCES} - 1. */
    public InterruptLine source(int number) {
        return asserted -> {
            if (level[number] != asserted) {
                level[number] = asserted;
                request(number);
                update();
            }
        };
    }

    @Override
    public long load(long offset, int size) {
        if (offset < PENDING) {
            int source = (int) offset / 4;
            return source < SOURCES ? priority[source] : 0;
        }
        if (offset < ENABLE) {
            return pendingWord((int) (offset - PENDING) / 4);
        }
        if (offset < CONTEXT) {
            int context = (int) ((offset - ENABLE) / ENABLE_STRIDE);
            int word = (int) ((offset - ENABLE) % ENABLE_STRIDE) / 4;
            return context < targets.length && word < WORDS ? enabled[context][word] & 0xffff_ffffL : 0;
        }
        int context = (int) ((offset - CONTEXT) / CONTEXT_STRIDE);
        if (context >= targets.length) {
            return 0;
        }
        return switch ((int) ((offset - CONTEXT) % CONTEXT_STRIDE)) {
            case 0 -> threshold[context];
            case 4 -> claim(context);
            default -> 0;
        };
    }

    @Override
    public void store(long offset, int size, long value) {
        if (offset < PENDING) {
            int source = (int) offset / 4;
            if (source > 0 && source < SOURCES) {
                priority[source] = (int) value & 7;
            }
        } else if (offset >= ENABLE && offset < CONTEXT) {
            int context = (int) ((offset - ENABLE) / ENABLE_STRIDE);
            int word = (int) ((offset - ENABLE) % ENABLE_STRIDE) / 4;
            if (context < targets.length && word < WORDS) {
                enabled[context][word] = word == 0 ? (int) value & ~1 : (int) value;
            }
        } else if (offset >= CONTEXT) {
            storeContext(offset, value);
        }
        update();
    }

    private void storeContext(long offset, long value) {
        int context = (int) ((offset - CONTEXT) / CONTEXT_STRIDE);
        if (context >= targets.length) {
            return;
        }
        int register = (int) ((offset - CONTEXT) % CONTEXT_STRIDE);
        if (register == 0) {
            threshold[context] = (int) value & 7;
        } else if (register == 4 && value > 0 && value < SOURCES && isEnabled(context, (int) value)) {
            claimed[(int) value] = false;
            request((int) value);
        }
    }

    /** The gateway of a source passes its interrupt on, unless the last one is not completed. */
    private void request(int source) {
        pending[source] |= level[source] && !claimed[source];
    }

    private boolean isEnabled(int context, int source) {
        return (enabled[context][source >>> 5] >>> source & 1) != 0;
    }

    private long pendingWord(int word) {
        long bits = 0;
        for (int i = 0; i < 32 && word < WORDS; i++) {
            int source = word * 32 + i;
            if (pending[source]) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    private int claim(int context) {
        int source = best(context, 0);
        if (source != 0) {
            pending[source] = false;
            claimed[source] = true;
            update();
        }
        return source;
    }

    /** The pending, enabled source of highest priority above a floor; the lowest number wins a tie. */
    private int best(int context, int floor) {
        int best = 0;
        int highest = floor;
        for (int source = 1; source < SOURCES; source++) {
            if (pending[source] && isEnabled(context, source) && priority[source] > highest) {
                best = source;
                highest = priority[source];
            }
        }
        return best;
    }

    private void update() {
        for (int context = 0; context < targets.length; context++) {
            targets[context].set(best(context, threshold[context]) != 0);
        }
    }
}
