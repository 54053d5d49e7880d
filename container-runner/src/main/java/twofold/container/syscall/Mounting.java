package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.util.function.Predicate;
import twofold.container.abi.Cap;
import twofold.container.fs.cgroup.CgroupFileSystem;
import twofold.container.fs.dev.DeviceTree;
import twofold.container.fs.mqueue.QueueFileSystem;
import twofold.container.fs.proc.ProcFileSystem;
import twofold.container.fs.proc.ProcOptions;
import twofold.container.fs.sys.SysFileSystem;
import twofold.container.fs.tmpfs.TmpFileSystem;
import twofold.container.fs.tty.PtsFileSystem;
import twofold.container.fs.tty.Terminals;
import twofold.container.kernel.Task;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Propagation;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/**
 * mount(2), umount2(2), pivot_root(2). What can be mounted: tmpfs, proc, sysfs, control groups, terminals, message queues, devices, and places of the tree again (MS_BIND).
 */
final class Mounting {
    private static final int MS_MGC_VAL = 0xc0ed0000;
    private static final int MS_MGC_MSK = 0xffff0000;
    private static final int MS_RDONLY = 1;
    private static final int MS_REMOUNT = 32;
    private static final int MS_BIND = 4096;
    private static final int MS_MOVE = 8192;
    private static final int MS_REC = 16384;
    private static final int MS_UNBINDABLE = 1 << 17;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MS_SLAVE = 1 << 19;
    private static final int MS_SHARED = 1 << 20;
    private static final int MS_PROPAGATION = 0xf << 17;
    private static final int MS_SILENT = 1 << 15;
    private static final int MS_NOUSER = 1 << 31;
    /** The options of a file system that can change once it is there. */
    private static final int CHANGEABLE = FileSystem.FLAGS & ~FileSystem.DIRECTORIES_SYNCHRONOUS;
    /** The options that are a mount's own, not its file system's. */
    static final int OPTIONS = Mount.READ_ONLY | Mount.NO_SUID | Mount.NO_DEVICES | Mount.NO_EXEC | Mount.NO_ACCESS_TIMES
            | Mount.NO_DIRECTORY_ACCESS_TIMES | Mount.NO_LINKS | Mount.STRICT_ACCESS_TIMES;
    private static final int MS_RELATIME = 1 << 21;
    private static final int MNT_EXPIRE = 4;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int PAGE = 4096;

    private Mounting() {
    }

