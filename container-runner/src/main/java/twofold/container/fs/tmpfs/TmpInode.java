package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EFBIG;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOSPC;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.ENOTEMPTY;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFMT;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.RegularFile;
import twofold.container.vfs.SpecialFiles;
import twofold.image.overlay.FileError;

/** A file, directory, link or special node of a tmpfs. */
final class TmpInode extends Inode {
    private static final int RENAME_EXCHANGE = 2;
    private static final int SEAL_SEAL = 1;
    private static final int SEAL_SHRINK = 2;
    private static final int SEAL_GROW = 4;
    private static final int SEAL_WRITE = 8;
    private static final int SEAL_FUTURE_WRITE = 16;
    private static final int ALL_SEALS = 63;
    private final TmpFileSystem fileSystem;
    private final long number;
    private final int type;
    private final long device;
    private final TmpDirectory directory;
    private final TmpPages pages;
    private int seals = SEAL_SEAL;
    private String target;
    private int permissions;
    private int uid;
    private int gid;
    private int links = 1;
    /** What is paid for it beside its pages, 0 once it is gone. */
    private long kept;
    /** About what an inode and its name take of the host's heap. */
    private static final long BYTES = 1 << 10;
    private int openers;
    private long accessed;
    private long modified;
    private long changed;
    private TreeMap<String, byte[]> attributes;

    TmpInode(TmpFileSystem fileSystem, int mode, int uid, int gid, long device, String target) {
        this.fileSystem = fileSystem;
        keep(BYTES + (target == null ? 0 : target.length()));
        this.number = fileSystem.nextNumber();
        this.type = mode & S_IFMT;
        this.permissions = mode & 07777;
        this.uid = uid;
        this.gid = gid;
        this.device = device;
        this.target = target;
        directory = type == S_IFDIR ? new TmpDirectory() : null;
        pages = isRegular() ? new TmpPages(fileSystem, number) : null;
        accessed = fileSystem.now();
        modified = accessed;
        changed = accessed;
        if (directory != null) {
            links = 2;
        }
    }

