package twofold.image.overlay;

import static twofold.image.tar.TarEntry.REGULAR;
import static twofold.image.tar.TarEntry.TYPE;

/** The operations that change names. Each is checked whole before anything changes, and is one frame of the journal. */
final class Names {
    private static final int NOREPLACE = 1;
    private static final int EXCHANGE = 2;

    private Names() {
    }

    static Inode create(Inode directory, String name, int mode, int uid, int gid, long device, String target) {
        Overlay tree = directory.tree;
        requireNew(directory, name);
        int typed = (mode & TYPE) == 0 ? mode | REGULAR : mode;
        Inode made = new Inode(tree, tree.nextNumber(), typed & (TYPE | 07777));
        made.uid = uid;
        made.gid = gid;
        made.device = device;
        made.target = target;
        long now = tree.now();
        made.accessed = now;
        made.modified = now;
        made.changed = now;
        if (made.regular()) {
            made.data = Inode.Data.INLINE;
            made.inline = FileData.EMPTY;
        }
        insert(directory, name, made);
        stamp(directory, now);
        tree.journal(frame -> {
            frame.inode(made);
            frame.entry(directory, name, made);
            frame.inode(directory);
        });
        return made;
    }

    static void link(Inode directory, String name, Inode existing) {
        if (existing.directory()) {
            throw FileError.of(Errno.EPERM);
        }
        requireNew(directory, name);
        insert(directory, name, existing);
        long now = directory.tree.now();
        existing.changed = now;
        stamp(directory, now);
        boolean back = existing.links == 1;
        directory.tree.journal(frame -> {
            frame.inode(existing);
            if (back && existing.inline != null) {
                frame.data(existing, 0, existing.inline, existing.inline.length);
            }
            frame.entry(directory, name, existing);
            frame.inode(directory);
        });
    }

    static void unlink(Inode directory, String name) {
        Inode gone = requireThere(directory, name);
        if (gone.directory()) {
            throw FileError.of(Errno.EISDIR);
        }
        takeAway(directory, name, gone);
    }

    static void rmdir(Inode directory, String name) {
        Inode gone = requireThere(directory, name);
        if (!gone.directory()) {
            throw FileError.of(Errno.ENOTDIR);
        }
        if (gone.entries().size() > 0) {
            throw FileError.of(Errno.ENOTEMPTY);
        }
        takeAway(directory, name, gone);
    }

    private static void takeAway(Inode directory, String name, Inode gone) {
        Overlay tree = directory.tree;
        remove(directory, name, gone);
        long now = tree.now();
        gone.changed = now;
        stamp(directory, now);
        tree.journal(frame -> {
            frame.gone(directory, name);
            frame.inode(directory);
            if (gone.links > 0) {
                frame.inode(gone);
            }
        });
        tree.unlinked(gone);
    }

    static void rename(Inode from, String oldName, Inode to, String newName, int flags) {
        Inode moved = requireThere(from, oldName);
        to.requireDirectory();
        check(newName);
        if (flags < 0 || flags > EXCHANGE || to.links == 0) {
            throw FileError.of(to.links == 0 ? Errno.ENOENT : Errno.EINVAL);
        }
        Inode replaced = to.entries().get(newName);
        if (flags == EXCHANGE && replaced == null) {
            throw FileError.of(Errno.ENOENT);
        }
        if (flags == NOREPLACE && replaced != null) {
            throw FileError.of(Errno.EEXIST);
        }
        if (within(to, moved) || flags == EXCHANGE && within(from, replaced)) {
            throw FileError.of(Errno.EINVAL);
        }
        if (replaced == moved) {
            return;
        }
        if (flags == EXCHANGE) {
            exchange(from, oldName, moved, to, newName, replaced);
        } else {
            move(from, oldName, moved, to, newName, replaced);
        }
    }

