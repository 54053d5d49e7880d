package twofold.container.fs.tmpfs;

import java.nio.ByteBuffer;
import java.util.TreeMap;
import twofold.container.mm.Mappable;
import twofold.container.mm.Mappers;
import twofold.container.mm.Mm;
import twofold.riscv.memory.Frames;

/** A file's contents: frames by page, holes where there is none. Mapped pages are the contents themselves. */
final class TmpPages implements Mappable {
    private final TmpFileSystem fileSystem;
    private final long number;
    private final TreeMap<Long, Integer> frames = new TreeMap<>();
    private long size;
    private final Mappers mappers = new Mappers();
    private boolean abandoned;

    TmpPages(TmpFileSystem fileSystem, long number) {
        this.fileSystem = fileSystem;
        this.number = number;
    }

    long size() {
        return size;
    }

    /** Whether it is mapped now; who maps it to write is not told apart from who maps it to read. */
    boolean mapped(boolean writing) {
        return writing && mappers.any();
    }

    int count() {
        return frames.size();
    }

    int read(long offset, ByteBuffer to) {
        int total = (int) Math.max(0, Math.min(to.remaining(), size - offset));
        int done = 0;
        while (done < total) {
            int inPage = (int) (offset + done & Frames.SIZE - 1);
            int part = Math.min(total - done, Frames.SIZE - inPage);
            Integer frame = frames.get(offset + done >>> Frames.SHIFT);
            if (frame == null) {
                to.put(new byte[part]);
            } else {
                to.put(Frames.buffer(Frames.offset(frame) + inPage, part));
            }
            done += part;
        }
        return done;
    }

    /** Writes what there is room for. */
    int write(long offset, ByteBuffer from) {
        int done = 0;
        int total = from.remaining();
        while (done < total) {
            int inPage = (int) (offset + done & Frames.SIZE - 1);
            int part = Math.min(total - done, Frames.SIZE - inPage);
            int frame = present(offset + done >>> Frames.SHIFT);
            if (frame < 0) {
                break;
            }
            Frames.buffer(Frames.offset(frame) + inPage, part).put(from.slice(from.position(), part));
            from.position(from.position() + part);
            done += part;
        }
        if (done > 0) {
            size = Math.max(size, offset + done);
        }
        return done;
    }

    private int present(long page) {
        Integer known = frames.get(page);
        if (known != null) {
            return known;
        }
        int frame = fileSystem.allocate();
        if (frame >= 0) {
            frames.put(page, frame);
        }
        return frame;
    }

    void truncate(long newSize) {
        if (newSize < size) {
            int inPage = (int) (newSize & Frames.SIZE - 1);
            Integer last = frames.get(newSize >>> Frames.SHIFT);
            if (last != null) {
                Frames.clear(Frames.offset(last) + inPage, Frames.SIZE - inPage);
            }
            mappers.cut(this, newSize + Frames.SIZE - 1 >>> Frames.SHIFT);
            var gone = frames.tailMap(newSize + Frames.SIZE - 1 >>> Frames.SHIFT, true);
            gone.values().forEach(fileSystem::release);
            gone.clear();
        }
        size = newSize;
    }

    long nextData(long offset) {
        Long page = frames.ceilingKey(offset >>> Frames.SHIFT);
        return page == null || page << Frames.SHIFT >= size ? -1 : Math.max(offset, page << Frames.SHIFT);
    }

    long nextHole(long offset) {
        long page = offset >>> Frames.SHIFT;
        while (frames.containsKey(page)) {
            page++;
        }
        return Math.min(size, Math.max(offset, page << Frames.SHIFT));
    }

    /** Makes a range read as zeroes; holes stay holes, and whole pages that nobody maps become holes. */
    void clear(long from, long to) {
        if (!mappers.any()) {
            var whole = frames.subMap(from + Frames.SIZE - 1 >>> Frames.SHIFT, true, Math.max(from + Frames.SIZE - 1, to) >>> Frames.SHIFT, false);
            whole.values().forEach(fileSystem::release);
            whole.clear();
        }
        for (var page : frames.subMap(from >>> Frames.SHIFT, true, Math.max(from, to - 1) >>> Frames.SHIFT, true).entrySet()) {
            long start = Math.max(from, page.getKey() << Frames.SHIFT);
            long end = Math.min(to, page.getKey() + 1 << Frames.SHIFT);
            if (end > start) {
                Frames.clear(Frames.offset(page.getValue()) + (start & Frames.SIZE - 1), (int) (end - start));
            }
        }
    }

    /** Somebody has opened it after all. */
    void adopt() {
        abandoned = false;
    }

    /** No name and no opener is left: the pages go as soon as nobody maps them. */
    void abandon() {
        abandoned = true;
        if (!mappers.any()) {
            frames.values().forEach(fileSystem::release);
            frames.clear();
            size = 0;
        }
    }

    @Override
    public int frame(long page) {
        if (page << Frames.SHIFT >= size) {
            return -1;
        }
        int frame = present(page);
        return frame < 0 ? -2 : frame;
    }

    @Override
    public void dirty(long page) {
    }

    @Override
    public void mapped(Mm mm) {
        mappers.add(mm);
    }

    @Override
    public boolean holds(long page, int frame) {
        return Integer.valueOf(frame).equals(frames.get(page));
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
