package twofold.vm.sbi;

/** Timer (chapter 6). */
record TimerExtension(Supervisor machine) implements SbiExtension {
    @Override
    public String name() {
        return "timer";
    }

    @Override
    public int id() {
        return 0x54494d45;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        if (function != 0) {
            return SbiResult.NOT_SUPPORTED;
        }
        machine.setTimer(hart, arguments[0]);
        return SbiResult.SUCCESS;
    }
}
