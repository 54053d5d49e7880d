package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.Inode;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;

/** Files by handle, name_to_handle_at(2) and open_by_handle_at(2): the inode's number and its file system's. */
final class Handles {
    private static final int BYTES = 12;
    private static final int MOST_BYTES = 128;
    private static final int TYPE = 1;
    private static final int HANDLE_FID = 0x200;

    private Handles() {
    }

    static long nameToHandle(Task t) {
        int flags = t.argInt(4);
        if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH | HANDLE_FID)) != 0) {
            return -EINVAL;
        }
        VfsPath place = Paths.at(t, 0, 1, flags & AT_EMPTY_PATH | ((flags & AT_SYMLINK_FOLLOW) == 0 ? AT_SYMLINK_NOFOLLOW : 0));
        long handle = t.arg(2);
        Inode inode = place.inode();
        boolean kept = inode.fileSystem().keepsDirectories() && !(inode instanceof LoneInode);
        if (!kept && (flags & HANDLE_FID) == 0) {
            return -EOPNOTSUPP;
        }
        int room = t.mm.getInt(handle);
        if (Integer.compareUnsigned(room, MOST_BYTES) > 0) {
            return -EINVAL;
        }
        t.mm.putInt(t.arg(3), place.mount().number());
        t.mm.putInt(handle, BYTES);
        if (room < BYTES) {
            return -EOVERFLOW;
        }
        t.mm.putInt(handle + 4, TYPE);
        t.mm.putLong(handle + 8, inode.number());
        t.mm.putInt(handle + 16, (int) inode.fileSystem().device());
        t.container().handles.remember(inode);
        return 0;
    }

    static long open(Task t) {
        VfsPath start = t.argInt(0) == AT_FDCWD ? t.fs.cwd : Opening.named(t.files.get(t.argInt(0)));
        long handle = t.arg(1);
        if (!t.creds.has(Cap.CAP_DAC_READ_SEARCH)) {
            return -EPERM;
        }
        int room = t.mm.getInt(handle);
        if (room <= 0 || room > MOST_BYTES || t.mm.getInt(handle + 4) < 0) {
            return -EINVAL;
        }
        Inode inode = room < BYTES || t.mm.getInt(handle + 4) != TYPE || (int) start.inode().fileSystem().device() != t.mm.getInt(handle + 16) ? null
                : t.container().handles.find(t.mm.getLong(handle + 8), t.mm.getInt(handle + 16));
        if (inode == null || inode.links() == 0 && inode.opens() == 0) {
            return -ESTALE;
        }
        Dentry dentry = inode == start.mount().root().inode() ? start.mount().root() : inode.directoryName() != null ? inode.directoryName() : Dentry.detached("", inode);
        int flags = t.argInt(2) & O_ALL;
        return Files.add(t, Opening.existing(t, new VfsPath(start.mount(), dentry), flags), (flags & O_CLOEXEC) != 0);
    }
}
