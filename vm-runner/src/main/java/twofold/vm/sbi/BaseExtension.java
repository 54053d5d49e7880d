package twofold.vm.sbi;

import java.util.function.IntPredicate;

/** Base (chapter 4): versions, and which extensions there are. */
record BaseExtension(IntPredicate known) implements SbiExtension {
    private static final long VERSION_2_0 = 2L << 24;
    /** "Two" in ASCII: not assigned to any other implementation. */
    private static final long IMPLEMENTATION = 0x54776f;

    @Override
    public String name() {
        return "base";
    }

    @Override
    public int id() {
        return 0x10;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        return switch (function) {
            case 0 -> SbiResult.value(VERSION_2_0);
            case 1 -> SbiResult.value(IMPLEMENTATION);
            case 2 -> SbiResult.value(1);
            case 3 -> SbiResult.value(known.test((int) arguments[0]) ? 1 : 0);
            case 4, 5, 6 -> SbiResult.value(0);
            default -> SbiResult.NOT_SUPPORTED;
        };
    }
}
