package twofold.vm.sbi;

/** Inter-processor interrupts (chapter 7). */
record IpiExtension(Supervisor machine) implements SbiExtension {
    @Override
    public String name() {
        return "ipi";
    }

    @Override
    public int id() {
        return 0x735049;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        if (function != 0) {
            return SbiResult.NOT_SUPPORTED;
        }
        boolean known = HartMask.each(machine.harts(), arguments[0], arguments[1], machine::interrupt);
        return known ? SbiResult.SUCCESS : SbiResult.INVALID_PARAM;
    }
}
