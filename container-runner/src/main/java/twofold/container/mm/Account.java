package twofold.container.mm;

import static twofold.container.abi.Errno.ENOMEM;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import twofold.container.mm.MemoryCounts.Event;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * What one control group may hold of memory, and all below it: of the guest's, whose every frame is taken and given back here, so that the count is exact, and of
 * the kernel's own, the objects that it makes it keep (descriptors, tasks, page tables, what waits in pipes and sockets), by about
 * what they take of the host's heap (Linux admin guide, cgroup-v2, "Memory"). At a limit pages are taken away ({@link Reclaim}); only when none are left is
 * there no memory.
 *
 * <p>While a system call is under way somebody may hold on to the place of a page, so that only pages go which nobody has touched for a while; what is missing may be
 * overrun by a little, and {@link #isStrained} says that {@link #relieve} has to make up for it before the guest goes on. A hart that finds no room stops with a fault, and
 * its instruction is tried again after the same.
 *
 * <p>Whatever its limit, a container gets at most a quarter of the host's heap for objects of the kernel, and all of them half of it, so that none
 * can take the kernel from the others.
 */
public final class Account {
    /** A cache that can give back pages. */
    public interface Cache {
        /** Gives back up to {@code pages} pages that nobody maps; returns how many it gave. */
        int shrink(int pages);

        /** The same where no call is under way: contents may go to the swap space, and changes to the file. Returns how many pages it gave. */
        default int shrinkMore(int pages, Account of) {
            return shrink(pages);
        }

        /** Nobody will ever ask for its pages again: gives all of them up. */
        default void abandon() {
            shrink(Integer.MAX_VALUE);
        }
    }

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    private static final long MOST_KERNEL = Runtime.getRuntime().maxMemory() / 4;
    private static final AtomicLong ALL_KERNEL = new AtomicLong();
    /** Pages by which a call may overrun a limit. */
    private static final long RESERVE = 1024;
    /** Pays for what outlives its container. */
    private static final Account GONE = new Account(UNLIMITED);
    private static final int BATCH = 64;
    /** Pages there has to be room for after a shortage, or there is none: with fewer a program might do nothing but bring back what was taken from it. */
    private static final int LEAST = 32;

    /** What all accounts of one tree have in common. */
    private static final class Tree {
        boolean hartRuns;
        boolean strained;
        Account wanting;
        final List<Account> changed = new ArrayList<>(0);
    }

    final Account parent;
    final List<Account> children = new ArrayList<>(0);
    final List<Mm> spaces = new ArrayList<>();
    final List<Cache> caches = new ArrayList<>();
    private final Tree tree;
    private final SwapShare swap;
    private final MemoryCounts counts;
    private final int number;
    private final Reclaim reclaim = new Reclaim(this);
    private final MemoryLimits limits;
    private long used;
    private final long[] kinds = new long[3];
    private long peak;
    private long kernelBytes;
    private boolean closed;
    private boolean refused;

    /** The account of a container. @param limit the most frames, {@link #UNLIMITED} for no limit */
    public Account(long limit) {
        parent = null;
        tree = new Tree();
        swap = new SwapShare(this, null);
        swap.setLimit(0);
        counts = new MemoryCounts(null);
        limits = new MemoryLimits(limit, this::limitsChanged);
        number = Charges.number(this);
    }

    /** The account of a group below, without limits. */
    public Account(Account parent) {
        this.parent = parent;
        tree = parent.tree;
        swap = new SwapShare(this, parent.swap);
        counts = new MemoryCounts(parent.counts);
        limits = new MemoryLimits(UNLIMITED, this::limitsChanged);
        number = Charges.number(this);
        parent.children.add(this);
    }

    /** The group is gone: what it still pays for is its parent's. */
    public void dissolve() {
        parent.children.remove(this);
        for (Mm mm : List.copyOf(spaces)) {
            mm.moveTo(parent);
        }
        parent.caches.addAll(caches);
        caches.clear();
        for (Account child : List.copyOf(children)) {
            throw new IllegalStateException("it has groups below: " + child);
        }
        Charges.pass(number, parent);
    }

    // Frames

    /** Takes a zeroed frame for something that all containers have in common and nobody pays for, or returns -1 if the host has no more. */
    public static int allocateForAll() {
        return GONE.allocate();
    }

    /** Drops the reference to such a frame. */
    public static void releaseForAll(int frame) {
        GONE.release(frame);
    }

    /** Takes a zeroed frame for a file's page, or returns -1 at the limit or when the host has no more. */
    public int allocate() {
        return allocate(null, 0, 0, Charges.FILE);
    }

    /** The same for a page that is the only place of its contents, which can be swapped. */
    public int allocateShared() {
        return allocate(null, 0, 0, Charges.SHARED);
    }

    /** The same for a page of an address space, in a row with its neighbours up to the page {@code end} if that can be. */
    int allocate(Runs runs, long page, long end) {
        return allocate(runs, page, end, Charges.ANONYMOUS);
    }

    private int allocate(Runs runs, long page, long end, int kind) {
        if (!room(Frames.SIZE, true)) {
            tree.wanting = this;
            return -1;
        }
        int frame = runs == null ? -1 : runs.take(page, end);
        if (frame < 0) {
            frame = Frames.allocate();
        }
        if (frame < 0 && top().reclaim.quick(BATCH) > 0) {
            frame = Frames.allocate();
        }
        if (frame >= 0) {
            Charges.put(frame, number, kind);
            took(kind, 1);
        }
        return frame;
    }

    private void took(int kind, int count) {
        for (Account at = this; at != null; at = at.parent) {
            at.used += count;
            at.kinds[kind] += count;
            at.notePeak();
        }
    }

    private void notePeak() {
        long now = used();
        if (now > peak) {
            peak = Math.min(now, Math.max(peak, limits.max()));
        }
        if (now > limits.high()) {
            tree.strained = true;
        }
    }

    /** Drops a reference to a frame that came from an account. */
    public void release(int frame) {
        if (Frames.references(frame) == 1) {
            Charges.account(Charges.payer(frame)).took(Charges.kind(frame), -1);
        }
        Frames.release(frame);
    }

    /** A frame that was paid for stays although nobody has it: nobody pays for it until it is {@link #adopt adopted}. */
    public static void keep(int frame) {
        pass(frame, GONE);
    }

    /** Drops the reference to a frame that was kept and not adopted. */
    public static void forget(int frame) {
        GONE.release(frame);
    }

    /** Pays from now on for a frame that was kept. */
    public void adopt(int frame) {
        pass(frame, this);
    }

    private static void pass(int frame, Account to) {
        int kind = Charges.kind(frame);
        Charges.account(Charges.payer(frame)).took(kind, -1);
        Charges.put(frame, to.number, kind);
        to.took(kind, 1);
    }

    /** Whether it or one below pays for a frame. */
    boolean pays(int frame) {
        return Charges.account(Charges.payer(frame)).isWithin(this);
    }

    /** The account of the group around, or null. */
    public Account around() {
        return parent;
    }

    /** Whether it is another or one below it. */
    public boolean isWithin(Account other) {
        for (Account at = this; at != null; at = at.parent) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }

    // Memory of the kernel's own

    /** Takes memory of the kernel's own. ENOMEM if that is refused; who asked for it is then to be killed. */
    public void charge(long bytes) {
        require(bytes);
        carry(bytes);
    }

    /** The same where being refused is no reason to be killed; false if it is. */
    public boolean offer(long bytes) {
        if (!room(bytes, false)) {
            tree.strained = true;
            return false;
        }
        carry(bytes);
        return true;
    }

    /** ENOMEM unless {@code bytes} could be had now. */
    public void require(long bytes) {
        if (!room(bytes, swap.hasRoom())) {
            top().refused = true;
            throw FileError.of(ENOMEM);
        }
    }

    /** Takes memory of the kernel's own that was asked for before or cannot be done without. Negative gives back. */
    public void carry(long bytes) {
        if (top().closed) {
            return;
        }
        for (Account at = this; at != null; at = at.parent) {
            at.kernelBytes += bytes;
            at.notePeak();
        }
        ALL_KERNEL.addAndGet(bytes);
    }

    /** Gives back what {@link #charge}, {@link #offer} or {@link #carry} took. */
    public void refund(long bytes) {
        carry(-bytes);
    }

    /** Whether it or one around it has a limit. */
    public boolean isLimited() {
        for (Account at = this; at != null; at = at.parent) {
            if (at.limits.exist()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is room for one more page. */
    boolean hasRoom() {
        return room(Frames.SIZE, true);
    }

    /** Whether there is room for more pages without anything being done for it. */
    boolean hasRoomFor(long pages) {
        return over(pages) == null;
    }

    private boolean room(long bytes, boolean mayOverrun) {
        if (top().kernelBytes + bytes > MOST_KERNEL && bytes > Frames.SIZE || ALL_KERNEL.get() + bytes > 2 * MOST_KERNEL) {
            return false;
        }
        long pages = bytes + Frames.SIZE - 1 >>> Frames.SHIFT;
        for (Account full = over(pages); full != null; full = over(pages)) {
            full.counts.add(Event.MAX);
            if (full.reclaim.quick(BATCH) == 0) {
                tree.strained |= !tree.hartRuns;
                return mayOverrun && !tree.hartRuns && full.used() + pages <= full.limits.max() + RESERVE;
            }
        }
        return true;
    }

    /** The nearest group whose limit so many pages more would pass, or null. */
    private Account over(long pages) {
        for (Account at = this; at != null; at = at.parent) {
            if (at.used() + pages > at.limits.max()) {
                return at;
            }
        }
        return null;
    }

    /** Whether memory of the kernel's own was refused since this was asked last. */
    public boolean tookRefusal() {
        Account top = top();
        boolean took = top.refused;
        top.refused = false;
        return took;
    }

    // Where nothing is under way

    /** A hart runs from now on, or does not any more: what it finds no room for it stops at. */
    public void hartRuns(boolean runs) {
        tree.hartRuns = runs;
    }

    /** Whether {@link #relieve} has something to do. */
    public boolean isStrained() {
        return tree.strained;
    }

    /**
     * Makes up for what was overrun, and makes room for what was refused. To be called when nobody holds on to the place of any page.
     *
     * @return the group that stays above its limit: somebody in it has to be killed; or null
     */
    public Account relieve() {
        tree.strained = false;
        Account wanting = tree.wanting;
        tree.wanting = null;
        long missing = wanting != null && wanting.isWithin(this) ? 1 : 0;
        while (!tree.changed.isEmpty()) {
            Account full = tree.changed.removeLast().settle(0);
            if (full != null) {
                tree.changed.add(full);
                return full;
            }
        }
        return settle(missing);
    }

    private Account settle(long missing) {
        for (Account at = this; at != null; at = at.parent) {
            long over = at.used() + missing - at.limits.max();
            if (at.limits.max() != UNLIMITED && over > 0) {
                if (at.used() <= at.limits.max()) {
                    at.counts.add(Event.MAX);
                }
                at.reclaim.thorough(over + BATCH);
                if (at.used() + Math.min(LEAST, at.limits.max() / 8) > at.limits.max()) {
                    return at;
                }
            }
            if (at.used() > at.limits.high()) {
                at.counts.add(Event.HIGH);
                at.reclaim.thorough(Math.max(at.used() - at.limits.high(), BATCH));
            }
        }
        return null;
    }

    /** By how much memory.high is passed after {@link #relieve}, as a share of it; 0 if it is not. The task that did is to be held up. */
    public double excess() {
        double most = 0;
        for (Account at = this; at != null; at = at.parent) {
            long now = at.used();
            if (at.limits.high() != UNLIMITED && now > at.limits.high()) {
                most = Math.max(most, (double) (now - at.limits.high()) / Math.max(1, at.limits.high()));
            }
        }
        return most;
    }

    /** Takes up to so many pages away, memory.reclaim; returns how many went. */
    public long reclaim(long pages) {
        return reclaim.thorough(pages);
    }

    /** What is protected of it from the needs of groups above, in pages: memory.min, or memory.low too. */
    long protection(boolean ofLow, Account from) {
        long least = Long.MAX_VALUE;
        for (Account at = this; at != from && at != null; at = at.parent) {
            least = Math.min(least, ofLow ? Math.max(at.limits.low(), at.limits.min()) : at.limits.min());
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** The container is gone, and with it whatever was kept for it. */
    public void close() {
        List.copyOf(caches).forEach(Cache::abandon);
        caches.clear();
        carry(-top().kernelBytes);
        closed = true;
        Charges.pass(number, GONE);
    }

    // Counts and limits

    Account top() {
        Account at = this;
        while (at.parent != null) {
            at = at.parent;
        }
        return at;
    }

    /** What happened here and below. */
    public MemoryCounts counts() {
        return counts;
    }

    /** What it has of the swap space, and may have. */
    public SwapShare swap() {
        return swap;
    }

    /** Bytes of the kernel's own memory. */
    public long kernelBytes() {
        return kernelBytes;
    }

    /** Registers a cache to shrink under pressure. */
    public void register(Cache cache) {
        caches.add(cache);
    }

    /** Forgets a cache. */
    public void unregister(Cache cache) {
        for (Account at = this; at != null; at = at.parent) {
            at.caches.remove(cache);
        }
    }

    /** Pages held now: frames, and the kernel's own memory for it. */
    public long used() {
        return used + (kernelBytes >>> Frames.SHIFT);
    }

    /** Frames of private memory. */
    public long anonymous() {
        return kinds[Charges.ANONYMOUS];
    }

    /** Frames of files' pages. */
    public long files() {
        return kinds[Charges.FILE];
    }

    /** Frames that are shared memory or files in memory. */
    public long shared() {
        return kinds[Charges.SHARED];
    }

    /** The most pages ever held at once. */
    public long peak() {
        return peak;
    }

    /** Begins to look for the most pages anew. */
    public void forgetPeak() {
        peak = used();
    }

    /** What it may hold. */
    public MemoryLimits limits() {
        return limits;
    }

    private void limitsChanged() {
        tree.changed.add(this);
        tree.strained = true;
    }
}
