package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.PATH_MAX;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import twofold.container.abi.Cap;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.Attributes;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.FileFlags;
import twofold.container.vfs.Landlock;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Naming;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/** Calls that take paths: names, modes, owners, times, working directory, extended attributes, mounts. */
final class Paths {
    private static final long NANOS = 1_000_000_000L;
    /** What fallocate(2) can be asked for; the last is to unshare, where nothing is shared. */
    private static final Set<Integer> FALLOC_MODES = Set.of(0, 1, 3, 8, 16, 17, 32, 64, 65);
    private static final int FALLOC_KEEP_SIZE = 1;
    private static final int FALLOC_PUNCH_HOLE = 2;
    private static final int FALLOC_COLLAPSE_RANGE = 8;
    private static final int FALLOC_INSERT_RANGE = 0x20;
    private static final int BLOCK = 4096;
    private static final int FALLOC_ZERO_RANGE = 0x10;
    private static final long UTIME_NOW = 0x3fffffff;
    private static final long UTIME_OMIT = 0x3ffffffe;

    private Paths() {
    }

    /** Where a name is to be made or taken away. */
    private static Walk.Found parent(Task t, int fdArg, int pathArg) {
        String path = Files.path(t, pathArg);
        return Walk.vacant(t, Opening.start(t, t.files, t.argInt(fdArg), path), path);
    }

    static VfsPath atPath(Task t, int dirfd, String path, int flags) {
        return Opening.at(t, t.files, dirfd, path, flags);
    }

    static VfsPath at(Task t, int fdArg, int pathArg, int flags) {
        return Opening.at(t, t.files, t.argInt(fdArg), Files.path(t, pathArg), flags);
    }

    /** The place that a descriptor and a path name together, or null if there is none. */
    static VfsPath find(Task t, int fdArg, int pathArg, int flags) {
        return Opening.findAt(t, t.files, t.argInt(fdArg), Files.path(t, pathArg), flags);
    }

    static long mkdirat(Task t) {
        Naming.create(t, parent(t, 0, 1), S_IFDIR | t.argInt(2) & 01777, 0);
        return 0;
    }

    static long mknodat(Task t) {
        int mode = t.argInt(2);
        int type = (mode & S_IFMT) == 0 ? S_IFREG : mode & S_IFMT;
        if (type == S_IFDIR || type == S_IFLNK) {
            return type == S_IFDIR ? -EPERM : -EINVAL;
        }
        if (type != S_IFREG && type != S_IFCHR && type != S_IFBLK && type != S_IFIFO && type != S_IFSOCK) {
            return -EINVAL;
        }
        boolean device = type == S_IFCHR || type == S_IFBLK;
        Naming.create(t, parent(t, 0, 1), type | mode & 07777, device ? t.arg(3) & 0xffffffffL : 0);
        return 0;
    }

    static long unlinkat(Task t) {
        int flags = t.argInt(2);
        if ((flags & ~AT_REMOVEDIR) != 0) {
            return -EINVAL;
        }
        Walk.Found found = parent(t, 0, 1);
        if ((flags & AT_REMOVEDIR) != 0) {
            Naming.rmdir(t, found);
        } else {
            Naming.unlink(t, found);
        }
        return 0;
    }

    static long symlinkat(Task t) {
        String target = Files.path(t, 0);
        if (target.isEmpty()) {
            return -ENOENT;
        }
        Naming.symlink(t, parent(t, 1, 2), target);
        return 0;
    }

