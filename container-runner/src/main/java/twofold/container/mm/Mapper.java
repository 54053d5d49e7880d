package twofold.container.mm;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Mman.MREMAP_DONTUNMAP;
import static twofold.container.abi.Mman.MREMAP_FIXED;
import static twofold.container.abi.Mman.MREMAP_MAYMOVE;
import static twofold.container.abi.Mman.PROT_EXEC;
import static twofold.container.abi.Mman.PROT_WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** Changes of an address space's areas: mmap, munmap, mprotect, mremap, brk, madvise. Lengths are bytes, rounded up to pages. */
public final class Mapper {
    /** Below this no mapping is made without being asked for. */
    private static final long LOWEST = 0x10000;
    private static final long STACK_GAP = 128L << 20;

    private Mapper() {
    }

    /**
     * What a new area holds.
     *
     * @param prot       PROT_ bits
     * @param shared     MAP_SHARED
     * @param growsDown  MAP_GROWSDOWN
     * @param source     pages come from here, or null for private anonymous memory
     * @param sourcePage the source's first page
     * @param name       label for /proc/PID/maps or null
     * @param mayWrite   whether mprotect may add PROT_WRITE
     */
    public record Content(int prot, boolean shared, boolean growsDown, Mappable source, long sourcePage, Label name, boolean mayWrite) {
        /** Private zeroed memory. */
        public static Content anonymous(int prot, String name) {
            return new Content(prot, false, false, null, 0, name == null ? null : Label.of(name), true);
        }
    }

    /** Rounds up to whole pages. */
    public static long pages(long length) {
        return length + Frames.SIZE - 1 & -Frames.SIZE;
    }

    /**
     * Maps at exactly {@code address}, in place of what is there.
     *
     * @param replace false: EEXIST if anything is there
     */
    public static long mapFixed(Mm mm, long address, long length, Content content, boolean replace) {
        long size = pages(length);
        if ((address & Frames.SIZE - 1) != 0 || size <= 0) {
            throw FileError.of(EINVAL);
        }
        if (address < 0 || size > Mm.TASK_SIZE || address > Mm.TASK_SIZE - size) {
            throw FileError.of(ENOMEM);
        }
        if (replace) {
            unmap(mm, address, size);
        } else if (!vacant(mm, address, size)) {
            throw FileError.of(EEXIST);
        }
        return insert(mm, address, size, content);
    }

    /** Maps where there is room: at the hint if it is free, else as high as possible below the stack. */
    public static long map(Mm mm, long hint, long length, Content content) {
        long size = pages(length);
        if (size <= 0) {
            throw FileError.of(length == 0 ? EINVAL : ENOMEM);
        }
        if (size > Mm.TASK_SIZE) {
            throw FileError.of(ENOMEM);
        }
        long wish = hint & -Frames.SIZE;
        if (hinted(mm, wish, size)) {
            return insert(mm, wish, size, content);
        }
        long address = insert(mm, room(mm, size), size, content);
        mm.gaps.searched(top(mm), size, address);
        return address;
    }

    private static boolean hinted(Mm mm, long wish, long size) {
        return wish >= LOWEST && wish <= Mm.TASK_SIZE - size && vacant(mm, wish, size);
    }

    /** Where areas that may be anywhere end at most. */
    private static long top(Mm mm) {
        return Math.max(0, Mm.TASK_SIZE - Math.max(STACK_GAP, Math.min(mm.stackLimit & Long.MAX_VALUE, Mm.TASK_SIZE / 6 * 5))) & -Frames.SIZE;
    }

    /** The highest address with room for so many bytes. */
    private static long room(Mm mm, long size) {
        long top = mm.gaps.below(top(mm), size);
        for (Vma area : mm.areas.headMap(top, false).descendingMap().values()) {
            if (area.end <= top && top - area.end >= size) {
                return top - size;
            }
            top = Math.min(top, area.start);
        }
        if (top - size < LOWEST) {
            throw FileError.of(ENOMEM);
        }
        return top - size;
    }

