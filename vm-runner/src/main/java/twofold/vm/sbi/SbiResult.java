package twofold.vm.sbi;

/**
 * What a call answers: sbiret of the specification.
 *
 * @param error 0 or a negative error code, for a0
 * @param value for a1
 */
record SbiResult(long error, long value) {
    static final SbiResult SUCCESS = new SbiResult(0, 0);
    static final SbiResult FAILED = new SbiResult(-1, 0);
    static final SbiResult NOT_SUPPORTED = new SbiResult(-2, 0);
    static final SbiResult INVALID_PARAM = new SbiResult(-3, 0);
    static final SbiResult INVALID_ADDRESS = new SbiResult(-5, 0);
    static final SbiResult ALREADY_AVAILABLE = new SbiResult(-6, 0);

    static SbiResult value(long value) {
        return new SbiResult(0, value);
    }
}
