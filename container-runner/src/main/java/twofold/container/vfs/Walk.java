package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.ELOOP;
import static twofold.container.abi.Errno.ENAMETOOLONG;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.S_ISVTX;
import static twofold.container.abi.Limits.NAME_MAX;
import static twofold.container.abi.Limits.PATH_MAX;

import twofold.image.overlay.FileError;

/**
 * Path resolution, path_resolution(7): symbolic links (at most 40), "." and "..", mounts in both directions, search permission on each
 * directory, and the caller's root as the top.
 */
public final class Walk {
    /** Follow a symbolic link that is the last component. */
    public static final int FOLLOW = 1;
    /** The last component need not exist. */
    public static final int PARENT = 2;
    /** Do not follow any link (RESOLVE_NO_SYMLINKS). */
    public static final int NO_LINKS = 4;
    /** Stay below the start (RESOLVE_BENEATH, RESOLVE_IN_ROOT as {@code root}). */
    public static final int NO_MAGIC = 8;
    /** Leaving the start upwards is EXDEV (RESOLVE_BENEATH with the start as {@code root}). */
    public static final int BENEATH = 16;
    /** Crossing a mount is EXDEV (RESOLVE_NO_XDEV). */
    public static final int NO_CROSSING = 32;
    /** A name is to be made or taken away: a slash behind what is no directory is no error by itself. */
    public static final int VACANT = 64;
    private static final int MOST_LINKS = 40;

    private final Caller who;
    private final VfsPath root;
    private int links;

    private Walk(Caller who, VfsPath root) {
        this.who = who;
        this.root = root;
    }

    /**
     * Where a walk ended.
     *
     * @param parent    the directory of the last component
     * @param name      the last component, or "", "." or ".." if the path ended so
     * @param path      what is there, or null (only with {@link #PARENT})
     * @param directory the path ended with a slash, so a directory is meant
     */
    public record Found(VfsPath parent, String name, VfsPath path, boolean directory) {
        /** What is there, or ENOENT. */
        public VfsPath existing() {
            if (path == null) {
                throw FileError.of(ENOENT);
            }
            return path;
        }

        /** Whether the path ended with a name, which "." and ".." are not. */
        boolean named() {
            return !name.isEmpty() && !name.equals(".") && !name.equals("..");
        }

        /** Whether it ended with a name and a slash behind it. */
        boolean slashed() {
            return directory && named();
        }
    }

    /** The place a path names, which must exist. */
    public static VfsPath to(Caller who, VfsPath start, String path, boolean follow) {
        return walk(who, start, who.context().root, path, follow ? FOLLOW : 0).path;
    }

    /** The place a path names, or null where {@link #to} has ENOENT: programs ask for much that is not there, and throwing takes long. */
    public static VfsPath find(Caller who, VfsPath start, String path, boolean follow) {
        Found found = reach(who, start, who.context().root, path, follow ? FOLLOW : 0);
        return found == null ? null : found.path;
    }

    /** The place a path names, or the directory it would be in. */
    public static Found parent(Caller who, VfsPath start, String path, boolean follow) {
        return walk(who, start, who.context().root, path, PARENT | (follow ? FOLLOW : 0));
    }

    /** Where a name is to be made or taken away; a link is not followed. */
    public static Found vacant(Caller who, VfsPath start, String path) {
        return walk(who, start, who.context().root, path, PARENT | VACANT);
    }

    /** Walks with flags and a root of its own to what must be there, or with {@link #PARENT} to where it would be. */
    public static Found walk(Caller who, VfsPath start, VfsPath root, String path, int flags) {
        Found found = reach(who, start, root, path, flags);
        if (found == null) {
            throw FileError.of(ENOENT);
        }
        return found;
    }

    /** The same, but null where {@link #walk} has ENOENT. */
    static Found reach(Caller who, VfsPath start, VfsPath root, String path, int flags) {
        if (path.isEmpty()) {
            return null;
        }
        if (path.length() >= PATH_MAX) {
            throw FileError.of(ENAMETOOLONG);
        }
        return new Walk(who, root).walk(path.charAt(0) == '/' ? root : start, path, flags);
    }

    /** Null if a name that has to be there is not. */
    private Found walk(VfsPath start, String path, int flags) {
        if ((flags & BENEATH) != 0 && path.charAt(0) == '/') {
            throw FileError.of(EXDEV);
        }
        VfsPath at = start;
        int length = path.length();
        int from = skip(path, 0);
        if (from == length) {
            return new Found(at, "", at, true);
        }
        while (true) {
            int to = path.indexOf('/', from);
            to = to < 0 ? length : to;
            String name = path.substring(from, to);
            int next = skip(path, to);
            boolean last = next == length;
            if (!at.inode().isDirectory()) {
                throw FileError.of(ENOTDIR);
            }
            who.credentials().through(at.mount()).require(at.inode(), 1);
            if (last) {
                return end(at, name, to < length, flags);
            }
            at = into(at, name, flags);
            if (at == null) {
                return null;
            }
            from = next;
        }
    }

