package twofold.riscv.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import jdk.internal.misc.Unsafe;

/**
 * All memory that guests can touch: one host mapping cut in 4 KiB frames, each with a reference count. Frames are allocated zeroed.
 * The mapping is as large as the host's memory and takes up host memory only where it was touched. Frame 0 is never handed out, so
 * every valid host offset is positive. Allocation is safe for use by several threads; contents are guarded by nobody.
 *
 * <p>Single accesses go through the JDK's own Unsafe and not through the mapping's segment: compiled by C2 both are equally fast, but in the
 * profiled code of C1, in which translated code spends its first seconds, an access by segment takes six times as long (40 ns to 7).
 */
public final class Frames {
    /** The base-2 logarithm of {@link #SIZE}. */
    public static final int SHIFT = 12;
    /** A frame's size in bytes. */
    public static final int SIZE = 1 << SHIFT;

    /** The frames of a run, a power of two. */
    public static final int RUN = 64;

    private static final int MOST_NAMES = 10_000;
    /** The mapping, for copying by the page. */
    static final MemorySegment HOST = map();

    private static final Unsafe MEMORY = Unsafe.getUnsafe();
    private static final long BASE = HOST.address();
    private static final long BYTES = Unsafe.ARRAY_BYTE_BASE_OFFSET;
    private static final int TOTAL = (int) (HOST.byteSize() >>> SHIFT);
    /** The number of runs there can ever be. */
    public static final int RUNS = TOTAL / RUN;
    private static final int CHUNK_SHIFT = 12;
    private static final int[][] references = new int[(TOTAL >>> CHUNK_SHIFT) + 1][];
    private static final FreeFrames FREE = new FreeFrames(RUNS);
    private static int used;

    private Frames() {
    }

