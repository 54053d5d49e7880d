package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.*;

import twofold.image.overlay.FileError;

/**
 * What a {@link Domain} lets be done with files, landlock(7): a right is had where each layer that handles it has a rule for it on the way from the file up to
 * the root of everything. Failures are EACCES, and EXDEV where a file may not change its directory.
 */
public final class Landlock {
    /** LANDLOCK_ACCESS_FS_ rights. */
    public static final int EXECUTE = 1;
    public static final int WRITE_FILE = 2;
    public static final int READ_FILE = 4;
    public static final int READ_DIR = 8;
    public static final int REMOVE_DIR = 0x10;
    public static final int REMOVE_FILE = 0x20;
    public static final int MAKE_CHAR = 0x40;
    public static final int MAKE_DIR = 0x80;
    public static final int MAKE_REG = 0x100;
    public static final int MAKE_SOCK = 0x200;
    public static final int MAKE_FIFO = 0x400;
    public static final int MAKE_BLOCK = 0x800;
    public static final int MAKE_SYM = 0x1000;
    public static final int REFER = 0x2000;
    public static final int TRUNCATE = 0x4000;
    public static final int IOCTL_DEV = 0x8000;
    /** All of them, and those that concern no directory. */
    public static final int ALL = 0xffff;
    public static final int OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;

    private Landlock() {
    }

    private static Domain domain(Caller who) {
        Domain domain = who.credentials().domain;
        return domain == null || !domain.handlesFiles() ? null : domain;
    }

    /** Whether a place is in no tree that there are rules for: pipes, sockets, files without names. */
    private static boolean isOutside(VfsPath path) {
        return path == null || path.mount().number() == 0;
    }

    /** What each layer still refuses of the rights that are asked for. */
    private static int[] refused(Domain domain, int rights) {
        Rules[] layers = domain.layers();
        int[] refused = new int[layers.length];
        for (int i = 0; i < layers.length; i++) {
            refused[i] = rights & (layers[i].files() | REFER);
        }
        return refused;
    }

    private static void allow(Domain domain, int[] refused, Inode inode, int rights) {
        Rules[] layers = domain.layers();
        for (int i = 0; i < layers.length; i++) {
            if (refused[i] != 0) {
                refused[i] &= ~(layers[i].allowed(inode) & rights);
            }
        }
    }

    private static int all(int[] refused) {
        int all = 0;
        for (int each : refused) {
            all |= each;
        }
        return all;
    }

    /** The place above, out of mounts, too; null above the root of everything. */
    private static VfsPath above(VfsPath path) {
        VfsPath at = path;
        while (at.dentry() == at.mount().root()) {
            at = at.mount().point();
            if (at == null) {
                return null;
            }
        }
        return at.dentry().parent() == null ? null : new VfsPath(at.mount(), at.dentry().parent());
    }

    /** Of the rights asked for those that are not had. */
    private static int missing(Domain domain, VfsPath path, int rights) {
        if (isOutside(path)) {
            return 0;
        }
        int[] refused = refused(domain, rights);
        for (VfsPath at = path; at != null && all(refused) != 0; at = above(at)) {
            allow(domain, refused, at.inode(), rights);
        }
        return all(refused);
    }

    /** EACCES unless a domain lets something be done to a file or in a directory. */
    public static void require(Caller who, VfsPath path, int rights) {
        Domain domain = domain(who);
        if (domain != null && missing(domain, path, rights) != 0) {
            throw FileError.of(EACCES);
        }
    }

    /** EACCES unless a file may be opened with flags; of {@link #TRUNCATE} and {@link #IOCTL_DEV} what will be refused of it. */
    static int open(Caller who, VfsPath path, int flags) {
        Domain domain = domain(who);
        if (domain == null) {
            return 0;
        }
        int access = flags & O_ACCMODE;
        int needed = access == O_WRONLY ? 0 : path.inode().isDirectory() ? READ_DIR : READ_FILE;
        needed |= access == O_RDONLY ? 0 : WRITE_FILE;
        int type = path.inode().mode() & S_IFMT;
        boolean device = type == S_IFCHR || type == S_IFBLK;
        int missing = missing(domain, path, needed | TRUNCATE | (device ? IOCTL_DEV : 0));
        if ((missing & needed) != 0) {
            throw FileError.of(EACCES);
        }
        return missing;
    }

