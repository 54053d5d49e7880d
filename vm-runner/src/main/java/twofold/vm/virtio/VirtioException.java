package twofold.vm.virtio;

/** The driver broke the rules of a virtqueue; the device needs a reset. Carries no stack trace. */
final class VirtioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VirtioException(String what) {
        super(what, null, false, false);
    }
}
