package twofold.container.mm;

import static twofold.container.abi.Errno.ENOMEM;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/**
 * What one container may hold of memory: of the guest's, whose every frame is taken and given back here, so that the count is exact, and of
 * the kernel's own, the objects that a container makes it keep (descriptors, tasks, page tables, what waits in pipes and sockets), by about
 * what they take of the host's heap. At the limit, caches are asked to give back clean pages first; only then is there no memory.
 *
 * <p>Whatever its limit, a container gets at most a quarter of the host's heap for such objects, and all of them half of it, so that none
 * can take the kernel from the others.
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
    private static final long MOST_KERNEL = Runtime.getRuntime().maxMemory() / 4;
    private static final AtomicLong ALL_KERNEL = new AtomicLong();
    private long kernelBytes;
    private boolean closed;
    private boolean refused;
    private long refusals;

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
        if (used() >= limit && !shrink()) {
            refusals++;
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
            peak = Math.max(peak, used());
        }
        return frame;
    }

    /** Takes memory of the kernel's own for the container. ENOMEM if that is refused; who asked for it is then to be killed. */
    public void charge(long bytes) {
        require(bytes);
        carry(bytes);
    }

    /** The same where being refused is no reason to be killed; false if it is. */
    public boolean offer(long bytes) {
        if (!room(bytes)) {
            return false;
        }
        carry(bytes);
        return true;
    }

    /** ENOMEM unless {@code bytes} could be had now. */
    public void require(long bytes) {
        if (!room(bytes)) {
            refused = true;
            refusals++;
            throw FileError.of(ENOMEM);
        }
    }

    /** Takes memory of the kernel's own that was asked for before or cannot be done without. Negative gives back. */
    public void carry(long bytes) {
        if (!closed) {
            kernelBytes += bytes;
            ALL_KERNEL.addAndGet(bytes);
            peak = Math.max(peak, used());
        }
    }

    /** Gives back what {@link #charge}, {@link #offer} or {@link #carry} took. */
    public void refund(long bytes) {
        carry(-bytes);
    }

    /** Whether there is room for one more page. */
    boolean hasRoom() {
        return room(Frames.SIZE);
    }

    private boolean room(long bytes) {
        if (kernelBytes + bytes > MOST_KERNEL || ALL_KERNEL.get() + bytes > 2 * MOST_KERNEL) {
            return false;
        }
        long pages = bytes + Frames.SIZE - 1 >>> Frames.SHIFT;
        while (used() + pages > limit) {
            if (!shrink()) {
                return false;
            }
        }
        return true;
    }

    /** Whether memory was refused since this was asked last. */
    public boolean tookRefusal() {
        boolean took = refused;
        refused = false;
        return took;
    }

    /** Times that memory was refused. */
    public long refusals() {
        return refusals;
    }

    /** The container is gone, and with it whatever was kept for it. */
    public void close() {
        carry(-kernelBytes);
        closed = true;
    }

    /** Bytes of the kernel's own memory. */
    public long kernelBytes() {
        return kernelBytes;
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

    /** Pages held now: frames, and the kernel's own memory for it. */
    public long used() {
        return used + (kernelBytes >>> Frames.SHIFT);
    }

    /** Frames held now. */
    public long frames() {
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
