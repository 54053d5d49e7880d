package twofold.container.fs.image;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.TreeSet;
import twofold.container.mm.Account;
import twofold.container.mm.FrameTable;
import twofold.container.mm.Mappable;
import twofold.container.mm.Mappers;
import twofold.container.mm.Mm;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.riscv.memory.Frames;

/**
 * Pages of one file that are or were mapped. Writes by system call go to the file and to the cached page; writes through a shared mapping
 * go to the page, which is then dirty for as long as the file is mapped, and to the file at msync, at the last unmapping, and before
 * anybody reads the size's last page by other means. Pages of a file that is a layer's are in common with the caches of other containers ({@link LayerPages}),
 * unless the container's memory is limited: what it pays for it must be able to give back.
 */
final class PageCache implements Mappable, Account.Cache {
    private final ImageInode inode;
    private final Node node;
    private final Account account;
    private final FrameTable frames = new FrameTable();
    private final TreeSet<Long> dirty = new TreeSet<>();
    private final Mappers mappers = new Mappers();
    private final LayerPages layers;
    /** The file's pages that are in common with other caches, once it has any. */
    private LayerPages.Pages common;
    private final BitSet inCommon = new BitSet();

    PageCache(ImageInode inode, Node node, Account account) {
        this.inode = inode;
        this.node = node;
        this.account = account;
        layers = inode.layers();
        account.register(this);
    }

    @Override
    public int frame(long page) {
        int known = frames.get(page);
        return known != 0 ? known : bringIn(page, account.isLimited() ? null : node.origin());
    }

    @Override
    public int ownFrame(long page) {
        part(page);
        int known = frames.get(page);
        return known != 0 ? known : bringIn(page, null);
    }

    /** Reads a page in, or finds it with others that have a file of the same origin, if that is not null. */
    private int bringIn(long page, Object origin) {
        long offset = page << Frames.SHIFT;
        if (offset < 0 || offset >= node.size()) {
            return -1;
        }
        if (origin != null) {
            if (common == null || !common.isOf(origin)) {
                common = layers.of(origin);
            }
            int theirs = common.join(page, account);
            if (theirs != 0) {
                frames.put(page, theirs);
                inCommon.set((int) page);
                return theirs;
            }
        }
        int frame = account.allocate();
        if (frame < 0) {
            return -2;
        }
        try {
            fill(offset, frame);
        } catch (FileError failed) {
            account.release(frame);
            return -1;
        }
        frames.put(page, frame);
        if (origin != null) {
            common.add(page, frame);
            inCommon.set((int) page);
        }
        return frame;
    }

    /** Parts with a page that others have, too: who maps it here faults for it again. */
    private void part(long page) {
        if (isCommon(page)) {
            mappers.cut(this, page, page + 1, false);
            drop(page, frames.get(page), false);
        }
    }

    /** Whether others have a page, too. No layer has as many pages as there are numbers here. */
    private boolean isCommon(long page) {
        return page >>> Integer.SIZE - 1 == 0 && inCommon.get((int) page);
    }

    private void drop(long page, int frame, boolean keeps) {
        frames.remove(page);
        if (isCommon(page)) {
            inCommon.clear((int) page);
            common.leave(page, keeps);
        }
        account.release(frame);
    }

    private void fill(long offset, int frame) {
        MemorySegment bytes = node.bytes();
        int length = (int) Math.min(Frames.SIZE, node.size() - offset);
        if (bytes != null && offset + length <= bytes.byteSize()) {
            Frames.copyBytes(bytes.address() + offset, Frames.address(Frames.offset(frame)), length);
            Reference.reachabilityFence(bytes);
            return;
        }
        ByteBuffer to = Frames.buffer(Frames.offset(frame), Frames.SIZE);
        long at = offset;
        while (to.hasRemaining()) {
            int count = node.read(at, to);
            if (count <= 0) {
                return;
            }
            at += count;
        }
    }

    @Override
    public void discard(long first, long end) {
        inode.clear(first << Frames.SHIFT, end - first << Frames.SHIFT);
    }