    private static void move(Inode from, String oldName, Inode moved, Inode to, String newName, Inode replaced) {
        if (replaced != null) {
            requireReplaceable(moved, replaced);
        }
        Overlay tree = from.tree;
        long now = tree.now();
        remove(from, oldName, moved);
        insertOver(to, newName, moved, replaced);
        moved.changed = now;
        stamp(from, now);
        stamp(to, now);
        tree.journal(frame -> {
            frame.gone(from, oldName);
            frame.entry(to, newName, moved);
            frame.inode(moved);
            frame.inode(from);
            frame.inode(to);
            if (replaced != null && replaced.links > 0) {
                replaced.changed = now;
                frame.inode(replaced);
            }
        });
        if (replaced != null) {
            tree.unlinked(replaced);
        }
    }

    private static void exchange(Inode from, String oldName, Inode moved, Inode to, String newName, Inode other) {
        Overlay tree = from.tree;
        long now = tree.now();
        insertOver(to, newName, moved, other);
        insertOver(from, oldName, other, moved);
        moved.changed = now;
        other.changed = now;
        stamp(from, now);
        stamp(to, now);
        tree.journal(frame -> {
            frame.gone(from, oldName);
            frame.gone(to, newName);
            frame.entry(to, newName, moved);
            frame.entry(from, oldName, other);
            frame.inode(moved);
            frame.inode(other);
            frame.inode(from);
            frame.inode(to);
        });
    }

    private static void requireReplaceable(Inode moved, Inode replaced) {
        if (moved.directory() && !replaced.directory()) {
            throw FileError.of(Errno.ENOTDIR);
        }
        if (!moved.directory() && replaced.directory()) {
            throw FileError.of(Errno.EISDIR);
        }
        if (replaced.directory() && replaced.entries().size() > 0) {
            throw FileError.of(Errno.ENOTEMPTY);
        }
    }

    /** Puts a name into a directory that has none such, counting links. */
    static void insert(Inode directory, String name, Inode inode) {
        directory.entries().put(name, inode);
        inode.links++;
        if (inode.directory()) {
            directory.links++;
            inode.parent = directory;
        }
    }

    /** Takes a name out of a directory, counting links. */
    static void remove(Inode directory, String name, Inode inode) {
        directory.entries().remove(name);
        discount(directory, inode);
    }

    private static void insertOver(Inode directory, String name, Inode inode, Inode replaced) {
        if (replaced != null) {
            discount(directory, replaced);
        }
        insert(directory, name, inode);
    }

    private static void discount(Inode directory, Inode inode) {
        inode.links--;
        if (inode.directory()) {
            directory.links--;
        }
    }

    private static boolean within(Inode directory, Inode ancestor) {
        if (!ancestor.directory()) {
            return false;
        }
        for (Inode up = directory; up != null; up = up.parent) {
            if (up == ancestor) {
                return true;
            }
        }
        return false;
    }

    private static void stamp(Inode directory, long now) {
        directory.modified = now;
        directory.changed = now;
        directory.renamed = true;
    }

    private static void requireNew(Inode directory, String name) {
        directory.requireDirectory();
        check(name);
        if (directory.entries().get(name) != null) {
            throw FileError.of(Errno.EEXIST);
        }
        directory.tree.requireWritable();
        if (directory.links == 0) {
            throw FileError.of(Errno.ENOENT);
        }
    }

    private static Inode requireThere(Inode directory, String name) {
        directory.requireDirectory();
        directory.tree.requireWritable();
        Inode there = directory.entries().get(name);
        if (there == null) {
            throw FileError.of(Errno.ENOENT);
        }
        return there;
    }

    private static void check(String name) {
        if (name.isEmpty()) {
            throw FileError.of(Errno.ENOENT);
        }
        if (name.length() > 255) {
            throw FileError.of(Errno.ENAMETOOLONG);
        }
        if (name.equals(".") || name.equals("..")) {
            throw FileError.of(Errno.EEXIST);
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw FileError.of(Errno.EINVAL);
        }
    }
}
