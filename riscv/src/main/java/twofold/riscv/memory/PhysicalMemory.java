package twofold.riscv.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A machine's physical address map: one range of RAM, contiguous in the host, and devices. Ranges are page-aligned and do not overlap. Harts on
 * several threads may use it: an access to a device holds this object's monitor, and so does whoever reaches devices in any other way.
 */
public final class PhysicalMemory {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long ramBase;
    private final long ramSize;
    private final long ramHost;
    private final long[] touched;
    private long[] starts = new long[0];
    private long[] sizes = new long[0];
    private Device[] devices = new Device[0];

    /**
     * @param ramBase the physical address of the first byte of RAM
     * @param ramSize its size in bytes, a multiple of 4 KiB
     * @param ramHost the host offset of the first byte
     */
    public PhysicalMemory(long ramBase, long ramSize, long ramHost) {
        this.ramBase = ramBase;
        this.ramSize = ramSize;
        this.ramHost = ramHost;
        touched = new long[(int) (ramSize >>> Frames.SHIFT + 6) + 1];
    }

    /** Maps a device at {@code start}, {@code size} bytes, both multiples of 4 KiB. */
    public void map(long start, long size, Device device) {
        int at = 0;
        while (at < starts.length && starts[at] < start) {
            at++;
        }
        starts = insert(starts, at, start);
        sizes = insert(sizes, at, size);
        Device[] more = Arrays.copyOf(devices, devices.length + 1);
        System.arraycopy(devices, at, more, at + 1, devices.length - at);
        more[at] = device;
        devices = more;
    }

    /** The host offset of a byte of RAM, or -1 if the address is no RAM. The page counts as touched. */
    public long host(long physical) {
        long offset = physical - ramBase;
        if (Long.compareUnsigned(offset, ramSize) >= 0) {
            return -1;
        }
        touch(offset);
        return ramHost + offset;
    }

    /** The host offset of {@code length} bytes of RAM, or -1 if any of them is no RAM. The pages count as touched. */
    public long host(long physical, long length) {
        long offset = physical - ramBase;
        boolean inside = length >= 0 && length <= ramSize && Long.compareUnsigned(offset, ramSize - length) <= 0;
        if (!inside) {
            return -1;
        }
        for (long at = offset & -Frames.SIZE; at < offset + length; at += Frames.SIZE) {
            touch(at);
        }
        return ramHost + offset;
    }

    /** Whether all of {@code length} bytes are RAM. */
    public boolean isRam(long physical, long length) {
        long offset = physical - ramBase;
        return length <= ramSize && Long.compareUnsigned(offset, ramSize - length) <= 0;
    }

    /** The page of a host offset in RAM counts as touched. */
    void touchHost(long host) {
        touch(host - ramHost);
    }

    /** Whether the page of a host offset in RAM was touched. */
    boolean isTouched(long host) {
        return isTouchedPage(host - ramHost >>> Frames.SHIFT);
    }

    /** How many pages in a row just below that of a host offset in RAM were touched, up to {@code most}. */
    long touchedBelow(long host, long most) {
        long page = host - ramHost >>> Frames.SHIFT;
        long count = 0;
        while (count < most) {
            long at = page - 1 - count;
            int free = 63 - (int) at & 63;
            int run = Math.min(Long.numberOfLeadingZeros(~(touched[(int) (at >>> 6)] << free)), 64 - free);
            count += run;
            if (run < 64 - free) {
                break;
            }
        }
        return Math.min(count, most);
    }

    /** How many pages in a row just above that of a host offset in RAM were touched, up to {@code most}. */
    long touchedAbove(long host, long most) {
        long page = host - ramHost >>> Frames.SHIFT;
        long count = 0;
        while (count < most) {
            long at = page + 1 + count;
            int inWord = (int) at & 63;
            int run = Math.min(Long.numberOfTrailingZeros(~(touched[(int) (at >>> 6)] >>> inWord)), 64 - inWord);
            count += run;
            if (run < 64 - inWord) {
                break;
            }
        }
        return Math.min(count, most);
    }

    private boolean isTouchedPage(long page) {
        return (touched[(int) (page >>> 6)] >>> page & 1) != 0;
    }

    /** Bytes of RAM in pages that anybody has touched so far. */
    public long touchedBytes() {
        long pages = 0;
        for (long word : touched) {
            pages += Long.bitCount(word);
        }
        return pages << Frames.SHIFT;
    }

    private void touch(long offset) {
        int word = (int) (offset >>> Frames.SHIFT + 6);
        long bit = 1L << (offset >>> Frames.SHIFT);
        if ((touched[word] & bit) == 0) {
            WORDS.getAndBitwiseOr(touched, word, bit);
        }
    }

    /** The physical address of the first byte of RAM. */
    public long ramBase() {
        return ramBase;
    }

    /** The size of RAM in bytes. */
    public long ramSize() {
        return ramSize;
    }

    /** Whether a device owns the address. */
    public boolean isDevice(long physical) {
        return find(physical) >= 0;
    }

    /** Reads a device register, zero-extended; the address is one that {@link #isDevice}. */
    public synchronized long load(long physical, int size) {
        int at = find(physical);
        return devices[at].load(physical - starts[at], size);
    }

    /** Writes a device register; the address is one that {@link #isDevice}. */
    public synchronized void store(long physical, int size, long value) {
        int at = find(physical);
        devices[at].store(physical - starts[at], size, value);
    }

    private int find(long physical) {
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long offset = physical - starts[middle];
            if (offset < 0) {
                high = middle - 1;
            } else if (offset >= sizes[middle]) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    private static long[] insert(long[] values, int at, long value) {
        long[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, more, at + 1, values.length - at);
        more[at] = value;
        return more;
    }
}