    private static long insert(Mm mm, long address, long size, Content content) {
        if (mm.areas.size() >= mm.mostAreas) {
            throw FileError.of(ENOMEM);
        }
        mm.account().require(Frames.SIZE);
        mm.refusal.require(content.prot, content.prot);
        mm.requireSpace(size, !content.shared && !content.growsDown && (content.prot & PROT_WRITE) != 0);
        Vma area = new Vma(address, address + size, content.prot, content.shared, content.growsDown, content.source, content.sourcePage,
                content.name, content.mayWrite);
        if (content.source != null) {
            content.source.mapped(mm);
        }
        mm.areas.put(address, area);
        join(mm, area);
        mm.settle();
        return address;
    }

    /** Makes one of an area and those beside it that are like it; it may be part of another already, which it has become like. */
    static void join(Mm mm, Vma changed) {
        Vma area = mm.areas.get(changed.start) == changed ? changed : mm.find(changed.start);
        Map.Entry<Long, Vma> below = mm.areas.lowerEntry(area.start);
        Vma whole = area;
        if (below != null && below.getValue().joins(area)) {
            whole = below.getValue();
            mm.areas.remove(area.start);
            whole.end = area.end;
            forget(mm, area);
        }
        Map.Entry<Long, Vma> above = mm.areas.higherEntry(whole.start);
        if (above != null && whole.joins(above.getValue())) {
            mm.areas.remove(above.getKey());
            whole.end = above.getValue().end;
            forget(mm, above.getValue());
        }
    }

    private static void forget(Mm mm, Vma area) {
        if (area.source != null) {
            area.source.unmapped(mm);
        }
    }

    private static boolean vacant(Mm mm, long address, long size) {
        Map.Entry<Long, Vma> below = mm.areas.lowerEntry(address + size);
        return below == null || below.getValue().end <= address;
    }

    /** Unmaps whatever lies in the range. */
    public static void unmap(Mm mm, long address, long length) {
        long size = pages(length);
        if ((address & Frames.SIZE - 1) != 0 || size <= 0 || address < 0 || address > Mm.TASK_SIZE - size) {
            throw FileError.of(EINVAL);
        }
        requireUnsealed(mm, address, size);
        requireWhole(mm, address, address + size);
        for (Vma area : cut(mm, address, address + size)) {
            mm.areas.remove(area.start);
            mm.drop(area.start, area.end);
            forget(mm, area);
        }
        Long above = mm.areas.ceilingKey(address + size);
        mm.gaps.opened(address + size, above == null ? Long.MAX_VALUE : above);
        mm.settle();
    }

    /** EINVAL if the kernel's data would be divided. */
    private static void requireWhole(Mm mm, long from, long to) {
        for (long end : new long[] {from, to}) {
            Vma area = end <= 0 ? null : mm.find(end);
            if (area != null && area.isKernelData() && area.start < end) {
                throw FileError.of(EINVAL);
            }
        }
    }

    /** Pages of an area come from somewhere else from now on. */
    public static void exchange(Mm mm, Vma area, Mappable source) {
        mm.drop(area.start, area.end);
        source.mapped(mm);
        area.source.unmapped(mm);
        area.source = source;
    }

    /** mseal(2): areas that stay as they are. */
    public static void seal(Mm mm, long address, long length) {
        for (Vma area : cut(mm, address, address + length)) {
            area.sealed = true;
            mm.sealed = true;
            join(mm, area);
        }
    }

    /** EPERM if some of a range is sealed. */
    private static void requireUnsealed(Mm mm, long address, long length) {
        if (!mm.sealed) {
            return;
        }
        for (Vma area : mm.areas(address, address + length)) {
            if (area.sealed) {
                throw FileError.of(EPERM);
            }
        }
    }

