package twofold.vm.sbi;

import twofold.riscv.memory.Frames;

/**
 * Our own extension, in the firmware-specific range (chapter 16): a small kernel's way to the image's standard streams and exit status
 * without a device driver. Addresses are physical.
 *
 * <table>
 * <caption>Functions</caption>
 * <tr><td>0</td><td>read(address, length)</td><td>standard input: bytes read, 0 at the end; SBI_ERR_FAILED if there is nothing yet</td></tr>
 * <tr><td>1</td><td>write(stream, address, length)</td><td>stream 1 or 2: bytes written</td></tr>
 * <tr><td>2</td><td>started()</td><td>the entry point is about to run</td></tr>
 * <tr><td>3</td><td>exited(status)</td><td>the wait status of the entry point, as wait4(2) gives it</td></tr>
 * <tr><td>4</td><td>not_executed(errno)</td><td>the entry point could not be executed</td></tr>
 * <tr><td>5</td><td>signal()</td><td>a signal the guest program is to get, told once, or 0</td></tr>
 * </table>
 */
record GuestExtension(Supervisor machine) implements SbiExtension {
    private static final int MOST = 1 << 20;

    @Override
    public String name() {
        return "guest";
    }

    @Override
    public int id() {
        return 0x0a547766;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        return switch (function) {
            case 0 -> read(arguments[0], arguments[1]);
            case 1 -> write((int) arguments[0], arguments[1], arguments[2]);
            case 2 -> {
                machine.entrypointReached();
                yield SbiResult.SUCCESS;
            }
            case 3 -> {
                machine.exited((int) arguments[0]);
                yield SbiResult.SUCCESS;
            }
            case 4 -> {
                machine.notExecuted((int) arguments[0]);
                yield SbiResult.SUCCESS;
            }
            case 5 -> SbiResult.value(machine.takeSignal());
            default -> SbiResult.NOT_SUPPORTED;
        };
    }

    private SbiResult read(long address, long length) {
        int most = (int) Math.min(length & Long.MAX_VALUE, MOST);
        long host = machine.ram(address, most);
        if (host < 0) {
            return SbiResult.INVALID_ADDRESS;
        }
        byte[] bytes = new byte[most];
        int count = machine.streamRead(bytes);
        if (count < 0) {
            return SbiResult.FAILED;
        }
        Frames.write(host, bytes, 0, count);
        return SbiResult.value(count);
    }

    private SbiResult write(int stream, long address, long length) {
        int most = (int) Math.min(length & Long.MAX_VALUE, MOST);
        long host = machine.ram(address, most);
        if (stream != 1 && stream != 2) {
            return SbiResult.INVALID_PARAM;
        }
        if (host < 0) {
            return SbiResult.INVALID_ADDRESS;
        }
        byte[] bytes = new byte[most];
        Frames.read(host, bytes, 0, most);
        machine.streamWrite(stream, bytes);
        return SbiResult.value(most);
    }
}
