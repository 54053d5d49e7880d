package twofold.container.vfs;

import static twofold.container.vfs.Watch.*;

/** Tells watches what happened: those of the thing itself and those of the directory it is named in. */
public final class Notices {
    private static int lastCookie;

    private Notices() {
    }

    /** Something happened to what is at a place. */
    public static void at(VfsPath path, int event) {
        if (path == null) {
            return;
        }
        if (Marks.any()) {
            Marks.at(path, event, event != IN_ATTRIB);
        }
        watched(path, event);
    }

    /** A file's length was set by its name. */
    static void resized(VfsPath path) {
        if (Marks.any()) {
            Marks.at(path, IN_MODIFY, false);
        }
        watched(path, IN_MODIFY);
    }

    /** A program begins to run. */
    public static void executed(VfsPath path) {
        at(path, IN_OPEN | (int) Mark.FAN_OPEN_EXEC);
        at(path, IN_ACCESS);
    }

    private static void watched(VfsPath path, int event) {
        Inode inode = path.inode();
        Dentry parent = path.dentry().parent();
        boolean watched = inode.watched();
        boolean above = parent != null && parent.inode().watched();
        if (watched || above) {
            int full = inode.isDirectory() ? event | IN_ISDIR : event;
            if (above) {
                parent.inode().tell(full, path.dentry().name(), 0, path.dentry().deleted());
            }
            if (watched) {
                inode.tell(full, null, 0);
            }
        }
    }

    /** The kernel itself changed a file. */
    public static void modified(Inode directory, String name, Inode inode) {
        directory.tell(IN_MODIFY, name, 0);
        inode.tell(IN_MODIFY, null, 0);
    }

    /** A name was given to what has one. */
    static void linked(Inode inode) {
        if (Marks.any()) {
            Marks.on(inode, IN_ATTRIB);
        }
        inode.tell(IN_ATTRIB, null, 0);
    }

    /** A name came into or went out of a directory. */
    static void in(Inode directory, int event, String name, Inode named) {
        if (Marks.any()) {
            Marks.in(directory, event, name, named);
        }
        if (directory.watched()) {
            directory.tell(named.isDirectory() ? event | IN_ISDIR : event, name, 0);
        }
    }

    /** A name is gone; the thing itself too, if it was its last. */
    static void removed(Inode directory, String name, Inode inode, boolean last) {
        if (Marks.any()) {
            if (!inode.isDirectory()) {
                Marks.on(inode, IN_ATTRIB);
            }
            if (last && !inode.watched()) {
                inode.leaves();
            }
        }
        if (inode.watched()) {
            if (!inode.isDirectory()) {
                inode.tell(IN_ATTRIB, null, 0);
            }
            if (last) {
                inode.leaves();
            }
        }
        in(directory, IN_DELETE, name, inode);
    }

    /** A name moved. @param replaced what lost the new name by that, or null */
    static void moved(Inode from, String fromName, Inode to, String toName, Inode moved, Inode replaced) {
        if (Marks.any()) {
            Marks.moved(from, fromName, to, toName, moved);
            Marks.in(from, IN_MOVED_FROM, fromName, moved);
            Marks.in(to, IN_MOVED_TO, toName, moved);
            if (replaced != null) {
                Marks.on(replaced, IN_ATTRIB);
            }
            Marks.on(moved, IN_MOVE_SELF);
        }
        if (from.watched() || to.watched()) {
            int cookie = ++lastCookie;
            int directory = moved.isDirectory() ? IN_ISDIR : 0;
            from.tell(IN_MOVED_FROM | directory, fromName, cookie);
            to.tell(IN_MOVED_TO | directory, toName, cookie);
            if (from == to) {
                from.tell(RENAMED_HERE | directory, fromName, cookie);
            }
        }
        if (replaced != null) {
            replaced.tell(IN_ATTRIB, null, 0);
        }
        moved.tell(IN_MOVE_SELF, null, 0);
    }
}
