package twofold.container.vfs;

import java.util.HashMap;
import java.util.Map;

/**
 * A name of an inode, and the names below it. Directories (and names something is mounted on) are one object for as long as the file
 * system lives, so that a rename moves everything that stands inside; names of other files are made anew for each walk.
 */
public final class Dentry {
    private Dentry parent;
    private String name;
    /** In a file system that makes its inodes anew for each walk, the last one. */
    private Inode inode;
    private Map<String, Dentry> directories;
    private boolean deleted;
    private boolean pinned;
    /** Open files of this name, and whether it is mapped or was: then it is one object, too. */
    private int users;
    private boolean stays;

    /** The root of a file system. */
    public Dentry(Inode inode) {
        this(null, "", inode);
        inode.setDirectoryName(this);
    }

    private Dentry(Dentry parent, String name, Inode inode) {
        this.parent = parent;
        this.name = name;
        this.inode = inode;
    }

    /** A dentry that is in no directory, for pipes, sockets and the like; the name is shown in /proc/PID/fd. */
    public static Dentry detached(String name, Inode inode) {
        return new Dentry(null, name, inode);
    }

    /** What the name stands for. */
    public Inode inode() {
        return inode;
    }

    /** The name in the parent. */
    public String name() {
        return name;
    }

    /** The directory the name is in, null for a root. */
    public Dentry parent() {
        return parent;
    }

    /** Whether the name was removed. */
    public boolean deleted() {
        return deleted;
    }

    Dentry child(String childName, Inode childInode) {
        Dentry known = directories == null ? null : directories.get(childName);
        if (known != null && (known.inode == childInode || known.isMadeAnewAs(childInode))) {
            known.inode = childInode;
            return known;
        }
        Dentry made = new Dentry(this, childName, childInode);
        if (childInode != null && childInode.isDirectory() && childInode.fileSystem().keepsDirectories()) {
            keep(made);
            childInode.setDirectoryName(made);
        }
        return made;
    }

    /** Whether an inode is the one of this name, in a file system that makes its inodes anew for each walk. */
    private boolean isMadeAnewAs(Inode other) {
        return other != null && other.fileSystem() == inode.fileSystem() && !other.fileSystem().keepsDirectories() && other.number() == inode.number();
    }

    private boolean isKept() {
        return users > 0 || stays || pinned || inode != null && inode.isDirectory();
    }

    /** A file of this name is open: a rename is to change its name, too. */
    void use() {
        users++;
        keepOpen();
    }

    /** It is closed. */
    void drop() {
        if (--users == 0 && !isKept() && parent != null && parent.directories != null) {
            parent.directories.remove(name, this);
        }
    }

    /** A file of this name is mapped. */
    void stay() {
        stays = true;
        keepOpen();
    }

    private void keepOpen() {
        if (parent != null && !deleted && inode.fileSystem().keepsDirectories() && (parent.directories == null || !parent.directories.containsKey(name))) {
            parent.keep(this);
        }
    }

    /** Whether something may be mounted here, in some namespace. */
    boolean pinned() {
        return pinned;
    }

    /** Keeps this name as one object, and those of the directories above it, for what is mounted on it. */
    void pin() {
        pinned = true;
        for (Dentry at = this; at.parent != null && !at.deleted; at = at.parent) {
            at.parent.keep(at);
        }
    }

    /** The name was removed. */
    void remove() {
        deleted = true;
        if (parent != null && parent.directories != null) {
            parent.directories.remove(name, this);
        }
    }

    /** The name moved. */
    void move(Dentry to, String newName) {
        boolean kept = parent.directories != null && parent.directories.remove(name, this);
        parent = to;
        name = newName;
        if (kept || isKept()) {
            to.keep(this);
        }
    }

    /** Whether {@code other} is this directory or lies below it. */
    boolean contains(Dentry other) {
        for (Dentry at = other; at != null; at = at.parent) {
            if (at == this) {
                return true;
            }
        }
        return false;
    }

    private void keep(Dentry child) {
        if (directories == null) {
            directories = new HashMap<>();
        }
        directories.put(child.name, child);
    }
}
