package twofold.riscv.memory;

/** A device's registers on a bus. It never learns its own address. */
public interface Device {
    /** Reads {@code size} bytes (1, 2, 4 or 8) at an offset into the device's range, zero-extended. */
    long load(long offset, int size);

    /** Writes the low {@code size} bytes (1, 2, 4 or 8) of {@code value}. */
    void store(long offset, int size, long value);
}
