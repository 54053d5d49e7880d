package twofold.vm.device;

import java.util.Arrays;
import java.util.function.LongSupplier;
import twofold.riscv.memory.Device;

/**
 * Timer and software interrupts of all harts (RISC-V ACLINT specification; the layout is the older CLINT's): msip at 0, mtimecmp at
 * 0x4000, mtime at 0xbff8. mtime is the board's time and read-only.
 */
public final class Aclint implements Device {
    /** The size of the register block in bytes. */
    public static final long SIZE = 0x10000;
    private static final int COMPARE = 0x4000;
    private static final int TIME = 0xbff8;

    private final LongSupplier time;
    private final InterruptLine[] software;
    private final boolean[] raised;
    private final long[] compare;
    private final Runnable timersChanged;

    /**
     * @param time          the board's time in ticks
     * @param software      the machine software interrupt of each hart
     * @param timersChanged called when a compare register was written
     */
    public Aclint(LongSupplier time, InterruptLine[] software, Runnable timersChanged) {
        this.time = time;
        this.software = software.clone();
        this.timersChanged = timersChanged;
        raised = new boolean[software.length];
        compare = new long[software.length];
        Arrays.fill(compare, -1L);
    }

    /** The time in ticks, unsigned, from which a hart's timer interrupt is pending. */
    public long compare(int hart) {
        return compare[hart];
    }

    @Override
    public long load(long offset, int size) {
        long value = 0;
        int register = (int) offset & ~7;
        if (register == TIME) {
            value = time.getAsLong();
        } else if (register >= COMPARE && (register - COMPARE) / 8 < compare.length) {
            value = compare[(register - COMPARE) / 8];
        } else if (offset < 4L * raised.length) {
            return raised[(int) offset / 4] ? 1 : 0;
        }
        value >>>= 8 * (offset & 7);
        return size == 8 ? value : value & (1L << 8 * size) - 1;
    }

    @Override
    public void store(long offset, int size, long value) {
        int hart = (int) (offset - COMPARE) / 8;
        if (offset < 4L * raised.length) {
            int number = (int) offset / 4;
            raised[number] = (value & 1) != 0;
            software[number].set(raised[number]);
        } else if (offset >= COMPARE && offset < TIME && hart < compare.length) {
            if (size == 8) {
                compare[hart] = value;
            } else if (size == 4) {
                int shift = (offset & 4) != 0 ? 32 : 0;
                compare[hart] = compare[hart] & ~(0xffff_ffffL << shift) | (value & 0xffff_ffffL) << shift;
            }
            timersChanged.run();
        }
    }
}
