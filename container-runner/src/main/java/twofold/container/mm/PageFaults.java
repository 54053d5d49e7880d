package twofold.container.mm;

import java.util.Map;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** The answer to an address space's page faults: demand paging, copy-on-write, pages that come back from the swap space, and stacks that grow. */
final class PageFaults {
    private static final int FETCH_FAULT = 12;
    private static final int LOAD_FAULT = 13;
    private static final int STORE_FAULT = 15;
    /** Bytes that stay free between the stack and the area below it. */
    private static final int STACK_GUARD = 256 * Frames.SIZE;
    private final Mm mm;
    private final Runs runs = new Runs();
    private boolean outOfMemory;

    PageFaults(Mm mm) {
        this.mm = mm;
    }

    /**
     * Gives an access the page it wants.
     *
     * @param access {@link AddressSpace#READ}, {@link AddressSpace#WRITE} or {@link AddressSpace#FETCH}
     * @param entry  the page's entry now
     * @return as {@link AddressSpace#translate}
     */
    long serve(long address, int access, int entry) {
        Account account = mm.account();
        mm.handedOver = null;
        account.counts().addFault(access);
        Vma area = mm.find(address);
        if (area == null) {
            area = grow(address);
        }
        if (area == null || (Mm.granted(area.prot) & access) == 0) {
            return -cause(access);
        }
        long page = address >>> Frames.SHIFT;
        if (entry == 0 && (area.handler != null || mm.poisoned != null) && mm.isPoisoned(page)) {
            return -busError(access);
        }
        if (entry == 0 && area.handler != null && isHandled(area, page, address, access)) {
            return area.handler.refuses() ? -busError(access) : -cause(access);
        }
        int answer = entry == 0 ? bringIn(area, page, access) : PageTable.isSwapped(entry) ? bringBack(area, page, access, entry)
                : upgrade(area, page, access, entry);
        if (answer >= 0) {
            return Frames.offset(answer) + (address & Frames.SIZE - 1);
        }
        if (answer == -2) {
            outOfMemory = true;
        }
        return answer == -1 ? -busError(access) : -cause(access);
    }

    private static int busError(int access) {
        return cause(access) == STORE_FAULT ? 7 : access == AddressSpace.FETCH ? 1 : 5;
    }

    /** Whether a page that is not mapped is for the area's handler to supply. */
    private boolean isHandled(Vma area, long page, long address, int access) {
        boolean minor = area.source != null && area.source.resident(area.sourcePage + page - (area.start >>> Frames.SHIFT));
        if ((area.handled & (minor ? FaultHandler.MINOR : FaultHandler.MISSING)) == 0) {
            return false;
        }
        if (!area.handler.refuses()) {
            mm.handedOver = new FaultHandler.Fault(area.handler, address, access == AddressSpace.WRITE, minor);
        }
        return true;
    }

    /** Fills an empty entry; returns the frame, -1 behind the end of the object, -2 without memory. */
    int bringIn(Vma area, long page, int access) {
        int rights = Mm.granted(area.prot);
        if (area.source == null) {
            int frame = mm.account().allocate(runs, page, likelyEnd(area));
            if (frame < 0) {
                return -2;
            }
            mm.enter(page, frame, rights);
            if (runs.isNearlyTaken(page)) {
                complete(area, page, rights);
            }
            return frame;
        }
        long index = area.sourcePage + page - (area.start >>> Frames.SHIFT);
        int frame = area.shared ? area.source.ownFrame(index) : area.source.frame(index);
        if (frame < 0) {
            return frame;
        }
        if (mm.tookTableGrowth() && !mm.account().hasRoom()) {
            return -2;
        }
        if (area.shared) {
            Frames.retain(frame);
            if (access == AddressSpace.WRITE) {
                area.source.dirty(index);
                mm.enter(page, frame, rights);
            } else {
                mm.enter(page, frame, rights & ~AddressSpace.WRITE);
            }
            return frame;
        }
        if (access == AddressSpace.WRITE) {
            return privateCopy(area, page, frame, rights);
        }
        Frames.retain(frame);
        mm.enter(page, frame, rights & ~AddressSpace.WRITE);
        return frame;
    }

