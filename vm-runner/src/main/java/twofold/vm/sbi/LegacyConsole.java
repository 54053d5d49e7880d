package twofold.vm.sbi;

/** Console putchar (1), console getchar (2) and shutdown (8) of the legacy extensions (chapter 5), which answer in a0 alone. */
record LegacyConsole(Supervisor machine, int id) implements SbiExtension {
    static final int PUTCHAR = 1;
    static final int GETCHAR = 2;
    static final int SHUTDOWN = 8;

    @Override
    public String name() {
        return "legacy";
    }

    @Override
    public SbiResult call(int hart, int function, long[] arguments) {
        switch (id) {
            case PUTCHAR -> machine.consoleWrite(new byte[] {(byte) arguments[0]});
            case GETCHAR -> {
                byte[] one = new byte[1];
                return new SbiResult(machine.consoleRead(one) == 1 ? one[0] & 0xff : -1, arguments[1]);
            }
            default -> machine.reset(0, false);
        }
        return new SbiResult(0, arguments[1]);
    }
}
