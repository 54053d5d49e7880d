package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Mman.*;

import java.util.function.Predicate;
import twofold.container.abi.Cap;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.mm.Advising;
import twofold.container.mm.Mappable;
import twofold.container.mm.Mapper;
import twofold.container.mm.Vma;
import twofold.container.vfs.File;
import twofold.riscv.memory.Frames;

/** What programs say of their pages and ask about them: madvise(2), process_madvise(2), msync(2), mincore(2), cachestat(2). */
final class MemoryAdvice {
    private static final int MADV_WILLNEED = 3;
    private static final int MADV_COLD = 20;
    private static final int MADV_PAGEOUT = 21;
    private static final int MADV_DONTNEED_LOCKED = 24;
    private static final int MADV_COLLAPSE = 25;
    private static final int MS_INVALIDATE = 2;
    /** The pages that are counted at most, cachestat(2). */
    private static final long MOST_COUNTED = 1 << 20;

    private MemoryAdvice() {
    }

    static long madvise(Task t) {
        return advise(t, t.arg(0), t.arg(1), t.argInt(2));
    }

    private static long advise(Task t, long start, long length, int advice) {
        if ((start & Frames.SIZE - 1) != 0 || length < 0 || Long.compareUnsigned(start + Mapper.pages(length), start) < 0) {
            return -EINVAL;
        }
        if (advice == MADV_COLLAPSE) {
            return length == 0 ? 0 : t.mm.areas(start, start + length).isEmpty() ? -ENOMEM : -EINVAL;
        }
        boolean known = advice >= 0 && advice <= 4 || advice == MADV_FREE || advice >= MADV_REMOVE && advice <= MADV_DONTNEED_LOCKED;
        if (!known) {
            return -EINVAL;
        }
        if (length == 0) {
            return 0;
        }
        if (Memory.outside(start, length)) {
            return -ENOMEM;
        }
        Vma data = t.mm.find(start);
        boolean forgets = advice == MADV_DONTNEED || advice == MADV_DONTNEED_LOCKED || advice == MADV_FREE || advice == MADV_REMOVE;
        if (forgets && data != null && data.isKernelData()) {
            return -EINVAL;
        }
        if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE) {
            return Memory.populate(t, start, length, advice == MADV_POPULATE_WRITE ? PROT_WRITE : PROT_READ);
        }
        boolean discards = advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE || advice == MADV_DONTFORK || advice == MADV_WIPEONFORK;
        if (discards && Mapper.sealedAgainstDiscarding(t.mm, start, length)) {
            return -EPERM;
        }
        switch (advice) {
            case MADV_REMOVE -> {
                return remove(t, start, length);
            }
            case MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_DONTDUMP, MADV_DODUMP, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_MERGEABLE, MADV_UNMERGEABLE -> {
                return hint(t, start, length, advice);
            }
            case MADV_DONTFORK, MADV_DOFORK, MADV_WIPEONFORK, MADV_KEEPONFORK -> {
                return Advising.inherit(t.mm, start, length, advice == MADV_DONTFORK ? Vma.Inheritance.ABSENT
                        : advice == MADV_WIPEONFORK ? Vma.Inheritance.EMPTY : Vma.Inheritance.COPIED, advice == MADV_KEEPONFORK) ? 0 : -ENOMEM;
            }
            case MADV_COLD, MADV_PAGEOUT -> {
                if (anyLocked(t, start, length)) {
                    return -EINVAL;
                }
                if (advice == MADV_PAGEOUT) {
                    forget(t, start, length);
                }
            }
            case MADV_FREE -> {
                if (any(t, start, length, area -> area.shared() || area.source() != null)) {
                    return -EINVAL;
                }
            }
            default -> {
            }
        }
        if (advice == MADV_DONTNEED || advice == MADV_DONTNEED_LOCKED || advice == MADV_FREE) {
            if (advice != MADV_DONTNEED_LOCKED && anyLocked(t, start, length)) {
                return -EINVAL;
            }
            Mapper.discard(t.mm, start, length);
        }
        return Memory.whole(t, start, Mapper.pages(length)) ? 0 : -ENOMEM;
    }

    private static long hint(Task t, long start, long length, int advice) {
        Vma first = t.mm.find(start);
        if (advice == MADV_DODUMP && first != null && first.droppable()) {
            return -EINVAL;
        }
        return Advising.hint(t.mm, start, length, had -> switch (advice) {
            case MADV_DONTDUMP, MADV_DODUMP -> had.dumped(advice == MADV_DODUMP);
            case MADV_HUGEPAGE, MADV_NOHUGEPAGE -> had.sized(advice == MADV_HUGEPAGE ? 1 : -1);
            case MADV_MERGEABLE, MADV_UNMERGEABLE -> had.merging(advice == MADV_MERGEABLE);
            default -> had.ordered(advice);
        }) ? 0 : -ENOMEM;
    }

    /** Takes those pages of a range away that may be forgotten, MAP_DROPPABLE. */
    private static void forget(Task t, long start, long length) {
        long end = start + Mapper.pages(length);
        for (Vma area = t.mm.find(start); area != null && area.start() < end; area = t.mm.find(area.end())) {
            if (area.droppable()) {
                long from = Math.max(start, area.start());
                Mapper.discard(t.mm, from, Math.min(end, area.end()) - from);
            }
        }
    }

    /** MADV_REMOVE: the pages of shared mappings become holes of what they show. */
    private static long remove(Task t, long start, long length) {
        long end = start + Mapper.pages(length);
        long at = start;
        while (at < end) {
            Vma area = t.mm.find(at);
            if (area == null) {
                return -ENOMEM;
            }
            if (area.locked() || area.source() == null) {
                return -EINVAL;
            }
            if (!area.shared() || !area.mayWrite()) {
                return -EACCES;
            }
            long stop = Math.min(end, area.end());
            area.source().discard(area.sourceOffset(at) >>> Frames.SHIFT, area.sourceOffset(stop) >>> Frames.SHIFT);
            at = stop;
        }
        return 0;
    }

    private static boolean anyLocked(Task t, long start, long length) {
        return any(t, start, length, Vma::locked);
    }

    private static boolean any(Task t, long start, long length, Predicate<Vma> such) {
        Vma area = t.mm.find(start);
        long end = start + Mapper.pages(length);
        while (area != null && area.start() < end) {
            if (such.test(area)) {
                return true;
            }
            area = t.mm.find(area.end());
        }
        return false;
    }

    static long msync(Task t) {
        if ((t.argInt(2) & 5) == 5 || (t.arg(0) & Frames.SIZE - 1) != 0 || (t.argInt(2) & ~7) != 0) {
            return -EINVAL;
        }
        if (t.arg(1) < 0 && t.arg(1) > -Frames.SIZE) {
            return 0;
        }
        if (Memory.outside(t)) {
            return -ENOMEM;
        }
        if ((t.argInt(2) & MS_INVALIDATE) != 0 && anyLocked(t, t.arg(0), Mapper.pages(t.arg(1)))) {
            return -EBUSY;
        }
        Mapper.sync(t.mm, t.arg(0), t.arg(1));
        return 0;
    }

    static long mincore(Task t) {
        if ((t.arg(0) & Frames.SIZE - 1) != 0) {
            return -EINVAL;
        }
        if (Memory.outside(t) || !Memory.whole(t)) {
            return -ENOMEM;
        }
        byte[] here = new byte[(int) Math.min(1 << 20, Mapper.pages(t.arg(1)) >>> Frames.SHIFT)];
        Vma area = null;
        for (int i = 0; i < here.length; i++) {
            long at = t.arg(0) + ((long) i << Frames.SHIFT);
            area = area == null || at >= area.end() ? t.mm.find(at) : area;
            here[i] = (byte) (t.mm.isResident(area, at >>> Frames.SHIFT) ? 1 : 0);
        }
        t.mm.write(t.arg(2), here);
        return 0;
    }

    /** process_madvise(2): of another process only what takes no content away. */
    static long processMadvise(Task t) {
        if (t.argInt(4) != 0) {
            return -EINVAL;
        }
        if (t.arg(2) < 0 || t.arg(2) > 1024) {
            return -EINVAL;
        }
        Messages.Vector ranges = Messages.Vector.of(t, t.arg(1), t.arg(2));
        Task target = Descriptors.process(t, t.argInt(0)).leader();
        if (target == null) {
            return -ESRCH;
        }
        if (!Ptrace.permitted(t, target)) {
            return -EPERM;
        }
        int advice = t.argInt(3);
        if (advice != 20 && advice != 21 && advice != MADV_WILLNEED && advice != 25) {
            return -EINVAL;
        }
        if (target.mm != t.mm && !t.creds.has(Cap.CAP_SYS_NICE)) {
            return -EPERM;
        }
        long done = 0;
        for (int i = 0; i < ranges.bases().length; i++) {
            long result = advise(target, ranges.bases()[i], ranges.lengths()[i], advice);
            if (result != 0) {
                return done > 0 ? done : result;
            }
            done += ranges.lengths()[i];
        }
        return done;
    }

    /** cachestat(2): the pages of a file that are in memory. */
    static long cachestat(Task t) {
        File file = t.files.usable(t.argInt(0));
        long offset = t.mm.getLong(t.arg(1));
        long length = t.mm.getLong(t.arg(1) + 8);
        if (t.argInt(3) != 0) {
            return -EINVAL;
        }
        long end = length == 0 ? Long.MAX_VALUE : offset + length < 0 ? Long.MAX_VALUE : offset + length;
        long cached = 0;
        if (file.inode().isRegular()) {
            long stop = Math.min(end, file.inode().size()) + Frames.SIZE - 1 >>> Frames.SHIFT;
            long first = offset >>> Frames.SHIFT;
            Mappable pages = stop > first ? file.mappable() : null;
            for (long page = first; page < stop && page - first < MOST_COUNTED; page++) {
                cached += pages.resident(page) ? 1 : 0;
            }
        }
        t.mm.write(t.arg(2), new byte[40]);
        t.mm.putLong(t.arg(2), cached);
        return 0;
    }
}
