package twofold.vm.virtio;

/** The driver broke the rules of a device; the device needs a reset. Carries no stack trace. */
public final class VirtioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A broken rule, for a debugger to read. */
    public VirtioException(String what) {
        super(what, null, false, false);
    }
}