    static long linkat(Task t) {
        int flags = t.argInt(4);
        if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0) {
            return -EINVAL;
        }
        VfsPath from = at(t, 0, 1, flags & AT_EMPTY_PATH | ((flags & AT_SYMLINK_FOLLOW) == 0 ? AT_SYMLINK_NOFOLLOW : 0));
        Naming.link(t, from, parent(t, 2, 3));
        return 0;
    }

    static long renameat2(Task t) {
        int flags = t.argInt(4);
        if ((flags & ~7) != 0 || (flags & 2) != 0 && (flags & 5) != 0) {
            return -EINVAL;
        }
        Naming.rename(t, parent(t, 0, 1), parent(t, 2, 3), t.argInt(4));
        return 0;
    }

    static long readlinkat(Task t) {
        int size = t.argInt(3);
        if (size <= 0) {
            return -EINVAL;
        }
        VfsPath path = find(t, 0, 1, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
        if (path == null) {
            return -ENOENT;
        }
        if (!path.inode().isLink()) {
            return Files.path(t, 1).isEmpty() ? -ENOENT : -EINVAL;
        }
        byte[] target = latin(path.inode().target(t));
        int length = Math.min(size, target.length);
        return t.mm.copyOut(t.arg(2), target, 0, length) < length ? -EFAULT : length;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static long fchmodat(Task t) {
        Attributes.setMode(t, at(t, 0, 1, 0), t.argInt(2));
        return 0;
    }

    static long fchmodat2(Task t) {
        if ((t.argInt(3) & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return -EINVAL;
        }
        VfsPath path = at(t, 0, 1, t.argInt(3));
        if (path.inode().isLink()) {
            return -EOPNOTSUPP;
        }
        Attributes.setMode(t, path, t.argInt(2));
        return 0;
    }

    static long fchmod(Task t) {
        Attributes.setMode(t, Opening.named(t.files.usable(t.argInt(0))), t.argInt(1));
        return 0;
    }

    static long fchownat(Task t) {
        if ((t.argInt(4) & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return -EINVAL;
        }
        Attributes.setOwner(t, at(t, 0, 1, t.argInt(4)), Identity.user(t, 2), Identity.group(t, 3));
        return 0;
    }

    static long fchown(Task t) {
        Attributes.setOwner(t, Opening.named(t.files.usable(t.argInt(0))), Identity.user(t, 1), Identity.group(t, 2));
        return 0;
    }

    static long utimensat(Task t) {
        long[] given = null;
        if (t.arg(2) != 0) {
            given = new long[] {t.mm.getLong(t.arg(2) + 8), t.mm.getLong(t.arg(2) + 24)};
            if (given[0] == UTIME_OMIT && given[1] == UTIME_OMIT) {
                return 0;
            }
        }
        if (t.arg(1) == 0 && t.argInt(0) == AT_FDCWD) {
            return -EFAULT;
        }
        if ((t.argInt(3) & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0 || t.arg(1) == 0 && t.argInt(3) != 0) {
            return -EINVAL;
        }
        VfsPath path = t.arg(1) == 0 ? Opening.named(t.files.usable(t.argInt(0))) : at(t, 0, 1, t.argInt(3));
        long now = t.kernel.fileClock.realtimeNanos();
        long accessed = now;
        long modified = now;
        boolean toNow = true;
        if (t.arg(2) != 0) {
            accessed = time(t, t.arg(2), now);
            modified = time(t, t.arg(2) + 16, now);
            toNow = given[0] == UTIME_NOW && given[1] == UTIME_NOW;
        }
        Attributes.setTimes(t, path, accessed, modified, toNow);
        return 0;
    }

    private static long time(Task t, long at, long now) {
        long seconds = t.mm.getLong(at);
        long nanos = t.mm.getLong(at + 8);
        if (nanos == UTIME_NOW) {
            return now;
        }
        if (nanos == UTIME_OMIT) {
            return Long.MIN_VALUE;
        }
        if (nanos < 0 || nanos >= NANOS) {
            throw FileError.of(EINVAL);
        }
        long limit = Long.MAX_VALUE / NANOS - 1;
        return Math.max(-limit, Math.min(limit, seconds)) * NANOS + nanos;
    }

    static long truncate(Task t) {
        if (t.arg(1) < 0) {
            return -EINVAL;
        }
        String path = Files.path(t, 0);
        requireLimit(t, t.arg(1), Walk.to(t, t.fs.cwd, path, true).inode().size());
        Attributes.truncate(t, Walk.to(t, t.fs.cwd, path, true), t.arg(1));
        return 0;
    }

    /** RLIMIT_FSIZE: nothing grows beyond it, and who tries hears of it. */
    private static void requireLimit(Task t, long size, long before) {
        long limit = t.process.softLimits[Limits.RLIMIT_FSIZE];
        if (size > before && limit >= 0 && size > limit) {
            Signals.send(t, new SignalInfo(Sig.SIGXFSZ, Sig.SI_KERNEL, 0, 0, 0, 0));
            throw FileError.of(EFBIG);
        }
    }

    static long ftruncate(Task t) {
        if (t.arg(1) < 0) {
            return -EINVAL;
        }
        File file = t.files.usable(t.argInt(0));
        if (!file.writable() || !file.inode().isRegular()) {
            return -EINVAL;
        }
        if (file.onlyShared() && file.inode().size() > 0) {
            return -EINVAL;
        }
        FileFlags.require(file.inode(), FileFlags.APPEND);
        file.requireRight(Landlock.TRUNCATE);
        requireLimit(t, t.arg(1), file.inode().size());
        file.inode().truncate(t.arg(1));
        Attributes.changed(t, file);
        return 0;
    }

    static long fallocate(Task t) {
        File file = t.files.usable(t.argInt(0));
        long offset = t.arg(2);
        long length = t.arg(3);
        if (offset < 0 || length <= 0) {
            return -EINVAL;
        }
        if (!FALLOC_MODES.contains(t.argInt(1))) {
            return -EOPNOTSUPP;
        }
        if (!file.writable()) {
            return -EBADF;
        }
        FileFlags.require(file.inode(), (t.argInt(1) & ~1) != 0 ? FileFlags.IMMUTABLE | FileFlags.APPEND : FileFlags.IMMUTABLE);
        if ((file.inode().mode() & S_IFMT) == S_IFIFO) {
            return -ESPIPE;
        }
        if (file.inode().isDirectory()) {
            return -EISDIR;
        }
        if (!file.inode().isRegular()) {
            return -ENODEV;
        }
        if (offset + length < 0) {
            return -EFBIG;
        }
        if (t.argInt(1) == FALLOC_COLLAPSE_RANGE || t.argInt(1) == FALLOC_INSERT_RANGE) {
            return shift(t, file, offset, length, t.argInt(1) == FALLOC_INSERT_RANGE);
        }
        boolean keep = (t.argInt(1) & FALLOC_KEEP_SIZE) != 0;
        int mode = t.argInt(1) & ~FALLOC_KEEP_SIZE;
        if (mode != 0 && mode != FALLOC_ZERO_RANGE && (mode != FALLOC_PUNCH_HOLE || !keep)) {
            return -EOPNOTSUPP;
        }
        if (mode != FALLOC_PUNCH_HOLE) {
            requireLimit(t, offset + length, file.inode().size());
        }
        file.inode().allocate(offset, length, mode == FALLOC_PUNCH_HOLE, mode == FALLOC_ZERO_RANGE, keep);
        Attributes.changed(t, file);
        return 0;
    }

    private static long shift(Task t, File file, long offset, long length, boolean insert) {
        if (!file.inode().fileSystem().isStorage()) {
            return -EOPNOTSUPP;
        }
        long size = file.inode().size();
        if (((offset | length) & BLOCK - 1) != 0 || (insert ? offset >= size : offset + length >= size)) {
            return -EINVAL;
        }
        if (insert) {
            requireLimit(t, size + length, size);
        }
        file.inode().shift(offset, length, insert);
        Attributes.changed(t, file);
        return 0;
    }

    static long faccessat(Task t) {
        return access(t, 0);
    }

    static long faccessat2(Task t) {
        if ((t.argInt(3) & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return -EINVAL;
        }
        return access(t, t.argInt(3));
    }

    private static long access(Task t, int flags) {
        int want = t.argInt(2);
        if ((want & ~7) != 0) {
            return -EINVAL;
        }
        Credentials saved = t.creds;
        long powers = saved.secures(Credentials.SECURE_NO_SETUID_FIXUP) ? saved.effective : saved.uid == saved.root() ? saved.permitted : 0;
        if ((flags & AT_EACCESS) == 0 && (saved.uid != saved.fsuid || saved.gid != saved.fsgid || saved.effective != powers)) {
            t.creds = saved.copy();
            t.creds.fsuid = saved.uid;
            t.creds.fsgid = saved.gid;
            t.creds.effective = powers;
        }
        try {
            VfsPath path = find(t, 0, 1, flags & (AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH));
            if (path == null) {
                return -ENOENT;
            }
            if ((want & 1) != 0 && path.inode().isRegular() && path.mount().has(Mount.NO_EXEC)) {
                return -EACCES;
            }
            t.creds.through(path.mount()).require(path.inode(), want);
            if ((want & 2) != 0 && path.mount().readOnly() && (path.inode().isRegular() || path.inode().isDirectory())) {
                return -EROFS;
            }
            return 0;
        } finally {
            t.creds = saved;
        }
    }

    static long getcwd(Task t) {
        String text = t.fs.cwd.text(t.fs.root);
        if (t.fs.cwd.dentry().deleted()) {
            return -ENOENT;
        }
        byte[] bytes = latin((t.fs.cwd.below(t.fs.root) ? "" : "(unreachable)") + text + "\0");
        if (bytes.length > PATH_MAX) {
            return -ENAMETOOLONG;
        }
        if (Long.compareUnsigned(bytes.length, t.arg(1)) > 0) {
            return -ERANGE;
        }
        t.mm.write(t.arg(0), bytes);
        return bytes.length;
    }

    static long chdir(Task t) {
        enter(t, Walk.to(t, t.fs.cwd, Files.path(t, 0), true));
        return 0;
    }

    static long fchdir(Task t) {
        enter(t, Opening.named(t.files.get(t.argInt(0))));
        return 0;
    }

    private static void enter(Task t, VfsPath path) {
        if (!path.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        t.creds.through(path.mount()).require(path.inode(), 1);
        t.fs.cwd = path;
    }

    static long chroot(Task t) {
        VfsPath path = Walk.to(t, t.fs.cwd, Files.path(t, 0), true);
        if (!path.inode().isDirectory()) {
            return -ENOTDIR;
        }
        t.creds.through(path.mount()).require(path.inode(), 1);
        if (!t.creds.hasHere(Cap.CAP_SYS_CHROOT)) {
            return -EPERM;
        }
        t.fs.root = path;
        return 0;
    }

    static long umask(Task t) {
        int old = t.fs.umask;
        t.fs.umask = t.argInt(0) & 0777;
        return old;
    }

    private static VfsPath attributed(Task t, int kind) {
        return kind == 2 ? Opening.named(t.files.usable(t.argInt(0))) : Walk.to(t, t.fs.cwd, Files.path(t, 0), kind == 0);
    }

    /** An attribute's name: neither nothing nor too much. */
    private static String attributeName(Task t, int n) {
        String name;
        try {
            name = t.mm.string(t.arg(n), 256);
        } catch (FileError failed) {
            throw FileError.of(failed.errno() == ENAMETOOLONG ? ERANGE : failed.errno());
        }
        if (name.isEmpty()) {
            throw FileError.of(ERANGE);
        }
        return name;
    }

    /** The three getxattr calls: {@code kind} 0 follows links, 1 does not, 2 takes a descriptor. */
    static long getxattr(Task t, int kind) {
        byte[] value = Attributes.attribute(t, attributed(t, kind), attributeName(t, 1));
        return sized(t, value, t.arg(2), t.arg(3));
    }

    static long listxattr(Task t, int kind) {
        StringBuilder names = new StringBuilder();
        List<String> all = attributed(t, kind).inode().attributes();
        all.stream().filter(name -> !name.startsWith("trusted.") || t.creds.has(Cap.CAP_SYS_ADMIN))
                .sorted(Comparator.comparing(name -> name.startsWith("system.") ? name : "~")) // access control lists come first, the rest is as it was set
                .forEach(name -> names.append(name).append('\0'));
        return sized(t, latin(names.toString()), t.arg(1), t.arg(2));
    }

    private static long sized(Task t, byte[] value, long address, long size) {
        if (size == 0) {
            return value.length;
        }
        if (Long.compareUnsigned(value.length, size) > 0) {
            return -ERANGE;
        }
        t.mm.write(address, value);
        return value.length;
    }

    static long setxattr(Task t, int kind) {
        VfsPath place = kind == 2 ? attributed(t, kind) : null;
        if ((t.argInt(4) & ~3) != 0) {
            return -EINVAL;
        }
        String name = attributeName(t, 1);
        if (t.arg(3) < 0 || t.arg(3) > 65536) {
            return -E2BIG;
        }
        byte[] value = t.mm.read(t.arg(2), (int) t.arg(3));
        Attributes.setAttribute(t, place == null ? attributed(t, kind) : place, name, value, t.argInt(4));
        return 0;
    }

    static long removexattr(Task t, int kind) {
        VfsPath place = kind == 2 ? attributed(t, kind) : null;
        String name = attributeName(t, 1);
        Attributes.removeAttribute(t, place == null ? attributed(t, kind) : place, name);
        return 0;
    }
}
