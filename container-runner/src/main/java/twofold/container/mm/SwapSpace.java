package twofold.container.mm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import twofold.riscv.memory.Frames;

/**
 * Where pages go that have to leave memory: slots of a frame's size in a file of the host, each with as many references as there are page table entries (or
 * objects) that hold its number. The file is made when the first page goes there; its name is gone at once, so that it ends with the process, however that ends.
 */
public final class SwapSpace {
    private static final int MOST_SLOTS = 1 << 26;
    private static final int MOST_NAMES = 10_000;
    private final Path directory;
    private final int limit;
    private FileChannel file;
    private boolean broken;
    private int[] references = new int[64];
    private int[] payers = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int made;
    private int used;

    /**
     * A space of nothing yet.
     *
     * @param directory where the file is made
     * @param bytes     the most it may hold
     */
    public SwapSpace(Path directory, long bytes) {
        this.directory = directory;
        limit = (int) Math.min(MOST_SLOTS, bytes >>> Frames.SHIFT);
    }

    /** Pages it can hold. */
    public long total() {
        return limit;
    }

    /** Pages it holds. */
    public long used() {
        return used;
    }

    boolean hasRoom() {
        return used < limit && !broken;
    }

    /** Writes a frame out for {@code count} holders; returns the slot, or -1 if there is no room or the host cannot. */
    int store(int frame, int count, int payer) {
        if (!hasRoom()) {
            return -1;
        }
        int slot = freeCount > 0 ? free[--freeCount] : made++;
        try {
            open();
            transfer(slot, frame, true);
        } catch (IOException full) {
            broken = used == 0;
            putFree(slot);
            return -1;
        }
        if (slot >= references.length) {
            references = Arrays.copyOf(references, slot * 2);
            payers = Arrays.copyOf(payers, slot * 2);
        }
        references[slot] = count;
        payers[slot] = payer;
        used++;
        return slot;
    }

    /** Reads a slot into a frame; false if the host cannot. */
    boolean load(int slot, int frame) {
        try {
            transfer(slot, frame, false);
            return true;
        } catch (IOException lost) {
            return false;
        }
    }

    private void transfer(int slot, int frame, boolean out) throws IOException {
        ByteBuffer buffer = Frames.buffer(Frames.offset(frame), Frames.SIZE);
        long at = (long) slot << Frames.SHIFT;
        while (buffer.hasRemaining()) {
            int count = out ? file.write(buffer, at + buffer.position()) : file.read(buffer, at + buffer.position());
            if (count <= 0) {
                throw new IOException("the swap file is cut short");
            }
        }
    }

    /** One more holder. */
    void retain(int slot) {
        references[slot]++;
    }

    /** One holder less; the last one frees the slot. Returns whether it was the last. */
    boolean release(int slot) {
        if (--references[slot] > 0) {
            return false;
        }
        used--;
        putFree(slot);
        return true;
    }

    int references(int slot) {
        return references[slot];
    }

    /** The number of the account that pays for a slot. */
    int payer(int slot) {
        return payers[slot];
    }

    private void putFree(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
    }

    private void open() throws IOException {
        if (file != null) {
            return;
        }
        Files.createDirectories(directory);
        for (int i = 0;; i++) {
            try {
                file = FileChannel.open(directory.resolve("swap-" + i), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                        StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                return;
            } catch (FileAlreadyExistsException taken) {
                if (i == MOST_NAMES) {
                    throw taken;
                }
            }
        }
    }
}