    static void privileged(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, t.fs.mounts.owner())) {
            throw FileError.of(EPERM);
        }
    }

    /** The same for what changes where files are, which landlock(7) refuses who has put rules on itself for files. */
    static void rearranges(Task t) {
        privileged(t);
        if (t.creds.domain != null && t.creds.domain.handlesFiles()) {
            throw FileError.of(EPERM);
        }
    }

    private static String text(Task t, int n) {
        return t.arg(n) == 0 ? "" : t.mm.string(t.arg(n), PAGE);
    }

    /** The kind of file system, mount(2)'s third argument; EINVAL if it is too long to be one. */
    private static String kind(Task t) {
        try {
            return text(t, 2);
        } catch (FileError refused) {
            throw refused.errno() == ENAMETOOLONG ? FileError.of(EINVAL) : refused;
        }
    }

    static long mount(Task t) {
        int flags = plain((int) t.arg(3));
        String type = kind(t);
        String source = text(t, 0);
        VfsPath point = Walk.to(t, t.fs.cwd, Files.path(t, 1), true);
        if ((flags & MS_NOUSER) != 0) {
            return -EINVAL;
        }
        rearranges(t);
        if ((flags & MS_REMOUNT) != 0) {
            return remount(t, point, flags, text(t, 4));
        }
        if ((flags & MS_BIND) != 0) {
            return bind(t, source, point, (flags & MS_REC) != 0);
        }
        if ((flags & MS_PROPAGATION) != 0) {
            return propagation(t, point, flags);
        }
        if ((flags & MS_MOVE) != 0) {
            VfsPath from = Walk.to(t, t.fs.cwd, source, true);
            if (!isRoot(from) || from.inode().isDirectory() != point.inode().isDirectory()) {
                return -EINVAL;
            }
            t.fs.mounts.move(from.mount(), point);
            return 0;
        }
        if (!point.inode().isDirectory()) {
            return -ENOTDIR;
        }
        if (t.arg(2) == 0) {
            return -EINVAL;
        }
        FileSystem made = fileSystem(t, type, text(t, 4));
        if (made == point.mount().fileSystem() && isRoot(point)) {
            return -EBUSY;
        }
        made.setFlags(made.flags() | flags);
        t.fs.mounts.mount(made, new Dentry(top(t, made)), point, (flags & MS_RDONLY) != 0, source.isEmpty() ? "none" : source).setOptions(options(flags));
        return 0;
    }

    /** Flags without the word that old programs write into their upper half. */
    private static int plain(int flags) {
        return (flags & MS_MGC_MSK) == MS_MGC_VAL ? flags & ~MS_MGC_MSK : flags;
    }

    /** What a mount of a file system shows: its root, or the caller's control group. */
    static Inode top(Task t, FileSystem made) {
        return made instanceof CgroupFileSystem ? CgroupFileSystem.directory(t.cgroup.root) : made.root();
    }

    private static long propagation(Task t, VfsPath point, int flags) {
        int type = flags & ~(MS_REC | MS_SILENT);
        if ((type & ~MS_PROPAGATION) != 0 || Integer.bitCount(type) != 1 || !isRoot(point)) {
            return -EINVAL;
        }
        Propagation wanted = switch (type) {
            case MS_SHARED -> Propagation.SHARED;
            case MS_SLAVE -> Propagation.SLAVE;
            case MS_PRIVATE -> Propagation.PRIVATE;
            default -> Propagation.UNBINDABLE;
        };
        t.fs.mounts.propagate(point.mount(), wanted, (flags & MS_REC) != 0);
        return 0;
    }

    static boolean isRoot(VfsPath path) {
        return path.dentry() == path.mount().root();
    }

    private static long remount(Task t, VfsPath point, int flags, String text) {
        if (!isRoot(point)) {
            return -EINVAL;
        }
        if ((flags & MS_BIND) == 0 && !t.creds.has(Cap.CAP_SYS_ADMIN, point.mount().fileSystem().owner())) {
            return -EPERM;
        }
        boolean keeps = (flags & (Mount.ACCESS_TIMES | MS_RELATIME)) == 0;
        int wanted = options(flags) | (keeps ? point.mount().options() & Mount.ACCESS_TIMES : 0);
        FileSystem fileSystem = point.mount().fileSystem();
        boolean becomesReadOnly = (flags & (MS_BIND | MS_RDONLY)) == MS_RDONLY && !fileSystem.isReadOnly();
        if (becomesReadOnly && written(t, file -> file.inode().fileSystem() == fileSystem)) {
            return -EBUSY;
        }
        if ((flags & MS_BIND) == 0 && fileSystem instanceof TmpFileSystem tmpfs && fileSystem.type().equals("tmpfs")) {
            tmpfs.change(TmpfsOptions.of(t, text, false));
        }
        if ((flags & MS_BIND) == 0 && fileSystem instanceof ProcFileSystem proc) {
            proc.keep(ProcOptions.of(t, text, proc.kept()));
        }
        if ((flags & MS_BIND) == 0) {
            fileSystem.setFlags(fileSystem.flags() & ~CHANGEABLE | flags & CHANGEABLE);
        }
        if ((flags & MS_BIND) == 0 && fileSystem.isReadOnly() != ((flags & MS_RDONLY) != 0)) {
            point.mount().setOptions(wanted);
            fileSystem.setReadOnly((flags & MS_RDONLY) != 0);
            return 0;
        }
        point.mount().setOptions(wanted);
        return 0;
    }

    /** A mount's own options; times are relative unless something else is said. */
    private static int options(int flags) {
        return flags & OPTIONS & ~((flags & Mount.STRICT_ACCESS_TIMES) != 0 ? Mount.NO_ACCESS_TIMES : 0);
    }

    /** Whether somebody has one of such files open for writing. */
    static boolean written(Task t, Predicate<File> such) {
        for (Task each : t.container().tasks.all()) {
            for (int fd = 0; each.state != Task.State.DEAD && fd < each.files.end(); fd++) {
                File file = each.files.peek(fd);
                if (file != null && file.writable() && file.inode().isRegular() && such.test(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long bind(Task t, String source, VfsPath point, boolean deep) {
        if (source.isEmpty()) {
            return -EINVAL;
        }
        VfsPath from = Walk.to(t, t.fs.cwd, source, true);
        if (from.inode().isDirectory() != point.inode().isDirectory()) {
            return -ENOTDIR;
        }
        Mounts mounts = t.fs.mounts;
        mounts.bind(from, point, deep);
        return 0;
    }

    /** Whether there is such a kind of file system. */
    static boolean known(String type) {
        return switch (type) {
            case "tmpfs", "ramfs", "devtmpfs", "mqueue", "proc", "sysfs", "cgroup2", "devpts" -> true;
            default -> false;
        };
    }

    /** A new file system of a kind, whose owner is the caller's user namespace. */
    static FileSystem fileSystem(Task t, String type, String options) {
        FileSystem made = make(t, type, options);
        if (!(made instanceof CgroupFileSystem || made instanceof QueueFileSystem || type.equals("devtmpfs"))) {
            made.belongTo(t.creds.user);
        }
        return made;
    }

    private static FileSystem make(Task t, String type, String options) {
        long now = t.kernel.clock.realtimeNanos();
        int number = t.kernel.newFileSystem();
        return switch (type) {
            case "tmpfs", "ramfs" -> new TmpFileSystem(type, t.container().account, t.kernel.fileClock, TmpfsOptions.of(t, options, type.equals("ramfs")),
                    TmpfsOptions.usual(t), number);
            case "proc" -> new ProcFileSystem(t.container(), t.process.pids, ProcOptions.of(t, options, ProcOptions.NONE), number);
            case "devpts" -> pts(t, options, now, number);
            case "sysfs" -> system(options, now, number);
            case "cgroup2" -> groups(t, options);
            case "mqueue" -> queues(t, options);
            case "devtmpfs" -> devices(t);
            default -> throw FileError.of(ENODEV);
        };
    }

    private static FileSystem system(String options, long now, int number) {
        if (!options.isEmpty()) {
            throw FileError.of(EINVAL);
        }
        return new SysFileSystem(now, number);
    }

    private static FileSystem queues(Task t, String options) {
        if (!options.isEmpty()) {
            throw FileError.of(EINVAL);
        }
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, t.ipc.owner())) {
            throw FileError.of(EPERM);
        }
        return QueueFileSystem.of(t);
    }

    private static FileSystem devices(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
        return DeviceTree.of(t.container());
    }

    private static FileSystem groups(Task t, String options) {
        CgroupFileSystem groups = (CgroupFileSystem) CgroupFileSystem.directory(t.cgroup.root).fileSystem();
        groups.mounted(t, options);
        return groups;
    }

    /** A devpts with options in the manner of the kernel's devpts.txt: mode= and uid= and gid= of terminals, ptmxmode= of ptmx. */
    private static FileSystem pts(Task t, String options, long now, int number) {
        int mode = 0600;
        int ptmx = 0;
        int uid = -1;
        int gid = -1;
        for (String each : options.split(",")) {
            String value = each.substring(each.indexOf('=') + 1);
            switch (each.substring(0, Math.max(0, each.indexOf('=')))) {
                case "mode" -> mode = TmpfsOptions.number(value, 8) & 07777;
                case "ptmxmode" -> ptmx = TmpfsOptions.number(value, 8) & 07777;
                case "uid" -> uid = TmpfsOptions.known(t.creds.user.uid(TmpfsOptions.id(value)));
                case "gid" -> gid = TmpfsOptions.known(t.creds.user.gid(TmpfsOptions.id(value)));
                case "max" -> TmpfsOptions.number(value, 10);
                default -> {
                    if (!each.isEmpty() && !each.equals("newinstance")) {
                        throw FileError.of(EINVAL);
                    }
                }
            }
        }
        return new PtsFileSystem(new Terminals(t.container()), new PtsFileSystem.Modes(mode, ptmx, uid, gid), now, number);
    }

    static long umount2(Task t) {
        int flags = t.argInt(1);
        boolean expires = (flags & MNT_EXPIRE) != 0;
        if ((flags & ~0xf) != 0 || expires && (flags & (MNT_DETACH | 1)) != 0) {
            return -EINVAL;
        }
        VfsPath point = Mounts.cross(Walk.to(t, t.fs.cwd, Files.path(t, 0), (flags & UMOUNT_NOFOLLOW) == 0));
        rearranges(t);
        if (!isRoot(point)) {
            return -EINVAL;
        }
        if (point.mount().held()) {
            return -EINVAL;
        }
        boolean used = used(t, point.mount());
        if ((flags & MNT_DETACH) == 0 && used) {
            return -EBUSY;
        }
        if (expires && !point.mount().expire()) {
            return -EAGAIN;
        }
        if (used && visited(t, point.mount().fileSystem())) {
            point.mount().fileSystem().keep();
        }
        t.fs.mounts.unmount(point.mount(), (flags & MNT_DETACH) != 0);
        return 0;
    }

    /** Whether somebody stands in a file system or has it as his root. */
    private static boolean visited(Task t, FileSystem of) {
        for (Task each : t.container().tasks.all()) {
            if (each.state != Task.State.DEAD && (each.fs.cwd.mount().fileSystem() == of || each.fs.root.mount().fileSystem() == of)) {
                return true;
            }
        }
        return false;
    }

    private static boolean used(Task t, Mount mount) {
        for (Task each : t.container().tasks.all()) {
            if (each.state == Task.State.DEAD) {
                continue;
            }
            if (each.fs.cwd.mount() == mount || each.fs.root.mount() == mount) {
                return true;
            }
            for (int fd = 0; fd < each.files.end(); fd++) {
                File file = each.files.peek(fd);
                if (file != null && file.path() != null && file.path().mount() == mount) {
                    return true;
                }
            }
        }
        return false;
    }

    static long pivotRoot(Task t) {
        rearranges(t);
        VfsPath top = Walk.to(t, t.fs.cwd, Files.path(t, 0), true);
        VfsPath old = Walk.to(t, t.fs.cwd, Files.path(t, 1), true);
        if (!top.inode().isDirectory() || !old.inode().isDirectory()) {
            return -ENOTDIR;
        }
        VfsPath root = t.fs.root;
        boolean shared = Mounts.shared(old.mount()) || top.mount().point() != null && Mounts.shared(top.mount().point().mount())
                || root.mount().point() != null && Mounts.shared(root.mount().point().mount());
        if (shared) {
            return -EINVAL;
        }
        if (!isRoot(top) || top.mount() == root.mount() || !isRoot(root) || !old.below(top)) {
            return top.mount() == root.mount() ? -EBUSY : -EINVAL;
        }
        Mounts mounts = t.fs.mounts;
        mounts.pivot(root.mount(), top.mount(), old);
        for (Task each : t.container().tasks.all()) {
            if (each.state != Task.State.DEAD && each.fs.mounts == mounts) {
                each.fs.root = each.fs.root.equals(root) ? top : each.fs.root;
                each.fs.cwd = each.fs.cwd.equals(root) ? top : each.fs.cwd;
            }
        }
        return 0;
    }
}
