package twofold.vm.sbi;

/** Remote fences (chapter 8). There is no hypervisor extension for the guest, so its four functions are not supported. */
record RfenceExtension(Supervisor machine) implements SbiExtension {
    @Override
    public String name() {
        return "rfence";
    }

    @Override
    public int id() {
        return 0x52464e43;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        if (function < 0 || function > 2) {
            return SbiResult.NOT_SUPPORTED;
        }
        long start = arguments[2];
        long size = start == 0 && arguments[3] == 0 ? -1 : arguments[3];
        boolean known = HartMask.each(machine.harts(), arguments[0], arguments[1], target -> {
            switch (function) {
                case 0 -> machine.fenceInstructions(target);
                case 1 -> machine.fenceAddresses(target, start, size);
                default -> machine.fenceAddresses(target, start, size, arguments[4]);
            }
        });
        machine.settle();
        return known ? SbiResult.SUCCESS : SbiResult.INVALID_PARAM;
    }
}