    /**
     * Brings in what is missing in a run of pages nearly all of which are there, as Linux does where huge pages are on: a single one that is not splits a heap
     * into two windows.
     */
    private void complete(Vma area, long page, int rights) {
        long first = Math.max(page & -Frames.RUN, area.start >>> Frames.SHIFT);
        long end = Math.min((page & -Frames.RUN) + Frames.RUN, area.end >>> Frames.SHIFT);
        int there = 0;
        for (long each = first; each < end; each++) {
            there += mm.table.get(each) == 0 ? 0 : 1;
        }
        if (there < Runs.NEARLY_ALL || area.handler != null || mm.poisoned != null || !mm.account().hasRoomFor(Frames.RUN)) {
            return;
        }
        for (long each = first; each < end; each++) {
            int frame = mm.table.get(each) == 0 ? mm.account().allocate(runs, each, end) : -1;
            if (frame >= 0) {
                mm.enter(each, frame, rights);
            }
        }
    }

    /** Gives an entry a right its area grants: copy-on-write, the first write to a shared page, or a protection that was widened. */
    private int upgrade(Vma area, long page, int access, int entry) {
        int frame = PageTable.frame(entry);
        int rights = Mm.granted(area.prot);
        if (access != AddressSpace.WRITE) {
            mm.setRights(page, entry, rights & ~AddressSpace.WRITE);
            return frame;
        }
        if (area.shared) {
            area.source.dirty(area.sourcePage + page - (area.start >>> Frames.SHIFT));
            mm.setRights(page, entry, rights);
            return frame;
        }
        if (Frames.references(frame) == 1) {
            mm.setRights(page, entry, rights);
            return frame;
        }
        int copy = privateCopy(area, page, frame, rights);
        if (copy >= 0) {
            mm.replaced(page, frame);
        }
        return copy;
    }

    int privateCopy(Vma area, long page, int frame, int rights) {
        Frames.retain(frame); // lest the room for the copy is made of it
        int copy = mm.account().allocate(runs, page, likelyEnd(area));
        if (copy >= 0) {
            Frames.copy(frame, copy);
        }
        mm.account().release(frame);
        if (copy < 0) {
            return -2;
        }
        mm.account().counts().addCopy();
        mm.enter(page, copy, rights);
        return copy;
    }

    /** The page up to which those of an area are likely to be touched in order: a heap is about to double, a stack goes the other way. */
    private static long likelyEnd(Vma area) {
        long end = area.end >>> Frames.SHIFT;
        return area.growsDown ? 0 : area.isHeap() ? end + (area.end - area.start >>> Frames.SHIFT) : end;
    }

    /** A page comes back from the swap space, to all who had it in common. */
    int bringBack(Vma area, long page, int access, int entry) {
        Account account = mm.account();
        int slot = PageTable.slot(entry);
        int frame = account.allocate(runs, page, likelyEnd(area));
        if (frame < 0) {
            return -2;
        }
        if (!account.swap().in(slot, frame)) {
            account.release(frame);
            return -1;
        }
        account.counts().add(MemoryCounts.Event.MAJOR_FAULTS);
        for (Mm each : mm.family()) {
            if (each.table.get(page) == entry) {
                each.enterSwapped(page, frame);
                Frames.retain(frame);
                account.swap().release(slot);
            }
        }
        Frames.release(frame);
        return upgrade(area, page, access, mm.table.get(page));
    }

    /** The stack, grown down to an address, or null if none lies above or it may not grow so far. */
    private Vma grow(long address) {
        Map.Entry<Long, Vma> above = mm.areas.higherEntry(address);
        if (above == null || !above.getValue().growsDown) {
            return null;
        }
        Vma stack = above.getValue();
        long start = address & -Frames.SIZE;
        Map.Entry<Long, Vma> below = mm.areas.lowerEntry(stack.start);
        boolean room = below == null || start - below.getValue().end >= STACK_GUARD;
        if (Long.compareUnsigned(stack.end - start, mm.stackLimit) > 0 || !room) {
            return null;
        }
        mm.areas.remove(stack.start);
        stack.start = start;
        mm.areas.put(start, stack);
        return stack;
    }

    /** Whether one was refused because there was no memory; asking clears it. */
    boolean tookOutOfMemory() {
        boolean took = outOfMemory;
        outOfMemory = false;
        return took;
    }

    /** The address space is gone: what was set aside for it is not. */
    void giveBack() {
        runs.giveBack();
    }

    /** The exception code of an access that is refused. */
    static int cause(int access) {
        return access == AddressSpace.READ ? LOAD_FAULT : access == AddressSpace.WRITE ? STORE_FAULT : FETCH_FAULT;
    }
}
