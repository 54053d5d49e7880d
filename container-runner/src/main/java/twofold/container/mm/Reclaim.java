package twofold.container.mm;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes pages away from a group and all below it. A second-chance clock goes round the address spaces: pages it comes by lose their rights, so that the next access
 * faults and gives them back; those that are still without when their turn in the queue comes go, private ones to the swap space, those of files and shared
 * objects back to the object they belong to, whose cache then gives them up. Pages of programs' code are taken last: when they were executed last is
 * nothing that both engines know alike.
 */
final class Reclaim {
    private static final int STEP = 32;
    /** Of an address space's pages, the part that is tried for idleness at a time. */
    private static final int PART = 8;
    /** Rounds that free nothing, though pages are taken from somebody, until there is nothing to free. */
    private static final int FRUITLESS = 16;
    private final Account account;
    private int turn;

    Reclaim(Account account) {
        this.account = account;
    }

    /** Takes away what nobody can be holding on to: unmapped clean pages, and private ones untouched for a while. Returns how many pages went. */
    int quick(int wanted) {
        int freed = shrink(wanted, false);
        if (freed < wanted) {
            for (Mm mm : spaces()) {
                freed += mm.eviction.idle() == 0 ? 0 : mm.eviction.evictIdle(wanted - freed, account, false);
                if (freed >= wanted) {
                    break;
                }
            }
        }
        return freed;
    }

    /** Takes up to {@code wanted} pages away by all means, while no call is under way; returns how many went. */
    long thorough(long wanted) {
        long before = account.used();
        for (Effort effort : Effort.values()) {
            int fruitless = 0;
            while (before - account.used() < wanted && fruitless < FRUITLESS) {
                long start = account.used();
                boolean took = round((int) Math.min(Integer.MAX_VALUE, wanted - (before - start)), effort);
                if (account.used() >= start) {
                    fruitless += took ? 1 : FRUITLESS; // taken from one, a page may be with others still
                }
            }
        }
        return before - account.used();
    }

    /** What may be taken. */
    private enum Effort { CAREFUL, LOW_TOO, CODE_TOO }

    private boolean round(int wanted, Effort effort) {
        int freed = shrink(wanted, false);
        List<Mm> spaces = spaces();
        for (int pass = 0; pass < 2 && freed < wanted; pass++) {
            for (int i = 0; i < spaces.size() && freed < wanted; i++) {
                Mm mm = spaces.get((turn + i) % spaces.size());
                if (isProtected(mm.account(), effort)) {
                    continue;
                }
                freed += take(mm, wanted - freed, effort);
            }
            turn++;
        }
        shrink(wanted, true);
        return freed > 0;
    }

    /** Ages some pages of an address space and takes away those that were idle. */
    private int take(Mm mm, int wanted, Effort effort) {
        if (mm.eviction.idle() < mm.resident() / PART + STEP) {
            mm.eviction.age((int) (mm.resident() / PART) + STEP, effort == Effort.CODE_TOO);
        }
        return mm.eviction.evictIdle(Math.min(wanted, (int) (mm.resident() / PART) + STEP), account, true);
    }

    private boolean isProtected(Account of, Effort effort) {
        if (of == account) {
            return false;
        }
        if (of.used() <= of.protection(false, account)) {
            return true;
        }
        if (of.used() > of.protection(true, account)) {
            return false;
        }
        if (effort == Effort.CAREFUL) {
            return true;
        }
        of.counts().add(MemoryCounts.Event.LOW);
        return false;
    }

    private int shrink(int wanted, boolean more) {
        return shrink(account, wanted, more);
    }

    private int shrink(Account of, int wanted, boolean more) {
        int freed = 0;
        if (!isProtected(of, Effort.LOW_TOO)) {
            for (int i = 0; i < of.caches.size() && freed < wanted; i++) {
                freed += more ? of.caches.get(i).shrinkMore(wanted - freed, account) : of.caches.get(i).shrink(wanted - freed);
            }
        }
        for (int i = 0; i < of.children.size() && freed < wanted; i++) {
            freed += shrink(of.children.get(i), wanted - freed, more);
        }
        return freed;
    }

    private List<Mm> spaces() {
        if (account.children.isEmpty()) {
            return account.spaces;
        }
        List<Mm> all = new ArrayList<>();
        collect(account, all);
        return all;
    }

    private static void collect(Account of, List<Mm> all) {
        all.addAll(of.spaces);
        for (Account child : of.children) {
            collect(child, all);
        }
    }
}