    /** A component that is not the last: links are followed; null if it is not there. */
    private VfsPath into(VfsPath at, String name, int flags) {
        VfsPath next = step(at, name, flags);
        return next != null && next.inode().isLink() ? follow(at, next, flags) : next;
    }

    private Found end(VfsPath at, String name, boolean slash, int flags) {
        VfsPath there = step(at, name, flags);
        if (there == null) {
            return (flags & PARENT) == 0 ? null : new Found(at, name, null, slash);
        }
        boolean follows = (flags & FOLLOW) != 0 && !(slash && (flags & VACANT) != 0) || slash && (flags & PARENT) == 0;
        if (there.inode().isLink() && follows) {
            requireFollowed(at, there);
            VfsPath jump = jump(there, flags);
            if (jump != null) {
                return checked(new Found(at, name, jump, slash), flags);
            }
            String target = target(there, at, flags);
            Found found = walk(target.charAt(0) == '/' ? root : at, target, flags | FOLLOW);
            return found == null ? null : checked(new Found(found.parent, found.name, found.path, slash || found.directory), flags);
        }
        return checked(new Found(at, name, there, slash), flags);
    }

    /** EACCES for a link of another's in a directory that everybody may write to, if fs.protected_symlinks says so, proc_sys_fs(5). */
    private void requireFollowed(VfsPath at, VfsPath link) {
        boolean open = (at.inode().mode() & (S_ISVTX | 2)) == (S_ISVTX | 2);
        boolean own = link.uid() == who.credentials().fsuid || link.inode().uid() == at.inode().uid();
        if (open && !own && Settings.of(who).number("fs/protected_symlinks") != 0) {
            throw FileError.of(EACCES);
        }
    }

    private static Found checked(Found found, int flags) {
        if ((flags & VACANT) == 0 && found.directory && found.path != null && !found.path.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        return found;
    }

    private VfsPath follow(VfsPath at, VfsPath link, int flags) {
        VfsPath jump = jump(link, flags);
        if (jump != null) {
            return jump;
        }
        String target = target(link, at, flags);
        Found found = walk(target.charAt(0) == '/' ? root : at, target, flags & ~PARENT | FOLLOW);
        return found == null ? null : found.path;
    }

    private VfsPath jump(VfsPath link, int flags) {
        if (++links > MOST_LINKS || (flags & NO_LINKS) != 0 || link.mount().has(Mount.NO_LINKS)) {
            throw FileError.of(ELOOP);
        }
        VfsPath jump = link.inode().jump(who);
        if (jump != null && (flags & NO_MAGIC) != 0) {
            throw FileError.of(ELOOP);
        }
        if (jump != null && ((flags & BENEATH) != 0 || (flags & NO_CROSSING) != 0 && jump.mount() != link.mount())) {
            throw FileError.of(EXDEV);
        }
        return jump;
    }

    /** What a link in a directory says; EXDEV if that leads to the root and the root is on another mount, which may not be crossed into. */
    private String target(VfsPath link, VfsPath at, int flags) {
        String target = link.inode().target(who);
        link.mount().wasRead(link.inode());
        if (target.isEmpty()) {
            throw FileError.of(ENOENT);
        }
        if (target.charAt(0) == '/' && (flags & NO_CROSSING) != 0 && at.mount() != root.mount()) {
            throw FileError.of(EXDEV);
        }
        return target;
    }

    /** One name in a directory, mounts crossed, links not followed; null if there is nothing. */
    private VfsPath step(VfsPath at, String name, int flags) {
        if ((flags & BENEATH) != 0 && name.equals("..") && at.equals(root)) {
            throw FileError.of(EXDEV);
        }
        VfsPath next = step(at, name);
        if ((flags & NO_CROSSING) != 0 && next != null && next.mount() != at.mount()) {
            throw FileError.of(EXDEV);
        }
        return next;
    }

    private VfsPath step(VfsPath at, String name) {
        if (name.equals(".")) {
            return at;
        }
        if (name.equals("..")) {
            VfsPath above = at.parent(root);
            if (above == null) {
                throw FileError.of(ENOENT);
            }
            return Mounts.cross(above);
        }
        if (name.length() > NAME_MAX) {
            throw FileError.of(ENAMETOOLONG);
        }
        if (at.dentry().deleted()) {
            return null;
        }
        Inode inode = at.inode().lookup(who, name);
        return inode == null ? null : Mounts.cross(at.child(name, inode));
    }

    private static int skip(String path, int from) {
        int at = from;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return at;
    }

    /** EACCES unless the caller may search a directory and write to it. */
    static void requireChange(Caller who, VfsPath directory) {
        if (!who.credentials().through(directory.mount()).may(directory.inode(), 3)) {
            throw FileError.of(EACCES);
        }
    }
}
