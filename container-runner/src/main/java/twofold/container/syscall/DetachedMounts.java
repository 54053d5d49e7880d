package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.AT_EMPTY_PATH;
import static twofold.container.abi.Fcntl.AT_FDCWD;
import static twofold.container.abi.Fcntl.AT_SYMLINK_NOFOLLOW;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_PATH;

import java.util.stream.Collectors;
import twofold.container.abi.Cap;
import twofold.container.fs.event.ContextFile.Phase;
import twofold.container.fs.event.ContextFile;
import twofold.container.fs.proc.NamespaceFile;
import twofold.container.fs.proc.ProcFileSystem;
import twofold.container.fs.proc.ProcOptions;
import twofold.container.fs.tmpfs.TmpFileSystem;
import twofold.container.kernel.Task;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Mount;
import twofold.container.vfs.MountChange;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Opening;
import twofold.container.vfs.Propagation;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/**
 * Mounting in steps: fsopen(2), fsconfig(2), fsmount(2), fspick(2), open_tree(2), move_mount(2) and mount_setattr(2). A mount that is
 * nowhere in the tree yet is held by a descriptor, and goes when that is closed.
 */
final class DetachedMounts {
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int LONGEST_WORD = 256;
    private static final int MOST_BINARY = 1 << 20;
    private static final int PAGE = 4096;
    /** MOUNT_ATTR_: what is as for mount(2), what is not, and what cannot be set. */
    private static final int ATTR_PLAIN = 0xf;
    private static final int ATTR_TIMES = 0x70;
    private static final int ATTR_NO_TIMES = 0x10;
    private static final int ATTR_STRICT_TIMES = 0x20;
    private static final int ATTR_NO_DIRECTORY_TIMES = 0x80;
    private static final int ATTR_NO_LINKS = 0x200000;
    /** MOVE_MOUNT_SET_GROUP. */
    private static final int SET_GROUP = 0x100;
    private static final int ATTR_ID_MAP = 0x100000;
    private static final int ATTR_KNOWN = ATTR_PLAIN | ATTR_TIMES | ATTR_NO_DIRECTORY_TIMES | ATTR_NO_LINKS;
    private static final int ATTRIBUTES = 32;
    private static final int MS_UNBINDABLE = 1 << 17;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MS_SLAVE = 1 << 19;
    private static final int MS_SHARED = 1 << 20;

    private DetachedMounts() {
    }

    private static boolean mayMount(Task t) {
        return t.creds.has(Cap.CAP_SYS_ADMIN, t.fs.mounts.owner());
    }

    private static String word(Task t, int n) {
        try {
            return t.mm.string(t.arg(n), LONGEST_WORD);
        } catch (FileError failed) {
            throw FileError.of(failed.errno() == ENAMETOOLONG ? EINVAL : failed.errno());
        }
    }

    static long fsopen(Task t) {
        if (!mayMount(t)) {
            return -EPERM;
        }
        if ((t.argInt(1) & ~1) != 0) {
            return -EINVAL;
        }
        String type = word(t, 0);
        if (!Mounting.known(type)) {
            return -ENODEV;
        }
        return Files.add(t, ContextFile.create(t, type, null), t.argInt(1) != 0);
    }

    static long fspick(Task t) {
        int flags = t.argInt(2);
        if (!mayMount(t)) {
            return -EPERM;
        }
        if ((flags & ~0xf) != 0) {
            return -EINVAL;
        }
        VfsPath place = Paths.at(t, 0, 1, ((flags & 2) != 0 ? AT_SYMLINK_NOFOLLOW : 0) | ((flags & 8) != 0 ? AT_EMPTY_PATH : 0));
        if (!Mounting.isRoot(place)) {
            return -EINVAL;
        }
        return Files.add(t, ContextFile.create(t, place.mount().fileSystem().type(), place), (flags & 1) != 0);
    }

