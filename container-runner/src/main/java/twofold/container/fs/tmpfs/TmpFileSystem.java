package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOSPC;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import twofold.container.mm.Account;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;
import twofold.toolkit.time.Clock;

/** A tmpfs. */
public final class TmpFileSystem extends FileSystem implements Account.Cache {
    private static final long TMPFS_MAGIC = 0x01021994;
    private static final long RAMFS_MAGIC = 0x858458f6L;
    private static final int STICKY_ALL = 01777;
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private final Account account;
    private final Clock clock;
    private long limitPages;
    private final long usualPages;
    /** nr_inodes=, 0 for no limit, -1 if nothing is said. */
    private long mostInodes;
    private TmpOptions.Manner manner;
    private long inodes;
    private final TmpDirectory root;
    private long pages;
    /** What is paid for its inodes, and whether nobody sees it any more. */
    private long kept;
    private boolean gone;
    private long nextNumber = 1;
    /** Files that have pages; the first is next to lose some. */
    private final LinkedHashSet<TmpPages> filled = new LinkedHashSet<>();

    /**
     * @param account    who pays for the pages
     * @param limitBytes the size= option
     * @param mode       permissions of the root directory
     * @param number     see {@link FileSystem}
     */
    public TmpFileSystem(String type, Account account, Clock clock, long limitBytes, int mode, int number) {
        this(type, account, clock, new TmpOptions(pages(limitBytes), -1, mode, 0, 0, TmpOptions.PLAIN), -1, number);
    }

    /**
     * @param account    who pays for the pages
     * @param usualBytes how large it is if that is not said
     * @param number     see {@link FileSystem}
     */
    public TmpFileSystem(String type, Account account, Clock clock, TmpOptions options, long usualBytes, int number) {
        super(type, number);
        this.account = account;
        this.clock = clock;
        usualPages = pages(usualBytes);
        limitPages = options.pages() < 0 ? usualPages : options.pages() == 0 ? NO_LIMIT : options.pages();
        mostInodes = options.inodes();
        manner = options.manner();
        root = new TmpDirectory(this, S_IFDIR | (options.mode() < 0 ? STICKY_ALL : options.mode()), options.uid(), options.gid(), 0);
    }

    private static long pages(long bytes) {
        return bytes < 0 ? -1 : bytes + Frames.SIZE - 1 >>> Frames.SHIFT;
    }

    private static long bytes(long pages) {
        return Math.min(pages, Long.MAX_VALUE >>> Frames.SHIFT) << Frames.SHIFT;
    }

    /** Takes other limits, as a remount does; EINVAL if more is there than they allow, or if they come where there were none. The root directory stays as it is. */
    public void change(TmpOptions options) {
        long most = options.pages() < 0 ? limitPages : options.pages() == 0 ? NO_LIMIT : options.pages();
        long count = options.inodes() < 0 ? mostInodes : options.inodes();
        boolean appears = options.pages() > 0 && limitPages == NO_LIMIT || options.inodes() > 0 && mostInodes == 0;
        if (pages > most || appears || count > 0 && inodes > count || options.manner().stays() && !manner.stays()) {
            throw FileError.of(EINVAL);
        }
        limitPages = most;
        mostInodes = count;
        manner = manner.changed(options.manner());
    }

    @Override
    public Inode root() {
        return root;
    }

    /** A file without a name, as memfd_create(2) and shared anonymous memory need. */
    public Inode unnamed(int mode, int uid, int gid) {
        return nameless(mode, uid, gid);
    }

    private TmpFile nameless(int mode, int uid, int gid) {
        TmpFile file = new TmpFile(this, S_IFREG | mode, uid, gid, 0);
        file.removedName();
        return file;
    }

    /** The same for a file that only who maps it may look into. */
    public Inode secret(int mode, int uid, int gid) {
        TmpFile file = nameless(mode, uid, gid);
        file.makeSecret();
        return file;
    }

    /** The same for a file that can be sealed. */
    public Inode sealable(int mode, int uid, int gid, int seals) {
        TmpFile file = nameless(mode, uid, gid);
        file.allowSeals(seals);
        return file;
    }

    @Override
    public long magic() {
        return isPlain() ? RAMFS_MAGIC : TMPFS_MAGIC;
    }

    @Override
    public long totalBytes() {
        return limitPages == NO_LIMIT ? 0 : bytes(limitPages);
    }

    @Override
    public long freeBytes() {
        return limitPages == NO_LIMIT ? 0 : bytes(limitPages - pages);
    }