    /** The right to make a file of a mode. */
    static int making(int mode) {
        return switch (mode & S_IFMT) {
            case S_IFLNK -> MAKE_SYM;
            case S_IFDIR -> MAKE_DIR;
            case S_IFCHR -> MAKE_CHAR;
            case S_IFBLK -> MAKE_BLOCK;
            case S_IFIFO -> MAKE_FIFO;
            case S_IFSOCK -> MAKE_SOCK;
            default -> MAKE_REG;
        };
    }

    private static int removing(Inode inode) {
        return inode == null ? 0 : inode.isDirectory() ? REMOVE_DIR : REMOVE_FILE;
    }

    /**
     * A file gets a name in a directory, and may lose that it has. In another directory it must not be given rights that it had not.
     *
     * @param to       the directory
     * @param replaced what has that name, or null
     * @param moves    the old name goes
     * @param exchange what had the new name gets the old one
     */
    static void refer(Caller who, VfsPath from, VfsPath to, VfsPath replaced, boolean moves, boolean exchange) {
        Domain domain = domain(who);
        if (domain == null) {
            return;
        }
        int here = (exchange ? making(replaced.inode().mode()) : 0) | (moves ? removing(from.inode()) : 0);
        int there = making(from.inode().mode()) | (moves && replaced != null ? removing(replaced.inode()) : 0);
        Dentry parent = from.dentry() == to.mount().root() ? from.dentry() : from.dentry().parent();
        if (parent == null || isOutside(to)) {
            return;
        }
        if (parent == to.dentry()) {
            if (missing(domain, to, here | there) != 0) {
                throw FileError.of(EACCES);
            }
            return;
        }
        int[] source = collected(domain, to.mount(), parent);
        int[] target = collected(domain, to.mount(), to.dentry());
        if (all(source) == 0 && all(target) == 0) {
            return;
        }
        if (!reparents(domain, to.mount(), source, here | REFER, from, target, there | REFER, exchange ? replaced : null)) {
            boolean denied = (all(source) & here | all(target) & there) != 0;
            throw FileError.of(denied ? EACCES : EXDEV);
        }
    }

    /** What is refused of all rights in a directory, as far as the way to its mount's root says. */
    private static int[] collected(Domain domain, Mount mount, Dentry directory) {
        int[] refused = refused(domain, ALL);
        for (Dentry at = directory; at != null; at = at == mount.root() ? null : at.parent()) {
            allow(domain, refused, at.inode(), ALL);
        }
        return refused;
    }

    private static boolean reparents(Domain domain, Mount mount, int[] source, int here, VfsPath moved, int[] target, int there, VfsPath swapped) {
        int[] child = refused(domain, ALL);
        allow(domain, child, moved.inode(), ALL);
        int[] other = swapped == null ? null : refused(domain, ALL);
        if (other != null) {
            allow(domain, other, swapped.inode(), ALL);
        }
        boolean comparing = true;
        boolean allowedHere = false;
        boolean allowedThere = false;
        for (VfsPath at = mount.path(); at != null; at = above(at)) {
            if (comparing && widensNothing(source, child, moved.inode().isDirectory(), target, other, swapped != null && swapped.inode().isDirectory())) {
                narrow(source, here);
                narrow(target, there);
                allowedHere = all(source) == 0;
                allowedThere = all(target) == 0;
                if (allowedHere && allowedThere) {
                    return true;
                }
                comparing = false;
            }
            allow(domain, source, at.inode(), comparing ? ALL : here);
            allow(domain, target, at.inode(), comparing ? ALL : there);
            allowedHere |= all(source) == 0;
            allowedThere |= all(target) == 0;
            if (allowedHere && allowedThere) {
                return true;
            }
        }
        return false;
    }

    private static void narrow(int[] refused, int rights) {
        for (int i = 0; i < refused.length; i++) {
            refused[i] &= rights;
        }
    }

    /** Whether what is refused of a file where it is stays refused where it goes, and the same of the file that comes in return. */
    private static boolean widensNothing(int[] source, int[] child, boolean directory, int[] target, int[] other, boolean otherDirectory) {
        for (int i = 0; i < source.length; i++) {
            int counts = directory ? ALL : OF_FILES;
            if ((source[i] & child[i] & ~target[i] & counts) != 0) {
                return false;
            }
            int otherCounts = otherDirectory ? ALL : OF_FILES;
            if (other != null && (target[i] & other[i] & ~source[i] & otherCounts) != 0) {
                return false;
            }
        }
        return true;
    }
}
