package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.ENOMEM;

import java.nio.ByteBuffer;
import twofold.container.mm.FrameTable;
import twofold.container.mm.Mappable;
import twofold.container.mm.Mappers;
import twofold.container.mm.Mm;
import twofold.container.mm.UserMemory;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * A file's contents: frames by page, holes where there is none. Mapped pages are the contents themselves. A page that nobody maps may be in the swap space: then the
 * table has the slot's complement in place of a frame.
 */
final class TmpPages implements Mappable {
    private final TmpFileSystem fileSystem;
    private final long number;
    private final FrameTable frames = new FrameTable();
    private long hand;
    /** Pages that fallocate(2) took and nobody has used: holes still, for who looks for data. */
    private final FrameTable unused = new FrameTable();
    private long size;
    private final Mappers mappers = new Mappers();
    private final Runnable written;
    private boolean abandoned;
    private boolean secret;

    /** Those of a file with a number; {@code written} is told when who maps it begins to write to a page. */
    TmpPages(TmpFileSystem fileSystem, long number, Runnable written) {
        this.written = written;
        this.fileSystem = fileSystem;
        this.number = number;
    }

    long size() {
        return size;
    }

    /** Whether a mapping lets somebody write to it now. */
    boolean mappedToWrite() {
        return mappers.anyWrites(this);
    }

    int count() {
        return frames.count();
    }

    /** The host address of a byte, where a hole reads as zeros; 0 if it cannot be brought back. */
    private long address(long offset) {
        int frame = frames.get(offset >>> Frames.SHIFT);
        if (frame < 0) {
            frame = bringBack(offset >>> Frames.SHIFT, ~frame);
            if (frame < 0) {
                return 0;
            }
        }
        return frame == 0 ? Frames.zeros() : Frames.address(Frames.offset(frame)) + (offset & Frames.SIZE - 1);
    }

    private static int part(long offset, long left) {
        return (int) Math.min(left, Frames.SIZE - (offset & Frames.SIZE - 1));
    }

    int read(long offset, ByteBuffer to) {
        int total = (int) Math.max(0, Math.min(to.remaining(), size - offset));
        for (int done = 0; done < total;) {
            int part = part(offset + done, total - done);
            long from = address(offset + done);
            if (from == 0) {
                return done;
            }
            to.put(Frames.buffer(Frames.offsetAt(from), part));
            done += part;
        }
        return total;
    }

    /** Reads to a user's memory until a byte cannot go. */
    int read(long offset, UserMemory to, long address, int length) {
        int total = (int) Math.max(0, Math.min(length, size - offset));
        int done = 0;
        while (done < total) {
            int part = part(offset + done, total - done);
            long from = address(offset + done);
            if (from == 0) {
                break;
            }
            int went = to.copyOut(address + done, from, part);
            done += went;
            if (went < part) {
                break;
            }
        }
        return done;
    }

    /** Writes what there is room for. */
    int write(long offset, ByteBuffer from) {
        int done = 0;
        int total = from.remaining();
        while (done < total) {
            int part = part(offset + done, total - done);
            int frame = present(offset + done >>> Frames.SHIFT);
            if (frame < 0) {
                break;
            }
            Frames.buffer(Frames.offset(frame) + (offset + done & Frames.SIZE - 1), part).put(from.slice(from.position(), part));
            from.position(from.position() + part);
            done += part;
        }
        grow(offset, done);
        return done;
    }

    /** Writes from a user's memory until there is no room, which is -1 in place of 0, or a byte cannot come. */
    int write(long offset, UserMemory from, long address, int length) {
        int done = 0;
        boolean full = false;
        while (done < length) {
            long page = offset + done >>> Frames.SHIFT;
            int part = part(offset + done, length - done);
            if (from.translate(address + done, UserMemory.READ) <= 0) {
                break;
            }
            int frame = present(page);
            if (frame < 0) {
                full = true;
                break;
            }
            int came = from.copyIn(address + done, Frames.address(Frames.offset(frame)) + (offset + done & Frames.SIZE - 1), part);
            done += came;
            if (came < part) {
                break;
            }
        }
        grow(offset, done);
        return full && done == 0 ? -1 : done;
    }

    /** Makes it longer; the rest reads as zeros. */
    void grow(long newSize) {
        size = newSize;
    }

    private void grow(long offset, int written) {
        if (written > 0) {
            size = Math.max(size, offset + written);
        }
    }

    private int present(long page) {
        int known = frames.get(page);
        if (known < 0) {
            return bringBack(page, ~known);
        }
        if (known != 0) {
            if (unused.count() > 0) {
                unused.remove(page);
            }
            return known;
        }
        int frame = fileSystem.allocate();
        if (frame >= 0) {
            if (frames.count() == 0) {
                fileSystem.fills(this);
            }
            frames.put(page, frame);
        }
        return frame;
    }

    /** A page's frame from the swap space, or -1 if there is no memory for it. */
    private int bringBack(long page, int slot) {
        int frame = fileSystem.bringBack(slot);
        if (frame >= 0) {
            frames.put(page, frame);
        }
        return frame;
    }

    /** Sends up to {@code pages} pages that nobody maps to the swap space, in turn; returns how many went. */
    int swapOut(int pages) {
        int went = 0;
        long start = hand;
        boolean wrapped = false;
        for (long page = frames.next(hand); went < pages; page = frames.next(page + 1)) {
            if (page < 0 && !wrapped) {
                wrapped = true;
                page = frames.next(0);
            }
            if (page < 0 || wrapped && page >= start) {
                break;
            }
            int frame = frames.get(page);
            if (frame > 0 && Frames.references(frame) == 1) {
                int slot = fileSystem.swapOut(frame);
                if (slot < 0) {
                    break;
                }
                frames.put(page, ~slot);
                went++;
            }
            hand = page + 1;
        }
        return went;
    }

