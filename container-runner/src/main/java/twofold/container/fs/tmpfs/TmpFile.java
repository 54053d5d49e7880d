package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EFBIG;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOSPC;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;

import java.nio.ByteBuffer;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** A regular file of a tmpfs: its bytes, and the seals that keep them, fcntl(2). */
final class TmpFile extends TmpInode {
    private static final int SEAL_SEAL = 1;
    private static final int SEAL_SHRINK = 2;
    private static final int SEAL_GROW = 4;
    private static final int SEAL_WRITE = 8;
    private static final int SEAL_FUTURE_WRITE = 16;
    private static final int SEAL_EXEC = 32;
    private static final int ALL_SEALS = 63;
    private final TmpPages pages;
    private int seals = SEAL_SEAL;

    TmpFile(TmpFileSystem fileSystem, int mode, int uid, int gid, long device) {
        super(fileSystem, mode, uid, gid, device, null);
        pages = new TmpPages(fileSystem, number(), this::touched);
    }

    @Override
    public long size() {
        return pages.size();
    }

    @Override
    public long nextData(long offset) {
        return pages.nextData(offset);
    }

    @Override
    public long nextHole(long offset) {
        return pages.nextHole(offset);
    }

    @Override
    public long blocks() {
        return pages.count() * 8L;
    }

    @Override
    public File open(Caller who, int flags) {
        File file = opened(flags);
        pages.adopt();
        return file;
    }

    @Override
    void abandon() {
        pages.abandon();
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        return pages.read(offset, to);
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        requireWritable(offset, from.remaining());
        int count = pages.write(offset, from);
        if (count == 0 && from.hasRemaining()) {
            throw FileError.of(ENOSPC);
        }
        touched();
        return count;
    }

    @Override
    public int read(long offset, UserMemory to, long address, int length) {
        return length <= 0 || offset >= pages.size() ? 0 : went(pages.read(offset, to, address, length));
    }

    @Override
    public int write(long offset, UserMemory from, long address, int length) {
        requireWritable(offset, length);
        int count = pages.write(offset, from, address, length);
        if (count < 0) {
            throw FileError.of(ENOSPC);
        }
        touched();
        return went(count);
    }

    private void requireWritable(long offset, int length) {
        if (offset > Long.MAX_VALUE - length) {
            throw FileError.of(EFBIG);
        }
        if (sealedAgainstWriting()) {
            throw FileError.of(EPERM);
        }
        requireSize(Math.max(pages.size(), offset + length));
    }

    @Override
    public boolean takesDirect() {
        return !fileSystem().type().equals("ramfs");
    }

    /** Makes it a file that can be sealed, memfd_create(2), with seals to begin with. */
    void allowSeals(int initial) {
        seals = initial;
    }

    @Override
    public int seals() {
        return seals;
    }

    @Override
    public void seal(int more) {
        if ((more & ~ALL_SEALS) != 0) {
            throw FileError.of(EINVAL);
        }
        if ((seals & SEAL_SEAL) != 0) {
            throw FileError.of(EPERM);
        }
        if ((more & SEAL_WRITE) != 0 && (seals & SEAL_WRITE) == 0 && pages.mappedToWrite()) {
            throw FileError.of(EBUSY);
        }
        boolean executable = (more & SEAL_EXEC) != 0 && (mode() & 0111) != 0;
        seals |= executable ? more | SEAL_SHRINK | SEAL_GROW | SEAL_WRITE | SEAL_FUTURE_WRITE : more;
    }

    @Override
    public void setMode(int mode) {
        if ((seals & SEAL_EXEC) != 0 && ((mode() ^ mode) & 0111) != 0) {
            throw FileError.of(EPERM);
        }
        super.setMode(mode);
    }

    @Override
    public boolean sealedAgainstWriting() {
        return (seals & (SEAL_WRITE | SEAL_FUTURE_WRITE)) != 0;
    }

    @Override
    public void allocate(long offset, long length, boolean punch, boolean zero, boolean keep) {
        if (zero) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (punch) {
            clear(offset, length);
            return;
        }
        requireSize(Math.max(pages.size(), offset + length));
        if (!pages.reserve(offset, offset + length)) {
            throw FileError.of(ENOSPC);
        }
        if (!keep && offset + length > pages.size()) {
            pages.grow(offset + length);
        }
        touched();
    }

    @Override
    public void clear(long offset, long length) {
        if (sealedAgainstWriting()) {
            throw FileError.of(EPERM);
        }
        pages.clear(offset, Math.min(pages.size(), offset + length));
        touched();
    }

    private void requireSize(long size) {
        boolean shrinks = size < pages.size() && (seals & SEAL_SHRINK) != 0;
        boolean grows = size > pages.size() && (seals & SEAL_GROW) != 0;
        if (shrinks || grows) {
            throw FileError.of(EPERM);
        }
    }

    @Override
    public void truncate(long size) {
        requireSize(size);
        pages.truncate(size);
        touched();
    }

    /** Only who maps it may look into it. */
    void makeSecret() {
        pages.makeSecret();
    }

    @Override
    public Mappable mappable() {
        return pages;
    }
}
