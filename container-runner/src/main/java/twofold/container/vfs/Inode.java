package twofold.container.vfs;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODEV;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.ByteBuffer;
import java.util.List;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.image.overlay.FileError;

/**
 * A file of a file system. Permission checks are the caller's. Each operation a kind of file does not have answers as Linux does. Names
 * and targets are one char a byte. Times are nanoseconds since the epoch.
 */
public abstract non-sealed class Inode extends InodeState {
    /** More is not written in one call: nobody else would have a turn. */
    private static final long MOST_CLEARED = 64L << 20;

    /** Somebody has it without having it open: it keeps what it has when its last name goes. */
    public void hold() {
        // Those that live in memory live as long as somebody has them
    }

    /** What {@link #hold} said is so no more. */
    public void letGo() {
        // See there
    }

    /** Where it lives. */
    public abstract FileSystem fileSystem();

    /** st_ino. */
    public abstract long number();

    /** st_mode. */
    public abstract int mode();

    /** Owner. */
    public abstract int uid();

    /** Group. */
    public abstract int gid();

    /** st_rdev. */
    public long device() {
        return 0;
    }

    /** st_nlink. */
    public int links() {
        return 1;
    }

    /** st_size. */
    public long size() {
        return 0;
    }

    /** The first byte from {@code offset} on that is not in a hole, -1 if there is none; lseek(2) with SEEK_DATA. */
    public long nextData(long offset) {
        return offset;
    }

    /** The first byte from {@code offset} on that is in a hole, at the latest the end of the file; lseek(2) with SEEK_HOLE. */
    public long nextHole(long offset) {
        return size();
    }

    /** st_blocks, 512 bytes each. */
    public long blocks() {
        return 0;
    }

    /** Access time. */
    public abstract long accessed();

    /** Its contents were read: the access time follows, {@code strict} or only when it is not after the last change. */
    public void wasRead(boolean strict) {
        // most file systems keep the time that was set
    }

    /** Modification time. */
    public abstract long modified();

    /** Change time. */
    public abstract long changed();

    /** When it was made, {@link Long#MIN_VALUE} if its file system does not tell. */
    public long created() {
        return Long.MIN_VALUE;
    }

    /** What a name in this directory stands for, or null. */
    public Inode lookup(Caller who, String name) {
        throw FileError.of(ENOTDIR);
    }

    /** The entries behind a cookie, without "." and "..". */
    public List<Entry> entries(Caller who, long cookie, int limit) {
        throw FileError.of(ENOTDIR);
    }

    /** Makes a file, directory, device, fifo or socket by the type in {@code mode}. */
    public Inode create(String name, int mode, int uid, int gid, long device) {
        throw FileError.of(EPERM);
    }

    /** The same for a caller, for directories that ask who it is. */
    public Inode create(Caller who, String name, int mode, int uid, int gid, long device) {
        return create(name, mode, uid, gid, device);
    }

    /** Whether there are names in it that the kernel gives and no others: ENOENT is what it says of all that it does not have, even to who would make them. */
    public boolean namesAreGiven() {
        return false;
    }

    /** Makes a symbolic link. */
    public Inode symlink(String name, String target, int uid, int gid) {
        throw FileError.of(EPERM);
    }

    /** Gives a file of the same file system a name here. */
    public void link(String name, Inode existing) {
        throw FileError.of(EPERM);
    }

    /** Removes a name of a non-directory. */
    public void unlink(String name) {
        throw FileError.of(EPERM);
    }

    /** Removes an empty directory. */
    public void rmdir(String name) {
        throw FileError.of(EPERM);
    }

    /** Renames within the file system; flags as renameat2(2). */
    public void rename(String from, Inode toDirectory, String to, int flags) {
        throw FileError.of(EPERM);
    }

    /** A symbolic link's target. */
    public String target(Caller who) {
        throw FileError.of(EINVAL);
    }

    /** Where a link leads that is no text (as /proc/PID/exe), or null if {@link #target} says. */
    public VfsPath jump(Caller who) {
        return null;
    }

    /**
     * Opens it; permission was checked.
     *
     * @param flags O_ flags
     */
    public abstract File open(Caller who, int flags);

    /** Bytes from an offset; 0 at the end. */
    public int read(long offset, ByteBuffer to) {
        throw FileError.of(EINVAL);
    }

    /** Writes all, growing the file. */
    public int write(long offset, ByteBuffer from) {
        throw FileError.of(EINVAL);
    }

    /** Bytes from an offset to a user's memory: how many went, 0 at the end, -EFAULT if none could go. */
    public int read(long offset, UserMemory to, long address, int length) {
        byte[] through = File.THROUGH;
        int count = read(offset, ByteBuffer.wrap(through, 0, Math.min(length, through.length)));
        return count <= 0 ? count : went(to.copyOut(address, through, 0, count));
    }

    /** Writes from a user's memory, growing the file: how many bytes came, -EFAULT if none did. */
    public int write(long offset, UserMemory from, long address, int length) {
        byte[] through = File.THROUGH;
        int count = from.copyIn(address, through, 0, Math.min(length, through.length));
        return count == 0 ? -EFAULT : write(offset, ByteBuffer.wrap(through, 0, count));
    }

    /** What a copy that has something to do returns. */
    protected static int went(int count) {
        return count == 0 ? -EFAULT : count;
    }

    /** Makes a range read as zeroes, as far as it lies inside the file. */
    public void clear(long offset, long length) {
        long end = Math.min(size(), offset + length);
        if (end - offset > MOST_CLEARED) {
            throw FileError.of(EOPNOTSUPP);
        }
        byte[] zeroes = new byte[(int) Math.max(0, Math.min(64 << 10, end - offset))];
        for (long at = offset; at < end; at += zeroes.length) {
            write(at, ByteBuffer.wrap(zeroes, 0, (int) Math.min(zeroes.length, end - at)));
        }
    }

    /** F_GET_SEALS; EINVAL where there are none. */
    public int seals() {
        throw FileError.of(EINVAL);
    }

    /** F_ADD_SEALS. */
    public void seal(int more) {
        throw FileError.of(EINVAL);
    }

    /** Whether the seals forbid that it is mapped for shared writing. */
    public boolean sealedAgainstWriting() {
        return false;
    }

    /** Sets the length. */
    public void truncate(long size) {
        throw FileError.of(EINVAL);
    }

    /** Sets the permission bits. */
    public void setMode(int permissions) {
        throw FileError.of(EPERM);
    }

    /** Sets owner and group, -1 leaves one. */
    public void setOwner(int uid, int gid) {
        if (uid != -1 || gid != -1) {
            throw FileError.of(EPERM);
        }
    }

    /** Sets times, {@link Long#MIN_VALUE} leaves one. */
    public void setTimes(long accessed, long modified) {
        throw FileError.of(EPERM);
    }

    /** An extended attribute or null. */
    public byte[] attribute(String name) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** Names of the extended attributes. */
    public List<String> attributes() {
        return List.of();
    }

    /** Sets an extended attribute; flags as setxattr(2). */
    public void setAttribute(String name, byte[] value, int flags) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** Removes an extended attribute. */
    public void removeAttribute(String name) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** Whether it may have access control lists, acl(5), which are kept as extended attributes. */
    public boolean keepsAccessLists() {
        return false;
    }

    /** Its pages, for mmap(2). */
    public Mappable mappable() {
        throw FileError.of(ENODEV);
    }

    /**
     * fallocate(2); the range is sane, the file is open for writing.
     *
     * @param punch make the range a hole
     * @param zero  make it read as zeroes
     * @param keep  leave the size
     */
    public void allocate(long offset, long length, boolean punch, boolean zero, boolean keep) {
        if (punch || zero) {
            clear(offset, length);
        }
        if (!keep && offset + length > size()) {
            truncate(offset + length);
        }
    }

    /**
     * fallocate(2)'s FALLOC_FL_COLLAPSE_RANGE and _INSERT_RANGE: takes a range out, or makes room for one, which reads as zeroes; the range is
     * of whole blocks and inside the file.
     */
    public void shift(long offset, long length, boolean insert) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** Somebody has mounted it elsewhere, and may come back to it whenever he likes. */
    public void bound() {
    }

    /** Whether it is a directory. */
    public final boolean isDirectory() {
        return (mode() & S_IFMT) == S_IFDIR;
    }

    /** Whether it is a symbolic link. */
    public final boolean isLink() {
        return (mode() & S_IFMT) == S_IFLNK;
    }

    /** Whether it is a regular file. */
    public final boolean isRegular() {
        return (mode() & S_IFMT) == S_IFREG;
    }

    /** Whether O_DIRECT means something to its files, open(2): those of the kernel's own have no device behind them that could be read past memory. */
    public boolean takesDirect() {
        return isRegular();
    }

    /** Its {@link FileFlags}, -1 where there are none such. */
    public int flags() {
        return -1;
    }

    /** Sets them. */
    public void setFlags(int flags) {
        throw FileError.of(EOPNOTSUPP);
    }

    /**
     * A directory entry.
     *
     * @param type   the DT_ type: a mode's type bits shifted right by 12
     * @param cookie where to continue behind it, above 0
     */
    public record Entry(String name, long number, int type, long cookie) {
    }
}
