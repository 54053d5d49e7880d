package twofold.vm.sbi;

import twofold.riscv.memory.Frames;

/** The debug console (chapter 12). */
record ConsoleExtension(Supervisor machine) implements SbiExtension {
    private static final int MOST = 1 << 16;

    @Override
    public String name() {
        return "console";
    }

    @Override
    public int id() {
        return 0x4442434e;
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        int length = (int) Math.min(arguments[0] & Long.MAX_VALUE, MOST);
        if (function == 2) {
            machine.consoleWrite(new byte[] {(byte) arguments[0]});
            return SbiResult.SUCCESS;
        }
        if (function != 0 && function != 1) {
            return SbiResult.NOT_SUPPORTED;
        }
        long host = arguments[2] == 0 ? machine.ram(arguments[1], length) : -1;
        if (host < 0) {
            return SbiResult.INVALID_PARAM;
        }
        byte[] bytes = new byte[length];
        if (function == 0) {
            Frames.read(host, bytes, 0, length);
            machine.consoleWrite(bytes);
            return SbiResult.value(length);
        }
        int count = machine.consoleRead(bytes);
        Frames.write(host, bytes, 0, count);
        return SbiResult.value(count);
    }
}
