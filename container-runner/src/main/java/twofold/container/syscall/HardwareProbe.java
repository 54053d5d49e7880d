package twofold.container.syscall;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;

import twofold.container.kernel.ProcessorProperties;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** The system call riscv_hwprobe, as Linux 6.12 has it (its Documentation/arch/riscv/hwprobe.rst). */
final class HardwareProbe {
    private static final int WHICH_CPUS = 1;
    private static final int PAIR = 16;

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
            boolean known = key >= 0 && key < ProcessorProperties.KEYS;
            t.mm.putLong(pair, known ? key : -1);
            t.mm.putLong(pair + 8, known ? ProcessorProperties.value(t.container().kernel.isa, (int) key) : 0);
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
            if (key < 0 || key >= ProcessorProperties.KEYS) {
                t.mm.putLong(pair, -1);
                t.mm.putLong(pair + 8, 0);
                fits = false;
                continue;
            }
            long has = ProcessorProperties.value(t.container().kernel.isa, (int) key);
            boolean bits = key == ProcessorProperties.BASE_BEHAVIOR || key == ProcessorProperties.EXTENSIONS || key == ProcessorProperties.PERFORMANCE;
            fits &= bits ? (has & asked) == asked : has == asked;
        }
        byte[] answer = new byte[(int) bytes(t.arg(2))];
        answer[0] = (byte) (fits ? 1 : 0);
        t.mm.write(t.arg(3), answer);
        return 0;
    }
}
