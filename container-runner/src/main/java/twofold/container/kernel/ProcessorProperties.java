package twofold.container.kernel;

import java.util.Map;
import twofold.container.mm.Mm;
import twofold.riscv.hart.CacheBlocks;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;

/** What riscv_hwprobe tells of the processor, by its keys, as Linux 6.12 does (its Documentation/arch/riscv/hwprobe.rst). */
public final class ProcessorProperties {
    /** The keys are 0 to this less one. */
    public static final int KEYS = 10;
    /** The key of the base instruction set, a mask. */
    public static final int BASE_BEHAVIOR = 3;
    /** The key of the extensions, a mask. */
    public static final int EXTENSIONS = 4;
    /** The key of how fast misaligned accesses are, which counts as a mask. */
    public static final int PERFORMANCE = 5;
    private static final int ZERO_BLOCK_SIZE = 6;
    private static final int HIGHEST_ADDRESS = 7;
    private static final int TIME_FREQUENCY = 8;
    private static final int MISALIGNED_SCALAR = 9;
    private static final int FAST = 3;
    /** The bits of {@link #EXTENSIONS}; those that every hart has are bits 0 (F and D) and 1 (C). */
    private static final Map<Extension, Integer> BITS = Map.of(Extension.ZBA, 3, Extension.ZBB, 4, Extension.ZBS, 5, Extension.ZICBOZ, 6,
            Extension.ZFHMIN, 28, Extension.ZICOND, 35, Extension.ZIHINTPAUSE, 36, Extension.ZCA, 43, Extension.ZCD, 45);

    private ProcessorProperties() {
    }

    /** The value of a key for harts with an instruction set. */
    public static long value(Isa isa, int key) {
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
