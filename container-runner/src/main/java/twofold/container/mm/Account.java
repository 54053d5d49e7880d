package twofold.container.mm;

import java.util.ArrayList;
import java.util.List;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/**
 * What one container may hold of guest memory. Every frame of it is taken and given back here, so the count is exact. At the limit,
 * caches are asked to give back clean pages first; only then is there no memory.
 */
public final class Account {
    /** A cache that can give back pages. */
    public interface Cache {
        /** Gives back up to {@code pages} pages that nobody maps; returns how many it gave. */
        int shrink(int pages);
    }

    private final long limit;
    private final List<Cache> caches = new ArrayList<>();
    private long used;
    private long peak;
    private long copied;
    private final long[] faults = new long[3];

    /** @param limit the most frames, {@link Long#MAX_VALUE} for no limit */
    public Account(long limit) {
        this.limit = limit;
    }

    /** Takes a zeroed frame, or returns -1 at the limit or when the host has no more. */
    public int allocate() {
        return allocate(null, 0);
    }

    /** The same for a page of an address space, beside its neighbours' frames if that can be. */
    int allocate(Runs runs, long page) {
        if (used >= limit && !shrink()) {
            return -1;
        }
        int frame = runs == null ? -1 : runs.take(page);
        if (frame < 0) {
            frame = Frames.allocate();
        }
        if (frame < 0 && shrink()) {
            frame = Frames.allocate();
        }
        if (frame >= 0) {
            used++;
            peak = Math.max(peak, used);
        }
        return frame;
    }

    /** Drops a reference to a frame that came from {@link #allocate}. */
    public void release(int frame) {
        if (Frames.references(frame) == 1) {
            used--;
        }
        Frames.release(frame);
    }

    /** Registers a cache to shrink under pressure. */
    public void register(Cache cache) {
        caches.add(cache);
    }

    /** Forgets a cache. */
    public void unregister(Cache cache) {
        caches.remove(cache);
    }

    /** Frames held now. */
    public long used() {
        return used;
    }

    /** The most frames ever held at once. */
    public long peak() {
        return peak;
    }

    /** The limit in frames. */
    public long limit() {
        return limit;
    }

    /** Pages copied on write. */
    public long copied() {
        return copied;
    }

    /** Page faults served or refused. */
    public long faults() {
        return faults[0] + faults[1] + faults[2];
    }

    /** Page faults by what was tried: {@link AddressSpace#READ}, {@link AddressSpace#WRITE} or {@link AddressSpace#FETCH}. */
    public long faults(int access) {
        return faults[access >> 1];
    }

    void countCopy() {
        copied++;
    }

    void countFault(int access) {
        faults[access >> 1]++;
    }

    private boolean shrink() {
        int freed = 0;
        for (Cache cache : List.copyOf(caches)) {
            freed += cache.shrink(64);
            if (freed >= 64) {
                break;
            }
        }
        return freed > 0;
    }
}