    @Override
    public void dirty(long page) {
        dirty.add(page);
    }

    @Override
    public boolean holds(long page, int frame) {
        return frame == frames.get(page);
    }

    @Override
    public void mapped(Mm mm) {
        if (mappers.add(mm)) {
            node.open();
        }
    }

    @Override
    public void unmapped(Mm mm) {
        if (mappers.remove(mm)) {
            writeBack();
            dirty.clear();
            node.release();
            if (node.links() == 0) {
                abandon();
                account.unregister(this);
                inode.forgetCache();
            }
        }
    }

    @Override
    public void writeBack() {
        for (long page : dirty) {
            int frame = frames.get(page);
            long offset = page << Frames.SHIFT;
            int length = Math.clamp(node.size() - offset, 0, Frames.SIZE);
            if (frame != 0 && length > 0) {
                node.write(offset, Frames.buffer(Frames.offset(frame), length));
            }
        }
    }

    @Override
    public long device() {
        return inode.fileSystem().device();
    }

    @Override
    public long number() {
        return node.number();
    }

    @Override
    public String path() {
        return "";
    }

    /** Whether the file itself has what was written. */
    boolean clean() {
        return dirty.isEmpty();
    }

    /** Reads, taking dirty pages from the cache and everything else from the file. */
    int read(long offset, ByteBuffer to) {
        if (dirty.isEmpty()) {
            return node.read(offset, to);
        }
        int total = (int) Math.max(0, Math.min(to.remaining(), node.size() - offset));
        int done = 0;
        while (done < total) {
            long at = offset + done;
            int inPage = (int) (at & Frames.SIZE - 1);
            int part = Math.min(total - done, Frames.SIZE - inPage);
            int frame = frames.get(at >>> Frames.SHIFT);
            if (frame != 0) {
                to.put(Frames.buffer(Frames.offset(frame) + inPage, part));
            } else {
                part = node.read(at, to.slice(to.position(), part));
                if (part <= 0) {
                    break;
                }
                to.position(to.position() + part);
            }
            done += part;
        }
        return done;
    }

    /** What was written to the file is written to the cached pages too. */
    void update(long offset, ByteBuffer from) {
        long at = offset;
        while (from.hasRemaining()) {
            int inPage = (int) (at & Frames.SIZE - 1);
            int part = Math.min(from.remaining(), Frames.SIZE - inPage);
            part(at >>> Frames.SHIFT);
            int frame = frames.get(at >>> Frames.SHIFT);
            if (frame != 0) {
                Frames.buffer(Frames.offset(frame) + inPage, part).put(from.slice(from.position(), part));
            }
            from.position(from.position() + part);
            at += part;
        }
    }

    /** The file was cut: what lies behind the end reads as zero. Who mapped pages behind it has them no more: SIGBUS. */
    void truncate(long size) {
        int inPage = (int) (size & Frames.SIZE - 1);
        part(size >>> Frames.SHIFT);
        int last = frames.get(size >>> Frames.SHIFT);
        if (last != 0) {
            Frames.clear(Frames.offset(last) + inPage, Frames.SIZE - inPage);
        }
        long firstGone = size + Frames.SIZE - 1 >>> Frames.SHIFT;
        mappers.cut(this, firstGone, Long.MAX_VALUE, true);
        frames.each(firstGone, Long.MAX_VALUE, (page, frame) -> {
            dirty.remove(page);
            drop(page, frame, false);
        });
        frames.trim(firstGone);
    }

    @Override
    public int shrink(int pages) {
        int[] freed = {0};
        frames.each(0, Long.MAX_VALUE, (page, frame) -> {
            if (freed[0] < pages && !dirty.contains(page) && Frames.references(frame) == 1) {
                drop(page, frame, false);
                freed[0]++;
            }
        });
        return freed[0];
    }

    @Override
    public void abandon() {
        for (int page = inCommon.nextSetBit(0); page >= 0; page = inCommon.nextSetBit(page + 1)) {
            drop(page, frames.get(page), true);
        }
        shrink(Integer.MAX_VALUE);
    }
}