    /** Whether some of a range is sealed memory that cannot be written, and has no file to come from again. */
    public static boolean sealedAgainstDiscarding(Mm mm, long address, long length) {
        if (!mm.sealed) {
            return false;
        }
        for (Vma area : mm.areas(address, address + length)) {
            if (area.sealed && area.source == null && (area.prot & PROT_WRITE) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Pages of a range that are not there are a handler's business from now on, or nobody's. */
    static void handled(Mm mm, long address, long length, FaultHandler handler, int modes) {
        for (Vma area : cut(mm, address, address + length)) {
            area.handler = handler;
            area.handled = modes;
            mm.handled |= modes != 0;
            join(mm, area);
        }
    }

    /** Splits areas at the bounds; returns those that lie inside, in order. */
    static List<Vma> cut(Mm mm, long start, long end) {
        split(mm, start);
        split(mm, end);
        return new ArrayList<>(mm.areas.subMap(start, end).values());
    }

    private static void split(Mm mm, long at) {
        Vma area = mm.find(at);
        if (area == null || area.start == at) {
            return;
        }
        Vma high = area.part(at, area.end);
        area.end = at;
        if (high.source != null) {
            high.source.mapped(mm);
        }
        mm.areas.put(at, high);
        mm.settle();
    }

    /** Changes the protection of a range, all of which must be mapped (ENOMEM). */
    public static void protect(Mm mm, long address, long length, int prot) {
        long size = pages(length);
        if ((address & Frames.SIZE - 1) != 0) {
            throw FileError.of(EINVAL);
        }
        if (size < 0) {
            throw FileError.of(ENOMEM);
        }
        if (size == 0 && length == 0) {
            return;
        }
        if (size == 0 || address < 0 || address > Mm.TASK_SIZE - size) {
            throw FileError.of(ENOMEM);
        }
        requireUnsealed(mm, address, size);
        long expected = address;
        for (Vma area : cut(mm, address, address + size)) {
            if (area.start != expected) {
                throw FileError.of(ENOMEM);
            }
            expected = area.end;
            if ((prot & PROT_WRITE) != 0 && !area.mayWrite || (prot & PROT_EXEC) != 0 && area.name != null && !area.name.mayExecute()) {
                throw FileError.of(EACCES);
            }
            mm.refusal.require(area.prot, prot);
            restrict(mm, area, prot);
            area.prot = prot;
            join(mm, area);
        }
        if (expected != address + size) {
            throw FileError.of(ENOMEM);
        }
    }

    /** Locks or unlocks what is mapped of a range, mlock(2). */
    public static void lock(Mm mm, long address, long length, boolean locked) {
        for (Vma area : cut(mm, address, address + length)) {
            area.locked = locked && !area.droppable;
            join(mm, area);
        }
    }

    /** Brings the pages of a range in, as far as they are mapped and may be used; false if some could not be had. */
    public static boolean populate(Mm mm, long address, long length) {
        boolean all = true;
        for (Vma area : mm.areas.subMap(mm.find(address) == null ? address : mm.find(address).start, address + length).values()) {
            boolean writes = (area.prot & PROT_WRITE) != 0 && !area.shared;
            for (long at = Math.max(address, area.start); at < Math.min(address + length, area.end); at += Frames.SIZE) {
                boolean had = area.prot != 0 && mm.translate(at, writes ? UserMemory.WRITE : UserMemory.READ) > 0;
                all &= had;
                if (!had) {
                    break;
                }
            }
        }
        return all;
    }

    /** Takes away what the new protection does not grant; what it adds comes with the next fault. */
    private static void restrict(Mm mm, Vma area, int prot) {
        long last = area.end >>> Frames.SHIFT;
        int rights = Mm.granted(prot);
        for (long page = mm.table.next(area.start >>> Frames.SHIFT, last); page < last; page = mm.table.next(page + 1, last)) {
            int entry = mm.table.get(page);
            if (PageTable.isSwapped(entry)) {
                continue;
            }
            int write = entry & UserMemory.WRITE;
            mm.table.set(page, PageTable.entry(PageTable.frame(entry), rights & (~UserMemory.WRITE | write)));
        }
        mm.flush(area.start, area.end - area.start);
    }

    /** Grows, shrinks or moves a mapping, mremap(2); returns its address. */
    public static long remap(Mm mm, long from, long oldLength, long newLength, int flags, long to) {
        long oldSize = pages(oldLength);
        long newSize = pages(newLength);
        boolean fixed = (flags & MREMAP_FIXED) != 0;
        if ((from & Frames.SIZE - 1) != 0 || newSize <= 0 || oldSize < 0 || fixed && (flags & MREMAP_MAYMOVE) == 0
                || (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0) {
            throw FileError.of(EINVAL);
        }
        boolean stays = (flags & MREMAP_DONTUNMAP) != 0;
        if (stays && ((flags & MREMAP_MAYMOVE) == 0 || oldSize != newSize)) {
            throw FileError.of(EINVAL);
        }
        Vma area = mm.find(from);
        boolean shrinks = newSize <= oldSize && !fixed && !stays;
        if (area == null || from + oldSize > area.end && !shrinks) {
            throw FileError.of(EFAULT);
        }
        if (newSize > Mm.TASK_SIZE) {
            throw FileError.of(ENOMEM);
        }
        requireUnsealed(mm, from, Math.max(oldSize, Frames.SIZE));
        if (oldSize == 0 && !area.shared) {
            throw FileError.of(EINVAL);
        }
        if (fixed || stays) {
            if ((to & Frames.SIZE - 1) != 0 || to < 0 || to > Mm.TASK_SIZE - newSize || to < from + oldSize && from < to + newSize) {
                throw FileError.of(EINVAL);
            }
            if (fixed) {
                unmap(mm, to, newSize);
            }
            return move(mm, from, oldSize, fixed || hinted(mm, to, newSize) ? to : room(mm, newSize), newSize, stays);
        }
        if (newSize <= oldSize) {
            if (newSize < oldSize) {
                unmap(mm, from + newSize, oldSize - newSize);
            }
            return from;
        }
        boolean roomBehind = from + oldSize == area.end && from + newSize <= Mm.TASK_SIZE && vacant(mm, area.end, newSize - oldSize);
        if (newSize > oldSize) {
            mm.requireSpace(newSize - oldSize, !area.shared && !area.growsDown && (area.prot & PROT_WRITE) != 0);
        }
        if (oldSize > 0 && roomBehind) {
            area.end = from + newSize;
            join(mm, area);
            return from;
        }
        if ((flags & MREMAP_MAYMOVE) == 0) {
            throw FileError.of(ENOMEM);
        }
        return move(mm, from, oldSize, room(mm, newSize), newSize, false);
    }

    private static long move(Mm mm, long from, long oldSize, long to, long newSize, boolean stays) {
        Vma area = mm.find(from);
        Content content = new Content(area.prot, area.shared, area.growsDown, area.source, area.sourcePage + (from - area.start >> 12),
                area.name, area.mayWrite);
        boolean locked = area.locked;
        long kept = Math.min(oldSize, newSize);
        long shift = to - from >> Frames.SHIFT;
        long last = from + kept >>> Frames.SHIFT;
        mm.flush(from, oldSize);
        for (long page = mm.table.next(from >>> Frames.SHIFT, last); page < last; page = mm.table.next(page + 1, last)) {
            mm.table.set(page + shift, mm.table.get(page));
            mm.table.set(page, 0);
        }
        if (oldSize > 0 && !stays) {
            unmap(mm, from, oldSize);
            mm.asynchronous.moved(from, to);
        }
        insert(mm, to, newSize, content);
        if (locked) {
            lock(mm, to, newSize, true);
        }
        return to;
    }

    /** Moves the end of the heap, brk(2); returns where it is now, which is where it was if there is no room. */
    public static long brk(Mm mm, long end, long dataLimit) {
        if (end < mm.layout.heapStart || Long.compareUnsigned(end - mm.layout.heapStart, dataLimit) > 0) {
            return mm.layout.heapEnd;
        }
        long old = pages(mm.layout.heapEnd);
        long now = pages(end);
        if (now < old) {
            unmap(mm, now, old - now);
        } else if (now > old) {
            if (now > Mm.TASK_SIZE || !vacant(mm, old, now - old + Frames.SIZE)) {
                return mm.layout.heapEnd;
            }
            try {
                insert(mm, old, now - old, Content.anonymous(3, Vma.HEAP));
            } catch (FileError refused) {
                return mm.layout.heapEnd;
            }
        }
        mm.layout.heapEnd = end;
        return end;
    }

    /** Throws away the pages of a range: private ones read as zero or as the file again. ENOMEM if part of it is not mapped. */
    public static void discard(Mm mm, long address, long length) {
        long end = address + pages(length);
        long expected = address;
        for (Vma area : mm.areas(address, end)) {
            mm.drop(Math.max(address, area.start), Math.min(end, area.end));
            expected = area.start <= expected ? area.end : expected;
        }
        if (expected < end) {
            throw FileError.of(ENOMEM);
        }
    }

    /** Writes shared file mappings of a range back, msync(2). ENOMEM if part of it is not mapped. */
    public static void sync(Mm mm, long address, long length) {
        long end = address + pages(length);
        long expected = address;
        for (Vma area : mm.areas(address, end)) {
            expected = area.start <= expected ? area.end : expected;
            if (area.shared && area.source != null) {
                area.source.writeBack();
            }
        }
        if (expected < end) {
            throw FileError.of(ENOMEM);
        }
    }
}