    @Override
    public FileSystem fileSystem() {
        return fileSystem;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int mode() {
        return type | permissions;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return gid;
    }

    @Override
    public long device() {
        return device;
    }

    @Override
    public int links() {
        return links;
    }

    @Override
    public long size() {
        return pages != null ? pages.size() : target != null ? target.length() : directory != null ? 20L * directory.size() + 40 : 0;
    }

    @Override
    public long nextData(long offset) {
        return pages == null ? offset : pages.nextData(offset);
    }

    @Override
    public long nextHole(long offset) {
        return pages == null ? size() : pages.nextHole(offset);
    }

    @Override
    public long blocks() {
        return pages != null ? pages.count() * 8L : 0;
    }

    @Override
    public long accessed() {
        return accessed;
    }

    @Override
    public long modified() {
        return modified;
    }

    @Override
    public long changed() {
        return changed;
    }

    @Override
    public Inode lookup(Caller who, String name) {
        return directory().get(name);
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        return directory().entries(cookie, limit);
    }

    @Override
    public Inode create(String name, int mode, int owner, int group, long deviceNumber) {
        requireNew(name);
        return add(name, new TmpInode(fileSystem, mode, owner, group, deviceNumber, null));
    }

    @Override
    public Inode symlink(String name, String to, int owner, int group) {
        requireNew(name);
        return add(name, new TmpInode(fileSystem, S_IFLNK | 0777, owner, group, 0, to));
    }

    @Override
    public void link(String name, Inode existing) {
        TmpInode inode = own(existing);
        if (inode.links == 0 && !inode.linkable()) {
            throw FileError.of(ENOENT);
        }
        requireNew(name);
        add(name, inode);
        inode.setLinkable(false);
        inode.links++;
        inode.changed = fileSystem.now();
    }

    private void requireNew(String name) {
        if (directory().get(name) != null) {
            throw FileError.of(EEXIST);
        }
    }

    private TmpInode add(String name, TmpInode inode) {
        directory.put(name, inode);
        if (inode.directory != null) {
            links++;
        }
        touched();
        return inode;
    }

    @Override
    public void unlink(String name) {
        TmpInode inode = present(name);
        directory.remove(name);
        inode.removedName();
        touched();
    }

    @Override
    public void rmdir(String name) {
        TmpInode inode = present(name);
        if (inode.directory == null) {
            throw FileError.of(ENOTDIR);
        }
        if (inode.directory.size() > 0) {
            throw FileError.of(ENOTEMPTY);
        }
        directory.remove(name);
        inode.links = 0;
        inode.reclaim();
        links--;
        touched();
    }

    @Override
    public void rename(String from, Inode toDirectory, String to, int flags) {
        TmpInode moved = present(from);
        TmpInode other = own(toDirectory);
        TmpInode replaced = other.directory().get(to);
        if ((flags & RENAME_EXCHANGE) != 0) {
            directory.remove(from);
            other.directory.remove(to);
            directory.put(from, replaced);
            other.directory.put(to, moved);
            links += (replaced.directory != null ? 1 : 0) - (moved.directory != null ? 1 : 0);
            other.links += (moved.directory != null ? 1 : 0) - (replaced.directory != null ? 1 : 0);
        } else {
            if (replaced != null && replaced.directory != null) {
                other.rmdir(to);
            } else if (replaced != null) {
                other.unlink(to);
            }
            directory.remove(from);
            other.directory.put(to, moved);
            if (moved.directory != null) {
                links--;
                other.links++;
            }
        }
        moved.changed = fileSystem.now();
        touched();
        other.touched();
    }

    private TmpInode present(String name) {
        TmpInode inode = directory().get(name);
        if (inode == null) {
            throw FileError.of(ENOENT);
        }
        return inode;
    }

    private TmpDirectory directory() {
        if (directory == null) {
            throw FileError.of(ENOTDIR);
        }
        return directory;
    }

    private static TmpInode own(Inode inode) {
        if (inode instanceof TmpInode tmp) {
            return tmp;
        }
        throw FileError.of(EXDEV);
    }

    /** A name of this inode is gone; without names, openers and mappings its pages go too. */
    void removedName() {
        links--;
        changed = fileSystem.now();
        reclaim();
    }

    private void keep(long more) {
        fileSystem.keep(more);
        kept += more;
    }

    private void reclaim() {
        if (links > 0 || openers > 0) {
            return;
        }
        if (pages != null) {
            pages.abandon();
        }
        fileSystem.giveUp(kept);
        kept = 0;
    }

    @Override
    public String target(Caller who) {
        if (target == null) {
            throw FileError.of(EINVAL);
        }
        return target;
    }

    @Override
    public File open(Caller who, int flags) {
        if (pages == null && directory == null) {
            return SpecialFiles.open(this, who, flags);
        }
        File file = new RegularFile(this, flags) {
            @Override
            protected void close() {
                openers--;
                reclaim();
            }
        };
        openers++;
        if (pages != null) {
            pages.adopt();
        }
        return file;
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        return pages == null ? super.read(offset, to) : pages.read(offset, to);
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        if (pages == null) {
            return super.write(offset, from);
        }
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
        if (pages == null) {
            return super.read(offset, to, address, length);
        }
        return length <= 0 || offset >= pages.size() ? 0 : went(pages.read(offset, to, address, length));
    }

    @Override
    public int write(long offset, UserMemory from, long address, int length) {
        if (pages == null) {
            return super.write(offset, from, address, length);
        }
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

    /** Makes it a file that can be sealed, memfd_create(2), with seals to begin with. */
    void allowSeals(int initial) {
        seals = initial;
    }

    @Override
    public int seals() {
        return pages == null ? super.seals() : seals;
    }

    @Override
    public void seal(int more) {
        if (pages == null || (more & ~ALL_SEALS) != 0) {
            throw FileError.of(EINVAL);
        }
        if ((seals & SEAL_SEAL) != 0) {
            throw FileError.of(EPERM);
        }
        if ((more & SEAL_WRITE) != 0 && (seals & SEAL_WRITE) == 0 && pages.mapped(true)) {
            throw FileError.of(EBUSY);
        }
        seals |= more;
    }

    @Override
    public boolean sealedAgainstWriting() {
        return (seals & (SEAL_WRITE | SEAL_FUTURE_WRITE)) != 0;
    }

    @Override
    public void allocate(long offset, long length, boolean punch, boolean zero, boolean keep) {
        if (zero || pages == null) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (punch) {
            clear(offset, length);
            return;
        }
        if (sealedAgainstWriting()) {
            throw FileError.of(EPERM);
        }
        requireSize(keep ? pages.size() : Math.max(pages.size(), offset + length));
        if (!pages.reserve(offset, offset + length)) {
            throw FileError.of(ENOSPC);
        }
        if (!keep && offset + length > pages.size()) {
            pages.grow(offset + length);
        }
        changed = fileSystem.now();
    }

    @Override
    public void clear(long offset, long length) {
        if (sealedAgainstWriting()) {
            throw FileError.of(EPERM);
        }
        if (pages != null) {
            pages.clear(offset, Math.min(pages.size(), offset + length));
            touched();
        }
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
        if (pages == null) {
            throw FileError.of(EINVAL);
        }
        requireSize(size);
        pages.truncate(size);
        touched();
    }

    @Override
    public void setMode(int mode) {
        permissions = mode & 07777;
        changed = fileSystem.now();
    }

    @Override
    public void setOwner(int owner, int group) {
        uid = owner == -1 ? uid : owner;
        gid = group == -1 ? gid : group;
        changed = fileSystem.now();
    }

    @Override
    public void setTimes(long access, long modification) {
        accessed = access == Long.MIN_VALUE ? accessed : access;
        modified = modification == Long.MIN_VALUE ? modified : modification;
        changed = fileSystem.now();
    }

    private void touched() {
        modified = fileSystem.now();
        changed = modified;
    }

    @Override
    public byte[] attribute(String name) {
        return attributes == null ? null : attributes.get(name);
    }

    @Override
    public List<String> attributes() {
        return attributes == null ? List.of() : new ArrayList<>(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, byte[] value, int flags) {
        boolean there = attribute(name) != null;
        if (there && (flags & 1) != 0) {
            throw FileError.of(EEXIST);
        }
        if (!there && (flags & 2) != 0) {
            throw FileError.of(ENODATA);
        }
        keep(value.length - (there ? attribute(name).length : 0));
        if (attributes == null) {
            attributes = new TreeMap<>();
        }
        attributes.put(name, value);
        changed = fileSystem.now();
    }

    @Override
    public void removeAttribute(String name) {
        byte[] old = attributes == null ? null : attributes.remove(name);
        if (old == null) {
            throw FileError.of(ENODATA);
        }
        keep(-old.length);
        changed = fileSystem.now();
    }

    @Override
    public Mappable mappable() {
        return pages == null ? super.mappable() : pages;
    }
}
