package twofold.vm.sbi;

/** One extension of the SBI. */
interface SbiExtension {
    /** The extension's name in the specification, for the metrics. */
    String name();

    /** The extension id, a7. */
    int id();

    /**
     * Serves a call.
     *
     * @param hart      the calling hart's number
     * @param function  the function id, a6
     * @param arguments a0 to a5
     */
    SbiResult call(int hart, int function, long[] arguments);
}
