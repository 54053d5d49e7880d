package twofold.vm.virtio;

/** A virtio device without its transport. */
public interface VirtioDevice {
    /** The device type (Virtio 1.2, chapter 5). */
    int type();

    /** The PCI class code, 24 bits. */
    int pciClass();

    /** Device-specific feature bits offered; the transport adds its own. */
    long features();

    /** The number of virtqueues. */
    int queues();

    /** Reads device configuration, zero-extended. */
    long loadConfig(int offset, int size);

    /** Writes device configuration. */
    void storeConfig(int offset, int size, long value);

    /** The driver is ready: {@code queues} are set up as far as it enabled them. */
    void start(Virtqueue[] queues);

    /** The driver says that there are new chains in a queue. */
    void notified(int queue);

    /** Back to the state before {@link #start}. */
    void reset();
}
