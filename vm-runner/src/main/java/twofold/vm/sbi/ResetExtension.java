package twofold.vm.sbi;

/** System reset (chapter 10). */
record ResetExtension(Supervisor machine) implements SbiExtension {
    @Override
    public String name() {
        return "reset";
    }

    @Override
    public int id() {
        return 0x53525354;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        int type = (int) arguments[0]; // 32 bits, as the reason
        int reason = (int) arguments[1];
        if (function != 0) {
            return SbiResult.NOT_SUPPORTED;
        }
        if (type < 0 || type > 2 || reason < 0 || reason > 1) {
            return SbiResult.INVALID_PARAM;
        }
        machine.reset(type, reason == 1);
        return SbiResult.SUCCESS;
    }
}