    /** Takes a zeroed frame with one reference; returns its number, or -1 if the host's memory is used up. */
    public static synchronized int allocate() {
        int frame = FREE.takeUsed();
        if (frame < 0) {
            frame = FREE.takeFresh();
            if (frame < 0) {
                return FREE.cutReturned() ? allocate() : -1;
            }
        } else {
            clear(offset(frame), SIZE);
        }
        used++;
        chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1] = 1;
        return frame;
    }

    /**
     * Sets runs of {@link #RUN} frames, all in a row, aside for somebody who means to take the frames one by one, so that they lie in the host as they
     * do in its address space. Each run is given back by itself. Returns the first frame, or -1 if there are no such runs, or more than {@code most}
     * would be set aside.
     *
     * @param wanted the first frame if it can be had, else they are put anywhere; negative if it does not matter
     */
    public static synchronized int reserveRuns(int count, int most, long wanted) {
        int first = FREE.reserve(count, most, wanted < 0 || wanted >= TOTAL ? -1 : (int) wanted / RUN);
        return first < 0 ? -1 : first * RUN;
    }

    /** Takes a frame of a run that was set aside, zeroed, with one reference; false if it has an owner, such as a child that shares it. */
    public static synchronized boolean take(int frame) {
        int[] chunk = chunk(frame);
        int slot = frame & (1 << CHUNK_SHIFT) - 1;
        if (chunk[slot] != 0) {
            return false;
        }
        if (FREE.wasUsed(frame)) {
            clear(offset(frame), SIZE);
        }
        used++;
        chunk[slot] = 1;
        return true;
    }

    /** Gives a run back. Frames of it that have references still are free once they are released. */
    public static synchronized void giveBackRun(int first) {
        boolean empty = true;
        for (int frame = first; frame < first + RUN; frame++) {
            empty &= chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1] == 0;
        }
        FREE.giveBack(first / RUN, empty);
        for (int frame = first; !empty && frame < first + RUN; frame++) {
            if (chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1] == 0) {
                FREE.put(frame);
            }
        }
    }

    /** Takes {@code count} zeroed frames in a row, one reference each; returns the first, or -1 if there is no such run. */
    public static synchronized int allocateRun(int count) {
        int first = FREE.takeRow(count);
        if (first < 0) {
            return -1;
        }
        used += count;
        for (int frame = first; frame < first + count; frame++) {
            chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1] = 1;
        }
        return first;
    }

    /** Adds a reference. */
    public static synchronized void retain(int frame) {
        chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1]++;
    }

    /** Drops a reference; the last one frees the frame. Whoever mapped it has flushed it from the TLBs before. */
    public static synchronized void release(int frame) {
        int[] chunk = chunk(frame);
        int slot = frame & (1 << CHUNK_SHIFT) - 1;
        if (--chunk[slot] > 0) {
            return;
        }
        assert chunk[slot] == 0 : "frame " + frame + " released too often";
        CodePages.forget(frame);
        used--;
        FREE.release(frame);
    }

    /** The number of references to a frame. */
    public static synchronized int references(int frame) {
        return chunk(frame)[frame & (1 << CHUNK_SHIFT) - 1];
    }

    /** The number of frames in use. */
    public static synchronized int used() {
        return used;
    }

    /** The number of frames there can ever be. */
    public static int total() {
        return TOTAL;
    }

    /** The host offset of a frame's first byte. */
    public static long offset(int frame) {
        return (long) frame << SHIFT;
    }

    /** The frame a host offset lies in. */
    public static int frame(long offset) {
        return (int) (offset >>> SHIFT);
    }

    /** Copies a whole frame. */
    public static void copy(int from, int to) {
        MEMORY.copyMemory(address(offset(from)), address(offset(to)), SIZE);
    }

    /** Copies bytes from the host's heap into guest memory. */
    public static void write(long offset, byte[] from, int start, int length) {
        Objects.checkFromIndexSize(start, length, from.length);
        Objects.checkFromIndexSize(offset, length, HOST.byteSize());
        copyBytes(from, BYTES + start, null, BASE + offset, length);
    }

    /** Copies bytes from guest memory to the host's heap. */
    public static void read(long offset, byte[] to, int start, int length) {
        Objects.checkFromIndexSize(start, length, to.length);
        Objects.checkFromIndexSize(offset, length, HOST.byteSize());
        copyBytes(null, BASE + offset, to, BYTES + start, length);
    }

    /** Guest memory as a buffer, for channels. It aliases the memory. */
    public static ByteBuffer buffer(long offset, int length) {
        return HOST.asSlice(offset, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sets bytes to zero. */
    public static void clear(long offset, long length) {
        HOST.asSlice(offset, length).fill((byte) 0);
    }

    /** Whether a frame holds the same bytes as a copy of it. */
    public static boolean equal(int frame, byte[] copy) {
        long address = address(offset(frame));
        for (int i = 0; i < SIZE; i += Long.BYTES) {
            if (MEMORY.getLong(copy, BYTES + i) != MEMORY.getLong(null, address + i)) {
                return false;
            }
        }
        return true;
    }

    /** The host's address of a host offset, for the accesses below. */
    public static long address(long offset) {
        return BASE + offset;
    }

    /** The host offset of a host's address. */
    public static long offsetAt(long address) {
        return address - BASE;
    }

    /** Copies bytes from one host address to another. A few are moved one by one: that is faster than a call. */
    public static void copyBytes(long from, long to, long length) {
        copyBytes(null, from, null, to, length);
    }

    private static void copyBytes(Object fromArray, long from, Object toArray, long to, long length) {
        if (length > 8) {
            MEMORY.copyMemory(fromArray, from, toArray, to, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            MEMORY.putByte(toArray, to + i, MEMORY.getByte(fromArray, from + i));
        }
    }

    /** The host address of {@link #SIZE} bytes that are zero, to be read only. */
    public static long zeros() {
        return BASE;
    }

    /** Reads one byte at a host address, sign-extended. */
    public static byte byteAt(long address) {
        return MEMORY.getByte(null, address);
    }

    /** Reads two bytes at a host address, sign-extended. Like all of these: little-endian, any alignment. */
    public static short shortAt(long address) {
        return MEMORY.getShort(null, address);
    }

    /** Reads four bytes at a host address, sign-extended. */
    public static int intAt(long address) {
        return MEMORY.getInt(null, address);
    }

    /** Reads eight bytes at a host address. */
    public static long longAt(long address) {
        return MEMORY.getLong(null, address);
    }

    /** Writes one byte at a host address. */
    public static void setByte(long address, byte value) {
        MEMORY.putByte(null, address, value);
    }

    /** Writes two bytes at a host address. */
    public static void setShort(long address, short value) {
        MEMORY.putShort(null, address, value);
    }

    /** Writes four bytes at a host address. */
    public static void setInt(long address, int value) {
        MEMORY.putInt(null, address, value);
    }

    /** Writes eight bytes at a host address. */
    public static void setLong(long address, long value) {
        MEMORY.putLong(null, address, value);
    }

    /** Reads four aligned bytes at a host address before anything that follows. */
    public static int acquireInt(long address) {
        return MEMORY.getIntVolatile(null, address);
    }

    /** Reads eight aligned bytes at a host address before anything that follows. */
    public static long acquireLong(long address) {
        return MEMORY.getLongVolatile(null, address);
    }

    /** Replaces four aligned bytes at a host address in one step if they are as expected. */
    public static boolean replaceInt(long address, int expected, int value) {
        return MEMORY.compareAndSetInt(null, address, expected, value);
    }

    /** Replaces eight aligned bytes at a host address in one step if they are as expected. */
    public static boolean replaceLong(long address, long expected, long value) {
        return MEMORY.compareAndSetLong(null, address, expected, value);
    }

    /** Reads one byte at a host offset, sign-extended. */
    public static byte getByte(long offset) {
        return byteAt(BASE + offset);
    }

    /** Reads two bytes at a host offset, sign-extended. */
    public static short getShort(long offset) {
        return shortAt(BASE + offset);
    }

    /** Reads four bytes at a host offset, sign-extended. */
    public static int getInt(long offset) {
        return intAt(BASE + offset);
    }

    /** Reads eight bytes at a host offset. */
    public static long getLong(long offset) {
        return longAt(BASE + offset);
    }

    /** Writes one byte at a host offset. */
    public static void putByte(long offset, byte value) {
        setByte(BASE + offset, value);
    }

    /** Writes two bytes at a host offset. */
    public static void putShort(long offset, short value) {
        setShort(BASE + offset, value);
    }

    /** Writes four bytes at a host offset. */
    public static void putInt(long offset, int value) {
        setInt(BASE + offset, value);
    }

    /** Writes eight bytes at a host offset. */
    public static void putLong(long offset, long value) {
        setLong(BASE + offset, value);
    }

    private static int[] chunk(int frame) {
        int[] chunk = references[frame >>> CHUNK_SHIFT];
        if (chunk == null) {
            chunk = new int[1 << CHUNK_SHIFT];
            references[frame >>> CHUNK_SHIFT] = chunk;
        }
        return chunk;
    }

    /**
     * A private mapping of a sparse, deleted file: lazily allocated, never written back, no native access needed. Halved until the host
     * grants it.
     */
    private static MemorySegment map() {
        try {
            try (FileChannel channel = nameless()) {
                long size = hostMemory();
                while (true) {
                    try {
                        channel.write(ByteBuffer.allocate(1), size - 1);
                        return channel.map(FileChannel.MapMode.PRIVATE, 0, size, Arena.global());
                    } catch (IOException refused) {
                        if (size <= 64L << 20) {
                            throw refused;
                        }
                        size >>>= 1;
                    }
                }
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot map guest memory; is the temporary directory (java.io.tmpdir) writable?", refused);
        }
    }

    /**
     * A file of nobody else's whose name is gone once it is open. Names are tried in turn, as {@code createTempFile}, which makes them up at
     * random, first reads how the host configures randomness: that took a fifth of a command's time.
     */
    private static FileChannel nameless() throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        for (int i = 0;; i++) {
            try {
                return FileChannel.open(directory.resolve("twofold-" + i + ".ram"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                        StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (FileAlreadyExistsException taken) {
                if (i == MOST_NAMES) {
                    throw taken;
                }
            }
        }
    }

    private static long hostMemory() throws IOException {
        long bytes = 8L << 30;
        try {
            String info = Files.readString(Path.of("/proc/meminfo"));
            int at = info.indexOf("MemTotal:");
            int end = info.indexOf("kB", at);
            if (at >= 0 && end >= 0) {
                bytes = Long.parseLong(info.substring(at + "MemTotal:".length(), end).strip()) << 10;
            }
        } catch (NoSuchFileException noProc) {
            // A host that is not Linux: what machines have today
        }
        return Math.min(bytes, 4L << 40) & -SIZE;
    }
}
