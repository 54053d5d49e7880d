package twofold.container.syscall;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;

import java.util.Map;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.image.overlay.FileError;
import twofold.riscv.hart.CacheBlocks;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;

/** riscv_hwprobe: what the processor can do, by keys, as Linux 6.12 answers (its Documentation/arch/riscv/hwprobe.rst). */
final class HardwareProbe {
    private static final int WHICH_CPUS = 1;
    private static final int KEYS = 10;
    private static final int BASE_BEHAVIOR = 3;
    private static final int EXTENSIONS = 4;
    private static final int PERFORMANCE = 5;
    private static final int ZERO_BLOCK_SIZE = 6;
    private static final int HIGHEST_ADDRESS = 7;
    private static final int TIME_FREQUENCY = 8;
    private static final int MISALIGNED_SCALAR = 9;
    private static final int FAST = 3;
    private static final int PAIR = 16;
    /** The bits of {@link #EXTENSIONS}; those that every hart has are bits 0 (F and D) and 1 (C). */
    private static final Map<Extension, Integer> BITS = Map.of(Extension.ZBA, 3, Extension.ZBB, 4, Extension.ZBS, 5, Extension.ZICBOZ, 6,
            Extension.ZFHMIN, 28, Extension.ZICOND, 35, Extension.ZIHINTPAUSE, 36, Extension.ZCA, 43, Extension.ZCD, 45);

    private HardwareProbe() {
    }

    /** riscv_hwprobe(pairs, count, cpuset size, cpuset, flags). */
    static long probe(Task t) {
        boolean which = t.arg(4) == WHICH_CPUS;
        long setSize = t.arg(2);
        long set = t.arg(3);
        if (t.arg(4) != 0 && !which || which && (setSize == 0 || set == 0)) {
            return -EINVAL;
        }
        if (setSize == 0 && set == 0) {
            return values(t);
        }
        long named = processors(t, set, setSize);
        if (which) {
            return whichProcessors(t, named == 0 || (named & 1) != 0);
        }
        return (named & 1) != 0 ? values(t) : -EINVAL;
    }

    /** A set of processors as Linux reads it: of its bytes, as many as a machine of up to 64 needs. */
    private static long processors(Task t, long set, long size) {
        byte[] bytes = new byte[(int) bytes(size)];
        if (t.mm.copyIn(set, bytes, 0, bytes.length) < bytes.length) {
            throw FileError.of(EFAULT);
        }
        long named = 0;
        for (int i = 0; i < bytes.length; i++) {
            named |= (bytes[i] & 0xffL) << 8 * i;
        }
        return named;
    }

    private static long bytes(long size) {
        return Long.compareUnsigned(size, Long.BYTES) < 0 ? size : Long.BYTES;
    }

    private static long values(Task t) {
        for (long i = 0; Long.compareUnsigned(i, t.arg(1)) < 0; i++) {
            long pair = t.arg(0) + i * PAIR;
            long key = t.mm.getLong(pair);
            boolean known = key >= 0 && key < KEYS;
            t.mm.putLong(pair, known ? key : -1);
            t.mm.putLong(pair + 8, known ? value(t.container().kernel.isa, (int) key) : 0);
        }
        return 0;
    }

    /** Of the one processor there is, says whether it has all that the pairs ask for. */
    private static long whichProcessors(Task t, boolean fitting) {
        boolean fits = fitting;
        for (long i = 0; Long.compareUnsigned(i, t.arg(1)) < 0; i++) {
            long pair = t.arg(0) + i * PAIR;
            long key = t.mm.getLong(pair);
            long asked = t.mm.getLong(pair + 8);
            if (key < 0 || key >= KEYS) {
                t.mm.putLong(pair, -1);
                t.mm.putLong(pair + 8, 0);
                fits = false;
                continue;
            }
            long has = value(t.container().kernel.isa, (int) key);
            boolean bits = key == BASE_BEHAVIOR || key == EXTENSIONS || key == PERFORMANCE;
            fits &= bits ? (has & asked) == asked : has == asked;
        }
        byte[] answer = new byte[(int) bytes(t.arg(2))];
        answer[0] = (byte) (fits ? 1 : 0);
        t.mm.write(t.arg(3), answer);
        return 0;
    }

    private static long value(Isa isa, int key) {
        return switch (key) {
            case BASE_BEHAVIOR -> 1;
            case EXTENSIONS -> extensions(isa);
            case PERFORMANCE, MISALIGNED_SCALAR -> FAST;
            case ZERO_BLOCK_SIZE -> isa.has(Extension.ZICBOZ) ? CacheBlocks.SIZE : 0;
            case HIGHEST_ADDRESS -> Mm.TASK_SIZE;
            case TIME_FREQUENCY -> Kernel.TICKS_PER_SECOND;
            default -> 0;
        };
    }

    private static long extensions(Isa isa) {
        long bits = 3;
        for (Map.Entry<Extension, Integer> each : BITS.entrySet()) {
            bits |= isa.has(each.getKey()) ? 1L << each.getValue() : 0;
        }
        return bits;
    }
}
