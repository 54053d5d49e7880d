package twofold.vm.device;

/** One PCI function: its configuration space and its single memory BAR. */
public interface PciFunction {
    /** Reads 1, 2 or 4 bytes of configuration space, zero-extended. */
    long loadConfig(int offset, int size);

    /** Writes 1, 2 or 4 bytes of configuration space. */
    void storeConfig(int offset, int size, long value);

    /** The address of the memory BAR while memory decoding is on, else -1. */
    long base();

    /** The size of the memory BAR in bytes. */
    long size();

    /** Reads a register behind the BAR. */
    long load(long offset, int size);

    /** Writes a register behind the BAR. */
    void store(long offset, int size, long value);
}
