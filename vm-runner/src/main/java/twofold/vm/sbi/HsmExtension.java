package twofold.vm.sbi;

/** Hart state management (chapter 9). */
record HsmExtension(Supervisor machine) implements SbiExtension {
    private static final int STOPPED = 1;
    private static final int NON_RETENTIVE = 0x80000000;

    @Override
    public String name() {
        return "hsm";
    }

    @Override
    public int id() {
        return 0x48534d;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        return switch (function) {
            case 0 -> start(arguments[0], arguments[1], arguments[2]);
            case 1 -> {
                machine.stopHart(hart);
                yield SbiResult.SUCCESS;
            }
            case 2 -> exists(arguments[0]) ? SbiResult.value(machine.hartState((int) arguments[0])) : SbiResult.INVALID_PARAM;
            case 3 -> suspend(hart, arguments);
            default -> SbiResult.NOT_SUPPORTED;
        };
    }

    private SbiResult start(long target, long address, long argument) {
        if (!exists(target)) {
            return SbiResult.INVALID_PARAM;
        }
        if (machine.hartState((int) target) != STOPPED) {
            return SbiResult.ALREADY_AVAILABLE;
        }
        if (machine.ram(address, 4) < 0) {
            return SbiResult.INVALID_ADDRESS;
        }
        machine.startHart((int) target, address, argument);
        return SbiResult.SUCCESS;
    }

    private SbiResult suspend(int hart, long[] arguments) {
        int type = (int) arguments[0];
        if (type != 0 && type != NON_RETENTIVE) {
            return SbiResult.INVALID_PARAM;
        }
        boolean retentive = type == 0;
        if (!retentive && machine.ram(arguments[1], 4) < 0) {
            return SbiResult.INVALID_ADDRESS;
        }
        machine.suspendHart(hart, retentive, arguments[1], arguments[2]);
        return SbiResult.SUCCESS;
    }

    private boolean exists(long hart) {
        return hart >= 0 && hart < machine.harts();
    }
}
