package twofold.container.mm;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** How pages leave an address space: they lose their rights for a while, and those that nobody touched go to the swap space or back to their object. {@link Reclaim} decides how many. */
final class Eviction {
    private static final long PAGES = Mm.TASK_SIZE >>> Frames.SHIFT;
    private final Mm mm;
    private final IdlePages idle = new IdlePages();
    /** Where the clock's hand is: the page to look at next. */
    private long hand;

    Eviction(Mm mm) {
        this.mm = mm;
    }

    /** How many pages are without rights, or have been. */
    int idle() {
        return idle.size();
    }

    /** Takes the rights of up to {@code count} pages away and puts them among the idle ones; pages of code too, if so. */
    void age(int count, boolean code) {
        Account account = mm.account();
        boolean swaps = account.swap().hasRoom();
        boolean wrapped = false;
        int left = count;
        long page = hand;
        Vma area = null;
        while (left > 0 && !(wrapped && page >= hand)) {
            page = mm.table.next(page, PAGES);
            if (page >= PAGES) {
                if (wrapped) {
                    break;
                }
                wrapped = true;
                page = 0;
                continue;
            }
            if (area == null || page << Frames.SHIFT >= area.end || page << Frames.SHIFT < area.start) {
                area = mm.find(page << Frames.SHIFT);
            }
            if (area == null || area.locked || !code && (area.prot & AddressSpace.FETCH) != 0 || area.source == null && !swaps && !area.droppable) {
                page = area == null ? page + 1 : area.end >>> Frames.SHIFT;
                continue;
            }
            int entry = mm.table.get(page);
            if (PageTable.isPresent(entry)) {
                account.counts().add(MemoryCounts.Event.DEACTIVATED);
                mm.table.set(page, entry & ~PageTable.RIGHTS);
                idle.add(page);
                left--;
            }
            page++;
        }
        hand = page;
        mm.flush();
    }

    /**
     * Takes up to {@code wanted} pages that stayed idle away; returns how many.
     *
     * @param of  who is to have less
     * @param all false: private pages alone
     */
    int evictIdle(int wanted, Account of, boolean all) {
        Account account = mm.account();
        int went = 0;
        for (int tries = idle.size(); tries > 0 && went < wanted; tries--) {
            long page = idle.take();
            int entry = mm.table.get(page);
            if (!PageTable.isPresent(entry)) {
                continue;
            }
            account.counts().add(MemoryCounts.Event.SCANNED);
            if ((entry & PageTable.RIGHTS) != 0) {
                account.counts().add(MemoryCounts.Event.ACTIVATED);
            } else if (evict(page, entry, of, all)) {
                account.counts().add(MemoryCounts.Event.STOLEN);
                went++;
            } else {
                idle.add(page);
            }
        }
        return went;
    }

    private boolean evict(long page, int entry, Account of, boolean all) {
        Vma area = mm.find(page << Frames.SHIFT);
        int frame = PageTable.frame(entry);
        if (area == null || area.locked || !of.pays(frame)) {
            return false;
        }
        if (area.source != null && (area.shared || area.source.holds(area.sourcePage + page - (area.start >>> Frames.SHIFT), frame))) {
            if (all) {
                leaveAll(page, 0, frame);
            }
            return all;
        }
        if (area.droppable) {
            leaveAll(page, 0, frame);
            return true;
        }
        int holders = Frames.references(frame);
        if (holders > 1 && holders != sharers(page, frame)) {
            return false;
        }
        int slot = mm.account().swap().out(frame, holders);
        if (slot < 0) {
            return false;
        }
        leaveAll(page, PageTable.swapped(slot), frame);
        return true;
    }

    /** A frame goes from the same place of all who have it in common, and their entries become another. */
    private void leaveAll(long page, int entry, int frame) {
        for (Mm each : mm.family()) {
            int theirs = each.table.get(page);
            if (PageTable.isPresent(theirs) && PageTable.frame(theirs) == frame) {
                each.leave(page, entry, frame);
            }
        }
    }

    private int sharers(long page, int frame) {
        int count = 0;
        for (Mm each : mm.family()) {
            int theirs = each.table.get(page);
            count += PageTable.isPresent(theirs) && PageTable.frame(theirs) == frame ? 1 : 0;
        }
        return count;
    }
}