    /** What a descriptor sets up; the number was looked at. */
    private static ContextFile context(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof ContextFile context) {
            return context;
        }
        throw FileError.of(EINVAL);
    }

    static long fsconfig(Task t) {
        boolean key = t.arg(2) != 0;
        boolean value = t.arg(3) != 0;
        int more = t.argInt(4);
        if (t.argInt(0) < 0) {
            return -EINVAL;
        }
        int command = t.argInt(1);
        boolean sane = switch (command) {
            case 0 -> key && !value && more == 0;
            case 1 -> key && value && more == 0;
            case 2 -> key && value && more > 0 && more <= MOST_BINARY;
            case 3, 4 -> key && value && (more == AT_FDCWD || more >= 0);
            case 5 -> key && !value && more >= 0;
            case 6, 7, 8 -> !key && !value && more == 0;
            default -> throw FileError.of(EOPNOTSUPP);
        };
        if (!sane) {
            return -EINVAL;
        }
        ContextFile context = context(t);
        String name = key ? word(t, 2) : "";
        if (context.phase == Phase.MOUNTED) {
            context.options.clear();
            context.phase = Phase.CHANGING;
        }
        return switch (command) {
            case 0, 1 -> set(t, context, name, command == 0 ? null : word(t, 3));
            case 6, 8 -> make(t, context);
            case 7 -> change(t, context);
            default -> {
                requirePhase(context);
                if (ofAnyFileSystem(name)) {
                    yield set(t, context, name, null);
                }
                context.complain("Unknown parameter '" + name + "'");
                yield -EINVAL;
            }
        };
    }

    private static void requirePhase(ContextFile context) {
        if (context.phase != Phase.SETTING && context.phase != Phase.CHANGING) {
            throw FileError.of(EBUSY);
        }
    }

    /** Whether an option is not of one kind of file system. */
    private static boolean ofAnyFileSystem(String name) {
        return switch (name) {
            case "ro", "rw", "sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand" -> true;
            default -> false;
        };
    }

    private static long set(Task t, ContextFile context, String name, String value) {
        requirePhase(context);
        if (ofAnyFileSystem(name)) {
            String positive = switch (name) {
                case "rw" -> "ro";
                case "async" -> "sync";
                case "nolazytime" -> "lazytime";
                case "nomand" -> "mand";
                default -> name;
            };
            context.options.put(positive, positive.equals(name) ? "" : null);
            return 0;
        }
        if (name.equals("source")) {
            if (value == null || context.source != null) {
                context.complain(value == null ? "Non-string source" : "Multiple sources");
                return -EINVAL;
            }
            context.source = value;
            return 0;
        }
        if (!accepts(t, context.type, name, value)) {
            boolean known = context.type.equals("tmpfs") ? TmpfsOptions.NAMES.contains(name) : accepts(t, context.type, name, "0");
            context.complain(known ? "Bad value for '" + name + "'" : "Unknown parameter '" + name + "'");
            return -EINVAL;
        }
        context.options.put(name, value == null ? "" : value);
        return 0;
    }

    /** Whether a kind of file system takes an option. */
    private static boolean accepts(Task t, String type, String name, String value) {
        return switch (type) {
            case "tmpfs" -> TmpfsOptions.known(t, name, value);
            case "ramfs" -> name.equals("mode") && value != null && value.matches("[0-7]{1,6}");
            case "proc" -> value != null && switch (name) {
                case "hidepid" -> value.matches("[0-24]|off|noaccess|invisible|ptraceable");
                case "subset" -> value.equals("pid") || value.equals("0");
                case "gid" -> value.matches("[0-9]{1,9}");
                default -> false;
            };
            case "cgroup2" -> value == null && (name.equals("nsdelegate") || name.equals("memory_recursiveprot") || name.equals("memory_localevents"));
            default -> false;
        };
    }

    private static long make(Task t, ContextFile context) {
        if (context.phase != Phase.SETTING) {
            return -EBUSY;
        }
        if (!mayMount(t)) {
            return -EPERM;
        }
        context.phase = Phase.FAILED;
        context.made = Mounting.fileSystem(t, context.type, written(context));
        context.made.setFlags(context.flags(context.made.flags()));
        context.root = new Dentry(Mounting.top(t, context.made));
        context.phase = Phase.MADE;
        return 0;
    }

    /** The file system's own options as mount(2) takes them; ro and rw are the mount's. */
    private static String written(ContextFile context) {
        return context.options.entrySet().stream().filter(each -> each.getValue() != null && !ofAnyFileSystem(each.getKey()))
                .map(each -> each.getValue().isEmpty() ? each.getKey() : each.getKey() + "=" + each.getValue()).collect(Collectors.joining(","));
    }

    private static long change(Task t, ContextFile context) {
        if (context.phase != Phase.CHANGING) {
            return -EBUSY;
        }
        if (!mayMount(t)) {
            return -EPERM;
        }
        FileSystem fileSystem = context.picked.mount().fileSystem();
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, fileSystem.owner())) {
            return -EPERM;
        }
        context.phase = Phase.FAILED;
        boolean protects = context.options.get("ro") != null;
        if (protects && !fileSystem.isReadOnly() && Mounting.written(t, file -> file.inode().fileSystem() == fileSystem)) {
            return -EBUSY;
        }
        if (fileSystem instanceof ProcFileSystem proc) {
            proc.keep(ProcOptions.of(t, written(context), proc.kept()));
        } else if (fileSystem instanceof TmpFileSystem tmpfs && fileSystem.type().equals("tmpfs")) {
            tmpfs.change(TmpfsOptions.of(t, written(context), false));
        }
        fileSystem.setFlags(context.flags(fileSystem.flags()));
        if (context.options.containsKey("ro")) {
            context.picked.mount().setReadOnly(protects);
        }
        context.phase = Phase.MOUNTED;
        return 0;
    }

    static long fsmount(Task t) {
        if (!mayMount(t)) {
            return -EPERM;
        }
        if ((t.argInt(1) & ~1) != 0 || (t.argInt(2) & ~ATTR_KNOWN) != 0) {
            return -EINVAL;
        }
        int times = t.argInt(2) & ATTR_TIMES;
        if (times != 0 && times != ATTR_NO_TIMES && times != ATTR_STRICT_TIMES) {
            return -EINVAL;
        }
        ContextFile context = context(t);
        if (context.root == null && context.phase != Phase.MOUNTED) {
            return context.phase == Phase.CHANGING ? -EBUSY : -EINVAL;
        }
        if (context.phase != Phase.MADE) {
            return -EBUSY;
        }
        String source = context.source == null ? "none" : context.source;
        Mount mount = t.fs.mounts.detached(context.made, context.root, source);
        mount.setOptions(options(t.argInt(2)) | (context.options.get("ro") != null ? Mount.READ_ONLY : 0));
        context.phase = Phase.MOUNTED;
        context.picked = mount.path();
        return hold(t, mount, t.argInt(1) != 0);
    }

    /** The options of mount(2) that MOUNT_ATTR_ bits stand for. */
    private static int options(int attributes) {
        return attributes & ATTR_PLAIN | ((attributes & ATTR_TIMES) == ATTR_NO_TIMES ? Mount.NO_ACCESS_TIMES : 0)
                | ((attributes & ATTR_TIMES) == ATTR_STRICT_TIMES ? Mount.STRICT_ACCESS_TIMES : 0)
                | ((attributes & ATTR_NO_DIRECTORY_TIMES) != 0 ? Mount.NO_DIRECTORY_ACCESS_TIMES : 0)
                | ((attributes & ATTR_NO_LINKS) != 0 ? Mount.NO_LINKS : 0);
    }

    /** The MOUNT_ATTR_ bits of a mount. */
    static int attributes(Mount mount) {
        return mount.options() & ATTR_PLAIN | (mount.has(Mount.NO_ACCESS_TIMES) ? ATTR_NO_TIMES : 0)
                | (mount.has(Mount.STRICT_ACCESS_TIMES) ? ATTR_STRICT_TIMES : 0)
                | (mount.has(Mount.NO_DIRECTORY_ACCESS_TIMES) ? ATTR_NO_DIRECTORY_TIMES : 0)
                | (mount.has(Mount.NO_LINKS) ? ATTR_NO_LINKS : 0) | (mount.mapping() != null ? ATTR_ID_MAP : 0);
    }

    /** A descriptor for a mount that is nowhere; the mount goes with it unless it is somewhere by then. */
    private static long hold(Task t, Mount mount, boolean closesOnExec) {
        File file = Opening.existing(t, mount.path(), O_PATH);
        file.whenClosed(closed -> Mounts.dissolve(mount));
        return Files.add(t, file, closesOnExec);
    }

    static long openTree(Task t) {
        int flags = t.argInt(2);
        boolean copies = (flags & OPEN_TREE_CLONE) != 0;
        if ((flags & ~(AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | OPEN_TREE_CLONE | O_CLOEXEC)) != 0
                || (flags & AT_RECURSIVE) != 0 && !copies) {
            return -EINVAL;
        }
        if (copies && !mayMount(t)) {
            return -EPERM;
        }
        t.files.requireRoom(t.process.softLimits[twofold.container.abi.Limits.RLIMIT_NOFILE]);
        VfsPath place = Paths.at(t, 0, 1, flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
        boolean closes = (flags & O_CLOEXEC) != 0;
        return copies ? hold(t, t.fs.mounts.detachedCopy(place, (flags & AT_RECURSIVE) != 0), closes)
                : Files.add(t, Opening.existing(t, place, O_PATH), closes);
    }

    static long moveMount(Task t) {
        int flags = t.argInt(4);
        if (!mayMount(t)) {
            return -EPERM;
        }
        Mounting.rearranges(t);
        if ((flags & ~0x377) != 0 || (flags & 0x300) == 0x300) {
            return -EINVAL;
        }
        VfsPath from = Paths.at(t, 0, 1, ((flags & 1) != 0 ? 0 : AT_SYMLINK_NOFOLLOW) | ((flags & 4) != 0 ? AT_EMPTY_PATH : 0));
        VfsPath to = Paths.at(t, 2, 3, ((flags & 0x10) != 0 ? 0 : AT_SYMLINK_NOFOLLOW) | ((flags & 0x40) != 0 ? AT_EMPTY_PATH : 0));
        if ((flags & SET_GROUP) != 0) {
            return Mounting.isRoot(from) && Mounting.isRoot(to) && to.mount().propagateAs(from.mount()) ? 0 : -EINVAL;
        }
        Mounts of = from.mount().namespace();
        if ((flags & 0x300) != 0 || of == null || !Mounting.isRoot(from) || from.inode().isDirectory() != to.inode().isDirectory()) {
            return -EINVAL;
        }
        if (of.anonymous()) {
            t.fs.mounts.place(from.mount(), to);
        } else {
            t.fs.mounts.move(from.mount(), to);
        }
        return 0;
    }

    static long mountSetattr(Task t) {
        int flags = t.argInt(2);
        long size = t.arg(4);
        if ((flags & ~(AT_EMPTY_PATH | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT)) != 0) {
            return -EINVAL;
        }
        if (Long.compareUnsigned(size, PAGE) > 0 || Long.compareUnsigned(size, ATTRIBUTES) < 0) {
            return size > 0 && size < ATTRIBUTES || size == 0 ? -EINVAL : -E2BIG;
        }
        if (!mayMount(t)) {
            return -EPERM;
        }
        Files.requireZeros(t, t.arg(3) + ATTRIBUTES, (int) size - ATTRIBUTES);
        long set = t.mm.getLong(t.arg(3));
        long clear = t.mm.getLong(t.arg(3) + 8);
        long propagation = t.mm.getLong(t.arg(3) + 16);
        if (set == 0 && clear == 0 && propagation == 0) {
            return 0;
        }
        requireSane(set, clear, propagation);
        UserNamespace mapping = (set & ATTR_ID_MAP) == 0 ? null : mapping(t, t.mm.getLong(t.arg(3) + 24));
        VfsPath place = Paths.at(t, 0, 1, flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
        Mounts of = place.mount().namespace();
        if (!Mounting.isRoot(place) || of != t.fs.mounts && (of == null || !of.anonymous())) {
            return -EINVAL;
        }
        int taken = options((int) clear & ~ATTR_TIMES) | ((clear & ATTR_TIMES) != 0 ? Mount.NO_ACCESS_TIMES | Mount.STRICT_ACCESS_TIMES : 0);
        MountChange change = new MountChange(t.creds, options((int) set), taken, mapping, switch ((int) propagation) {
            case MS_SHARED -> Propagation.SHARED;
            case MS_SLAVE -> Propagation.SLAVE;
            case MS_PRIVATE -> Propagation.PRIVATE;
            case MS_UNBINDABLE -> Propagation.UNBINDABLE;
            default -> null;
        });
        of.change(place.mount(), change, (flags & AT_RECURSIVE) != 0, mount -> Mounting.written(t, file -> file.path() != null && file.path().mount() == mount));
        return 0;
    }

    /** What a mount is mapped by: another user namespace than the first, over which the caller has power and which has maps. */
    private static UserNamespace mapping(Task t, long fd) {
        if (Long.compareUnsigned(fd, Integer.MAX_VALUE) > 0 || !(t.files.usable((int) fd) instanceof NamespaceFile file)
                || !(file.namespace instanceof UserNamespace users)) {
            throw FileError.of(EINVAL);
        }
        if (users.parent == null || !t.creds.has(Cap.CAP_SYS_ADMIN, users)) {
            throw FileError.of(EPERM);
        }
        if (users.uids == null || users.gids == null) {
            throw FileError.of(EINVAL);
        }
        return users;
    }

    private static void requireSane(long set, long clear, long propagation) {
        boolean wrong = (propagation & ~(long) (MS_SHARED | MS_SLAVE | MS_PRIVATE | MS_UNBINDABLE)) != 0 || Long.bitCount(propagation) > 1
                || ((set | clear) & ~(long) (ATTR_KNOWN | ATTR_ID_MAP)) != 0 || (clear & ATTR_ID_MAP) != 0;
        long times = set & ATTR_TIMES;
        if ((clear & ATTR_TIMES) != 0) {
            wrong |= (clear & ATTR_TIMES) != ATTR_TIMES || times != 0 && times != ATTR_NO_TIMES && times != ATTR_STRICT_TIMES;
        } else {
            wrong |= times != 0;
        }
        if (wrong) {
            throw FileError.of(EINVAL);
        }
    }
}