    @Override
    public String options() {
        List<String> said = new ArrayList<>();
        if (isPlain()) {
            return (root.mode() & 07777) == 0755 ? "" : "mode=%o".formatted(root.mode() & 07777);
        }
        if (limitPages != usualPages) {
            said.add("size=" + Long.toUnsignedString(limitPages == NO_LIMIT ? 0 : limitPages << Frames.SHIFT - 10) + "k");
        }
        if (mostInodes >= 0) {
            said.add("nr_inodes=" + mostInodes);
        }
        int permissions = root.mode() & 07777;
        if (permissions != STICKY_ALL) {
            said.add("mode=%03o".formatted(permissions));
        }
        if (root.uid() != 0) {
            said.add("uid=" + Integer.toUnsignedString(root.uid()));
        }
        if (root.gid() != 0) {
            said.add("gid=" + Integer.toUnsignedString(root.gid()));
        }
        said.add(manner.shown());
        return String.join(",", said);
    }

    /** Whether it is a ramfs, which has no limits and counts nothing. */
    final boolean isPlain() {
        return type().equals("ramfs");
    }

    long now() {
        return clock.realtimeNanos();
    }

    /** The number of a new inode; ENOSPC if there may be no more of them. */
    long nextNumber() {
        countInode();
        return nextNumber++;
    }

    /** Counts an inode, or one more name of one; ENOSPC if there may be no more of them. */
    void countInode() {
        if (mostInodes > 0 && inodes >= mostInodes) {
            throw FileError.of(ENOSPC);
        }
        inodes++;
    }

    /** An inode, or a name beyond its first, is gone. */
    void forget() {
        inodes--;
    }

    /** Takes memory for an inode that keeps so many bytes beside its pages. */
    void keep(long bytes) {
        if (!gone) {
            account.charge(bytes);
            kept += bytes;
        }
    }

    /** Gives that back. */
    void giveUp(long bytes) {
        if (!gone) {
            account.refund(bytes);
            kept -= bytes;
        }
    }

    /** Nobody sees it any more: its pages, and what its inodes take, go back. Pages that are mapped go with their last mapping. */
    @Override
    protected void gone() {
        List.copyOf(filled).forEach(TmpPages::abandon);
        account.refund(kept);
        kept = 0;
        gone = true;
    }

    /** Whether it is large enough for so many pages in all. */
    boolean couldHold(long count) {
        return count <= Math.min(limitPages, Frames.total());
    }

    /** Whether there is room for no more pages. */
    boolean full() {
        return pages >= limitPages;
    }

    /** Counts a page that something else than a file's contents takes; ENOSPC if there is no room. */
    void takePage() {
        if (full()) {
            throw FileError.of(ENOSPC);
        }
        pages++;
    }

    /** Such a page is free again. */
    void freePage() {
        pages--;
    }

    /** A frame, or -1 when the file system or the container's memory is full. */
    int allocate() {
        if (full()) {
            return -1;
        }
        int frame = account.allocateShared();
        if (frame >= 0) {
            pages++;
        }
        return frame;
    }

    /** A file has its first page. */
    void fills(TmpPages file) {
        if (filled.isEmpty()) {
            account.register(this);
        }
        filled.add(file);
    }

    /** A file has no page any more. */
    void empties(TmpPages file) {
        if (filled.remove(file) && filled.isEmpty()) {
            account.unregister(this);
        }
    }

    @Override
    public int shrink(int wanted) {
        return 0;
    }

    @Override
    public int shrinkMore(int wanted, Account of) {
        int went = 0;
        for (int i = manner.stays() ? 0 : filled.size(); i > 0 && went < wanted && !filled.isEmpty(); i--) {
            TmpPages file = filled.removeFirst();
            went += file.swapOut(wanted - went);
            filled.addLast(file);
        }
        return went;
    }

    @Override
    public void abandon() {
        List.copyOf(filled).forEach(TmpPages::dropAll);
    }

    /** Writes a frame to the swap space; returns the slot, or -1. The page still counts. */
    int swapOut(int frame) {
        int slot = account.swap().out(frame, 1);
        if (slot >= 0) {
            account.release(frame);
        }
        return slot;
    }

    /** Reads a page from the swap space; returns its frame, or -1 if there is no memory. */
    int bringBack(int slot) {
        int frame = account.allocateShared();
        if (frame < 0) {
            return -1;
        }
        if (!account.swap().in(slot, frame)) {
            account.release(frame);
            return -1;
        }
        account.swap().release(slot);
        return frame;
    }

    void releaseSlot(int slot) {
        pages--;
        account.swap().release(slot);
    }

    void release(int frame) {
        pages--;
        account.release(frame);
    }
}
