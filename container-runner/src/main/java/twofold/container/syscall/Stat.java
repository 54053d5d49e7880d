package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Opening;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;

/** stat(2), statx(2), statfs(2). Layouts are those of asm-generic. */
final class Stat {
    private static final long NANOS = 1_000_000_000L;
    private static final int MNT_ID = 0x1000;
    private static final int MNT_ID_UNIQUE = 0x4000;
    private static final int MOUNT_ROOT = 0x2000;
    /** The attributes that could be told: for all file systems, and more for a tmpfs. */
    private static final long COMMON_ATTRIBUTES = 0x203000;
    private static final long TMPFS_ATTRIBUTES = 0x70;
    private static final int BASIC = 0x7ff;
    /** STATX_BTIME. */
    private static final int BIRTH = 0x800;
    private static final int BLOCK = 4096;

    /** ST_NOSYMFOLLOW. */
    private static final int NO_LINKS = 0x2000;
    /** ST_VALID and ST_RELATIME of f_flags, which otherwise has a mount's options. */
    private static final int VALID = 0x20;
    private static final int RELATIVE_TIMES = 0x1000;

    private Stat() {
    }

    private static long mountFlags(Mount mount) {
        if (mount.point() == null && mount.namespace() == null && mount.number() == 0) {
            return VALID;
        }
        int plain = Mount.NO_SUID | Mount.NO_DEVICES | Mount.NO_EXEC | Mount.NO_ACCESS_TIMES | Mount.NO_DIRECTORY_ACCESS_TIMES;
        int shared = mount.fileSystem().flags() & (FileSystem.SYNCHRONOUS | FileSystem.MANDATORY_LOCKS);
        return VALID | shared | mount.options() & plain | (mount.readOnly() ? Mount.READ_ONLY : 0) | (mount.has(Mount.NO_LINKS) ? NO_LINKS : 0)
                | (mount.has(Mount.NO_ACCESS_TIMES) || mount.has(Mount.STRICT_ACCESS_TIMES) ? 0 : RELATIVE_TIMES);
    }

    static long fstat(Task t) {
        File file = t.files.get(t.argInt(0));
        write(t, file.inode(), file.path(), t.arg(1));
        return 0;
    }

    static long newfstatat(Task t) {
        int flags = t.argInt(3);
        if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT)) != 0) {
            return -EINVAL;
        }
        VfsPath place = unnamed(t, flags) ? Opening.named(t.files.get(t.argInt(0))) : Paths.find(t, 0, 1, flags);
        if (place == null) {
            return -ENOENT;
        }
        write(t, place.inode(), place, t.arg(2));
        return 0;
    }

    private static void write(Task t, Inode inode, VfsPath place, long address) {
        UserNamespace user = t.creds.user;
        Mm mm = t.mm;
        mm.putLong(address, inode.fileSystem().device());
        mm.putLong(address + 8, inode.number());
        mm.putInt(address + 16, inode.mode());
        mm.putInt(address + 20, inode.links());
        mm.putInt(address + 24, place == null ? user.shownUid(inode.uid()) : place.shownUid(user));
        mm.putInt(address + 28, place == null ? user.shownGid(inode.gid()) : place.shownGid(user));
        mm.putLong(address + 32, inode.device());
        mm.putLong(address + 40, 0);
        mm.putLong(address + 48, inode.size());
        mm.putLong(address + 56, BLOCK);
        mm.putLong(address + 64, inode.blocks());
        time(mm, address + 72, inode.accessed());
        time(mm, address + 88, inode.modified());
        time(mm, address + 104, inode.changed());
        mm.putLong(address + 120, 0);
    }

    private static void time(Mm mm, long address, long nanos) {
        mm.putLong(address, Math.floorDiv(nanos, NANOS));
        mm.putLong(address + 8, Math.floorMod(nanos, NANOS));
    }

    /** Whether the descriptor alone says what is meant. */
    private static boolean unnamed(Task t, int flags) {
        return t.arg(1) == 0 && (flags & AT_EMPTY_PATH) != 0 && t.argInt(0) >= 0;
    }

    static long statx(Task t) {
        int flags = t.argInt(2);
        if ((flags & ~0x7900) != 0 || (flags & 0x6000) == 0x6000 || t.argInt(3) < 0) {
            return -EINVAL;
        }
        VfsPath place = unnamed(t, flags) ? Opening.named(t.files.get(t.argInt(0))) : Paths.find(t, 0, 1, flags);
        if (place == null) {
            return -ENOENT;
        }
        Inode inode = place.inode();
        boolean unique = (t.argInt(3) & MNT_ID_UNIQUE) != 0;
        boolean top = place.dentry() == place.mount().root();
        long known = COMMON_ATTRIBUTES | ("tmpfs".equals(inode.fileSystem().type()) ? TMPFS_ATTRIBUTES : 0);
        UserNamespace user = t.creds.user;
        ByteBuffer b = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        boolean born = (t.argInt(3) & BIRTH) != 0 && inode.created() != Long.MIN_VALUE;
        b.putInt(BASIC | (born ? BIRTH : 0) | (unique ? MNT_ID_UNIQUE : MNT_ID)).putInt(BLOCK).putLong((top ? MOUNT_ROOT : 0) | Math.max(0, inode.flags()) & TMPFS_ATTRIBUTES).putInt(inode.links()).putInt(place.shownUid(user)).putInt(place.shownGid(user));
        b.putShort((short) inode.mode()).putShort((short) 0).putLong(inode.number()).putLong(inode.size()).putLong(inode.blocks()).putLong(known);
        time(b, inode.accessed());
        time(b, born ? inode.created() : 0);
        time(b, inode.changed());
        time(b, inode.modified());
        b.putInt(major(inode.device())).putInt(minor(inode.device()));
        b.putInt(major(inode.fileSystem().device())).putInt(minor(inode.fileSystem().device()));
        b.putLong(unique ? place.mount().uniqueNumber() : place.mount().number());
        t.mm.write(t.arg(4), b.array());
        return 0;
    }

    private static void time(ByteBuffer b, long nanos) {
        b.putLong(Math.floorDiv(nanos, NANOS)).putInt((int) Math.floorMod(nanos, NANOS)).putInt(0);
    }

    static int major(long device) {
        return (int) (device >>> 8 & 0xfff);
    }

    static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & 0xfff00);
    }

    static long statfs(Task t) {
        return fileSystem(t, Walk.to(t, t.fs.cwd, Files.path(t, 0), true));
    }

    static long fstatfs(Task t) {
        return fileSystem(t, Opening.named(t.files.get(t.argInt(0))));
    }

    private static long fileSystem(Task t, VfsPath path) {
        FileSystem fs = path.inode().fileSystem();
        ByteBuffer b = ByteBuffer.allocate(120).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(fs.magic()).putLong(BLOCK).putLong(fs.totalBytes() / BLOCK).putLong(fs.freeBytes() / BLOCK).putLong(fs.freeBytes() / BLOCK);
        b.putLong(0).putLong(0).putLong(fs.device()).putLong(255).putLong(BLOCK).putLong(mountFlags(path.mount()));
        t.mm.write(t.arg(1), b.array());
        return 0;
    }
}