    /** What a page's place in the table stands for is given back. */
    private void giveBack(int frame) {
        if (frame < 0) {
            fileSystem.releaseSlot(~frame);
        } else {
            fileSystem.release(frame);
        }
    }

    /** Takes frames for a range; false if there are not enough, and then those that are new are given back. */
    boolean reserve(long from, long to) {
        long first = from >>> Frames.SHIFT;
        long last = to - 1 >>> Frames.SHIFT;
        if (!fileSystem.couldHold(last - first + 1)) {
            return false;
        }
        FrameTable fresh = new FrameTable();
        for (long page = first; page <= last; page++) {
            boolean known = frames.get(page) != 0;
            int frame = present(page);
            if (frame < 0) {
                fresh.each(0, Long.MAX_VALUE, (each, ignored) -> giveBack(frames.remove(each)));
                return false;
            }
            if (!known) {
                fresh.put(page, frame);
            }
        }
        fresh.each(0, Long.MAX_VALUE, unused::put);
        return true;
    }

    void truncate(long newSize) {
        if (newSize < size) {
            int last = frames.get(newSize >>> Frames.SHIFT) == 0 ? 0 : present(newSize >>> Frames.SHIFT);
            if (last < 0) {
                throw FileError.of(ENOMEM);
            }
            if (last != 0) {
                int inPage = (int) (newSize & Frames.SIZE - 1);
                Frames.clear(Frames.offset(last) + inPage, Frames.SIZE - inPage);
            }
        }
        long firstGone = newSize + Frames.SIZE - 1 >>> Frames.SHIFT;
        mappers.cut(this, firstGone, Long.MAX_VALUE, true);
        drop(firstGone, Long.MAX_VALUE);
        frames.trim(firstGone);
        size = newSize;
    }

    /** Gives all pages up. */
    void dropAll() {
        drop(0, Long.MAX_VALUE);
        frames.trim(0);
    }

    private void drop(long first, long end) {
        frames.each(first, end, (page, frame) -> {
            frames.remove(page);
            unused.remove(page);
            giveBack(frame);
        });
        if (frames.count() == 0) {
            fileSystem.empties(this);
        }
    }

    long nextData(long offset) {
        long page = frames.next(offset >>> Frames.SHIFT);
        while (page >= 0 && unused.get(page) != 0) {
            page = frames.next(page + 1);
        }
        return page < 0 || page << Frames.SHIFT >= size ? -1 : Math.max(offset, page << Frames.SHIFT);
    }

    long nextHole(long offset) {
        long page = offset >>> Frames.SHIFT;
        while (frames.get(page) != 0 && unused.get(page) == 0) {
            page++;
        }
        return Math.min(size, Math.max(offset, page << Frames.SHIFT));
    }

    /** Makes a range read as zeroes: whole pages become holes, for those who map them, too. */
    void clear(long from, long to) {
        long first = from + Frames.SIZE - 1 >>> Frames.SHIFT;
        long end = to >>> Frames.SHIFT;
        if (first < end) {
            mappers.cut(this, first, end, false);
            drop(first, end);
        }
        frames.each(from >>> Frames.SHIFT, Math.max(from, to - 1) + 1 + Frames.SIZE - 1 >>> Frames.SHIFT, (page, ignored) -> {
            int frame = present(page);
            if (frame < 0) {
                throw FileError.of(ENOMEM);
            }
            long start = Math.max(from, page << Frames.SHIFT);
            long stop = Math.min(to, page + 1 << Frames.SHIFT);
            if (stop > start) {
                Frames.clear(Frames.offset(frame) + (start & Frames.SIZE - 1), stop - start);
            }
        });
    }

    /** Somebody has opened it after all. */
    void adopt() {
        abandoned = false;
    }

    /** No name and no opener is left: the pages go as soon as nobody maps them. */
    void abandon() {
        abandoned = true;
        if (!mappers.any()) {
            drop(0, Long.MAX_VALUE);
            frames.trim(0);
            size = 0;
        }
    }

    @Override
    public int frame(long page) {
        if (page << Frames.SHIFT >= size) {
            return -1;
        }
        boolean hole = frames.get(page) == 0;
        int frame = present(page);
        return frame >= 0 ? frame : hole && fileSystem.full() ? -1 : -2;
    }

    @Override
    public void dirty(long page) {
        written.run();
    }

    @Override
    public boolean isSecret() {
        return secret;
    }

    /** Only who maps it may look into it from now on. */
    void makeSecret() {
        secret = true;
    }

    @Override
    public boolean isMemory() {
        return !secret;
    }

    @Override
    public boolean resident(long page) {
        return frames.get(page) > 0 && unused.get(page) == 0;
    }

    @Override
    public void discard(long first, long end) {
        clear(first << Frames.SHIFT, Math.min(size, end << Frames.SHIFT));
    }

    @Override
    public boolean isMapped() {
        return mappers.any();
    }

    @Override
    public void mapped(Mm mm) {
        mappers.add(mm);
    }

    @Override
    public boolean holds(long page, int frame) {
        return frame == frames.get(page);
    }

    @Override
    public void unmapped(Mm mm) {
        if (mappers.remove(mm) && abandoned) {
            abandon();
        }
    }

    @Override
    public void writeBack() {
    }

    @Override
    public long device() {
        return fileSystem.device();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public String path() {
        return "";
    }
}
