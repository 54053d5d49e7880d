package twofold.container.mm;

import static twofold.container.abi.Errno.*;

import java.util.TreeSet;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** Pages that a {@link FaultHandler} puts into areas that are registered with it, ioctl_userfaultfd(2). */
public final class SuppliedPages {
    private static final long POISON_BYTES = 64;

    private SuppliedPages() {
    }

    /** An area that a handler may be given: EINVAL, EPERM or EBUSY. */
    private static void require(Vma area, FaultHandler handler, int modes) {
        boolean memory = area.source == null || area.source.isMemory();
        if (!memory || area.droppable || (modes & FaultHandler.MINOR) != 0 && area.source == null) {
            throw FileError.of(EINVAL);
        }
        if (!area.mayWrite) {
            throw FileError.of(EPERM);
        }
        if (area.handler != null && area.handler != handler) {
            throw FileError.of(EBUSY);
        }
    }

    /** Registers what is mapped of a range, or ends that with modes 0. EINVAL if nothing is. */
    public static void register(Mm mm, long start, long length, FaultHandler handler, int modes) {
        if (mm.areas(start, start + length).isEmpty()) {
            throw FileError.of(EINVAL);
        }
        for (Vma area : mm.areas(start, start + length)) {
            if (modes != 0 || area.handler != null) {
                require(area, handler, modes);
            } else if (area.source != null && !area.source.isMemory()) {
                throw FileError.of(EINVAL);
            }
        }
        Mapper.handled(mm, start, length, modes == 0 ? null : handler, modes);
    }

    /** EFAULT if a page of a range is a handler's to supply: what a call takes from elsewhere is not to be lost for want of a place. */
    public static void require(Mm mm, long address, long length) {
        if (!mm.handled || length <= 0) {
            return;
        }
        for (Vma area : mm.areas(address, Math.min(address + length, Mm.TASK_SIZE))) {
            long end = Math.min(area.end, address + length);
            for (long at = Math.max(area.start, address); area.handler != null && at < end; at = (at & -Frames.SIZE) + Frames.SIZE) {
                mm.host(at, AddressSpace.WRITE);
            }
        }
    }

    /** The handler is gone. */
    public static void unregister(Mm mm, FaultHandler handler) {
        for (Vma area : mm.areas()) {
            if (area.handler == handler) {
                Mapper.handled(mm, area.start, area.end - area.start, null, 0);
            }
        }
    }

    /** The area that a range of a handler's pages lies in; ENOENT. */
    private static Vma area(Mm mm, long start, long length) {
        Vma area = mm.find(start);
        if (area == null || start + length > area.end || area.handler == null) {
            throw FileError.of(ENOENT);
        }
        return area;
    }

    private static long index(Vma area, long page) {
        return area.sourcePage + page - (area.start >>> Frames.SHIFT);
    }

    /** Puts a page with some contents, null for zeroes, where there is none. ENOENT, EEXIST, ENOMEM. @param length of the range that it is part of */
    public static void put(Mm mm, long address, long length, byte[] contents) {
        Vma area = area(mm, address, length);
        long page = address >>> Frames.SHIFT;
        boolean poisoned = mm.isPoisoned(page);
        if (mm.table.get(page) != 0 || poisoned && contents == null || area.shared && area.source.resident(index(area, page))) {
            throw FileError.of(EEXIST);
        }
        if (poisoned) {
            mm.poisoned.remove(page);
            cleared(mm, 1);
        }
        int frame = mm.faults.bringIn(area, page, AddressSpace.WRITE);
        if (frame < 0) {
            throw FileError.of(frame == -2 ? ENOMEM : EFAULT);
        }
        if (contents != null) {
            Frames.write(Frames.offset(frame), contents, 0, Frames.SIZE);
        }
    }

    /** Maps a page that shared memory has. ENOENT, EEXIST, EFAULT if it has none. */
    public static void map(Mm mm, long address, long length) {
        Vma area = area(mm, address, length);
        long page = address >>> Frames.SHIFT;
        if (!area.shared || area.source == null) {
            throw FileError.of(EINVAL);
        }
        if (mm.table.get(page) != 0) {
            throw FileError.of(EEXIST);
        }
        if (!area.source.resident(index(area, page))) {
            throw FileError.of(EFAULT);
        }
        if (mm.faults.bringIn(area, page, AddressSpace.WRITE) < 0) {
            throw FileError.of(ENOMEM);
        }
    }

    /** Who touches a page that is not there gets SIGBUS. ENOENT, EEXIST. */
    public static void poison(Mm mm, long address, long length) {
        area(mm, address, length);
        long page = address >>> Frames.SHIFT;
        if (mm.table.get(page) != 0 || mm.isPoisoned(page)) {
            throw FileError.of(EEXIST);
        }
        mm.account().charge(POISON_BYTES);
        mm.poisoned = mm.poisoned == null ? new TreeSet<>() : mm.poisoned;
        mm.poisoned.add(page);
    }

    /** What poisoned pages take of the kernel's memory is given back. */
    static void cleared(Mm mm, int count) {
        mm.account().refund(count * POISON_BYTES);
    }

    /** Moves a page; ENOENT, EEXIST, EINVAL, EBUSY if others have it too. Whether there was one. */
    public static boolean move(Mm mm, long from, long to, long length) {
        Vma target = area(mm, to, length);
        Vma source = mm.find(from);
        if (source == null || from + length > source.end) {
            throw FileError.of(EINVAL);
        }
        if (source.shared || source.source != null || target.shared || target.source != null || source.prot != target.prot || source.locked != target.locked) {
            throw FileError.of(EINVAL);
        }
        long page = from >>> Frames.SHIFT;
        long place = to >>> Frames.SHIFT;
        int entry = mm.table.get(page);
        if (mm.table.get(place) != 0 || mm.isPoisoned(place)) {
            throw FileError.of(EEXIST);
        }
        if (entry == 0) {
            return false;
        }
        if (PageTable.isSwapped(entry)) {
            if (mm.faults.bringBack(source, page, AddressSpace.READ, entry) < 0) {
                throw FileError.of(EFAULT);
            }
            entry = mm.table.get(page);
        }
        if (Frames.references(PageTable.frame(entry)) > 1) {
            throw FileError.of(EBUSY);
        }
        mm.table.set(page, 0);
        mm.flush(from, Frames.SIZE);
        mm.table.set(place, PageTable.entry(PageTable.frame(entry), Mm.granted(target.prot)));
        mm.settle();
        return true;
    }
}
