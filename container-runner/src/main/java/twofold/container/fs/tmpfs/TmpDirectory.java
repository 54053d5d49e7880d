package twofold.container.fs.tmpfs;

import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.ENOTEMPTY;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.util.List;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;

/** A directory of a tmpfs. */
final class TmpDirectory extends TmpInode {
    private static final int RENAME_EXCHANGE = 2;
    private final TmpNames names = new TmpNames();

    TmpDirectory(TmpFileSystem fileSystem, int mode, int uid, int gid, long device) {
        super(fileSystem, mode, uid, gid, device, null);
        links = 2;
    }

    @Override
    public long size() {
        return fileSystem.isPlain() ? 0 : 20L * names.size() + 40;
    }

    @Override
    public Inode lookup(Caller who, String name) {
        return names.get(name);
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        return names.entries(cookie, limit);
    }

    @Override
    public File open(Caller who, int flags) {
        return opened(flags);
    }

    @Override
    public Inode create(String name, int mode, int owner, int group, long deviceNumber) {
        requireNew(name);
        return add(name, switch (mode & S_IFMT) {
            case S_IFDIR -> new TmpDirectory(fileSystem, mode, owner, group, deviceNumber);
            case S_IFREG -> new TmpFile(fileSystem, mode, owner, group, deviceNumber);
            default -> new TmpInode(fileSystem, mode, owner, group, deviceNumber, null);
        });
    }

    @Override
    public Inode symlink(String name, String to, int owner, int group) {
        requireNew(name);
        return add(name, new TmpInode(fileSystem, S_IFLNK | 0777, owner, group, 0, to));
    }

    @Override
    public void link(String name, Inode existing) {
        if (!(existing instanceof TmpInode inode)) {
            throw FileError.of(EXDEV);
        }
        if (inode.links == 0 && !inode.linkable()) {
            throw FileError.of(ENOENT);
        }
        requireNew(name);
        if (inode.links > 0) {
            fileSystem.countInode();
        }
        add(name, inode);
        inode.setLinkable(false);
        inode.links++;
        inode.change();
    }

    private void requireNew(String name) {
        if (names.get(name) != null) {
            throw FileError.of(EEXIST);
        }
    }

    private TmpInode add(String name, TmpInode inode) {
        names.put(name, inode);
        links += linksOf(inode);
        touched();
        return inode;
    }

    /** The links that a file is to the directory it lies in: a directory's name for that. */
    private static int linksOf(TmpInode inode) {
        return inode instanceof TmpDirectory ? 1 : 0;
    }

    @Override
    public void unlink(String name) {
        TmpInode inode = present(name);
        names.remove(name);
        inode.removedName();
        touched();
    }

    @Override
    public void rmdir(String name) {
        if (!(present(name) instanceof TmpDirectory gone)) {
            throw FileError.of(ENOTDIR);
        }
        if (gone.names.size() > 0) {
            throw FileError.of(ENOTEMPTY);
        }
        names.remove(name);
        gone.links = 0;
        gone.reclaim();
        links--;
        touched();
    }

    @Override
    public void rename(String from, Inode toDirectory, String to, int flags) {
        TmpInode moved = present(from);
        if (!(toDirectory instanceof TmpDirectory other)) {
            throw FileError.of(EXDEV);
        }
        TmpInode replaced = other.names.get(to);
        if ((flags & RENAME_EXCHANGE) != 0) {
            names.remove(from);
            other.names.remove(to);
            names.put(from, replaced);
            other.names.put(to, moved);
            links += linksOf(replaced) - linksOf(moved);
            other.links += linksOf(moved) - linksOf(replaced);
        } else {
            if (replaced instanceof TmpDirectory) {
                other.rmdir(to);
            } else if (replaced != null) {
                other.unlink(to);
            }
            names.remove(from);
            other.names.put(to, moved);
            links -= linksOf(moved);
            other.links += linksOf(moved);
        }
        moved.change();
        touched();
        other.touched();
    }

    private TmpInode present(String name) {
        TmpInode inode = names.get(name);
        if (inode == null) {
            throw FileError.of(ENOENT);
        }
        return inode;
    }
}
