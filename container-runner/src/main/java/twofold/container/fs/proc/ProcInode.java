package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EIO;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.EROFS;
import static twofold.container.abi.Errno.ESPIPE;
import static twofold.container.abi.Errno.ESRCH;
import static twofold.container.abi.Fcntl.O_ACCMODE;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.MountPoints;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.ViewInode;
import twofold.image.overlay.FileError;

/** The three kinds of nodes /proc is made of. */
abstract class ProcInode extends ViewInode {
    /** Files of a process are not, but for those of its mounts. */
    private final boolean spliced;

    @Override
    protected final boolean isSpliced() {
        return spliced;
    }

    @Override
    public final boolean namesAreGiven() {
        return true;
    }

    @Override
    public final Inode create(String name, int permissions, int owner, int group, long special) {
        throw FileError.of(ENOENT);
    }

    @Override
    public final Inode symlink(String name, String target, int owner, int group) {
        throw FileError.of(ENOENT);
    }

    @Override
    public final void link(String name, Inode existing) {
        throw FileError.of(ENOENT);
    }

    @Override
    public final void rename(String from, Inode toDirectory, String to, int flags) {
        throw FileError.of(ENOENT);
    }

    ProcInode(ProcFileSystem fs, String key, int mode, int uid, int gid) {
        super(fs, key.equals("/") ? 1 : 2 + (key.hashCode() & 0xffffffffL), mode, uid, gid, fs.time());
        spliced = !Character.isDigit(key.charAt(0)) || key.endsWith("/mounts") || key.endsWith("/mountinfo") || key.endsWith("/mountstats");
    }

    /** A directory of names. */
    static class Folder extends ProcInode {
        private static final int DIRECTORY = 4;
        private static final int LINK = 10;
        private final Supplier<List<String>> names;
        private final Function<String, Inode> find;
        private final int childType;

        Folder(ProcFileSystem fs, String key, int uid, int gid, int childType, Supplier<List<String>> names, Function<String, Inode> find) {
            this(fs, key, 0555, uid, gid, childType, names, find);
        }

        Folder(ProcFileSystem fs, String key, int mode, int uid, int gid, int childType, Supplier<List<String>> names, Function<String, Inode> find) {
            super(fs, key, S_IFDIR | mode, uid, gid);
            this.names = names;
            this.find = find;
            this.childType = childType;
        }

        @Override
        public Inode lookup(Caller who, String name) {
            return find.apply(name);
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            return list(names.get(), childType, cookie, limit);
        }

        /** How many directories there are in one that has only such. */
        @Override
        public int links() {
            return childType == DIRECTORY ? 2 + names.get().size() : 2;
        }

        /** How many links there are in one that has only such, as /proc/PID/fd says. */
        @Override
        public long size() {
            return childType == LINK && (mode() & 077) == 0 ? names.get().size() : 0;
        }
    }

    /** A text. */
    static final class Text extends ProcInode {
        private final Function<Task, String> text;
        private final Task of;
        private final boolean setting;
        private Task subject;
        private int refusal;
        private Supplier<MountPoints> points;

        /** Once a task is dead it cannot be opened any more: that errno says so. */
        Text unlessDead(Task task, int errno) {
            subject = task;
            refusal = errno;
            return this;
        }

        /** Those who have it open can wait for these mounts to change. */
        Text about(Supplier<MountPoints> mounts) {
            points = mounts;
            return this;
        }

        Text(ProcFileSystem fs, String key, int mode, int uid, int gid, Supplier<String> text) {
            this(fs, key, mode, uid, gid, who -> text.get());
        }

        Text(ProcFileSystem fs, String key, int mode, int uid, int gid, Function<Task, String> text) {
            this(fs, key, mode, uid, gid, text, null);
        }

        /** A text that only who may look into a task may open. */
        Text(ProcFileSystem fs, String key, int mode, int uid, int gid, Function<Task, String> text, Task of) {
            super(fs, key, S_IFREG | mode, uid, gid);
            this.text = text;
            this.of = of;
            setting = key.startsWith("sys/") || (mode & 0222) != 0;
        }

        /** Those of the machine as a whole look like settings, and are read-only to a container. */
        @Override
        public File open(Caller who, int flags) {
            if (of != null) {
                requireAccess((Task) who, of);
            }
            if (subject != null && subject.state == Task.State.DEAD) {
                throw FileError.of(refusal);
            }
            if (setting && (flags & O_ACCMODE) != O_RDONLY) {
                throw FileError.of((mode() & 0200) != 0 ? EROFS : EACCES);
            }
            if (points != null) {
                return new MountsFile(this, flags, () -> text.apply((Task) who).getBytes(StandardCharsets.ISO_8859_1), points.get());
            }
            return new TextFile(this, flags, () -> text.apply((Task) who).getBytes(StandardCharsets.ISO_8859_1)) {
                @Override
                public int write(Caller writer, ByteBuffer from) {
                    throw FileError.of(EIO);
                }
            };
        }

        @Override
        public void truncate(long size) {
            // It has the length it has
        }
    }

    /** The memory of a process. */
    static final class Memory extends ProcInode {
        private final Task task;
        private final boolean pages;

        /** The memory's bytes or, read-only, how its pages are. */
        Memory(ProcFileSystem fs, String key, int uid, int gid, Task task, boolean pages) {
            super(fs, key, S_IFREG | (pages ? 0400 : 0600), uid, gid);
            this.task = task;
            this.pages = pages;
        }

        @Override
        public File open(Caller who, int flags) {
            requireAccess((Task) who, task);
            if (!pages && !Ptrace.mayChangeByFile((Task) who, task)) {
                throw FileError.of(EACCES);
            }
            if (task.state == Task.State.DEAD && !pages) {
                throw FileError.of(ESRCH);
            }
            return pages ? new PageMapFile(this, flags, task) : new MemoryFile(this, flags, task);
        }

        @Override
        public void truncate(long size) {
            // open(2) with O_TRUNC
        }
    }

    /** EACCES unless a task may look into another as a debugger does. */
    static void requireAccess(Task who, Task task) {
        if (!Ptrace.permittedByFile(who, task)) {
            throw FileError.of(EACCES);
        }
    }

    /** A text that can be set. */
    static final class Setting extends ProcInode {
        private static final int LONGEST = 4096;
        /** Those that are written from their start, and whole. */
        private static final Set<String> WHOLE = Set.of("uid_map", "gid_map", "projid_map", "setgroups");
        private final String key;
        private final Function<Task, String> text;
        private final Change change;

        /** Takes what was written, by whom and with which file. */
        interface Change {
            void set(Credentials opener, Task writer, String value);
        }

        Setting(ProcFileSystem fs, String key, int mode, int uid, int gid, Function<Task, String> text, Change change) {
            super(fs, key, S_IFREG | mode, uid, gid);
            this.key = key;
            this.text = text;
            this.change = change;
        }

        @Override
        public File open(Caller who, int flags) {
            Credentials opened = who.credentials().copy();
            boolean whole = WHOLE.contains(key.substring(key.lastIndexOf('/') + 1));
            return new TextFile(this, flags, () -> text.apply((Task) who).getBytes(StandardCharsets.ISO_8859_1)) {
                @Override
                public int write(Caller writer, ByteBuffer from) {
                    if (whole && position != 0) {
                        throw FileError.of(EINVAL);
                    }
                    byte[] bytes = new byte[Math.min(LONGEST, from.remaining())];
                    from.get(bytes);
                    change.set(opened, (Task) writer, new String(bytes, StandardCharsets.ISO_8859_1).strip());
                    position += whole ? bytes.length : 0;
                    return bytes.length;
                }

                @Override
                public int writeAt(Caller writer, long offset, ByteBuffer from) {
                    if (whole) {
                        throw FileError.of(ESPIPE);
                    }
                    return write(writer, from);
                }
            };
        }

        @Override
        public void truncate(long size) {
            // open(2) with O_TRUNC, as a shell's redirection does
        }
    }

    /** A link, to a text or straight to a place. */
    static class Link extends ProcInode {
        private final Function<Task, String> text;
        private final Supplier<VfsPath> place;
        private final Task of;

        Link(ProcFileSystem fs, String key, int uid, int gid, Function<Task, String> text, Supplier<VfsPath> place) {
            this(fs, key, uid, gid, text, place, null);
        }

        /** A link that only who may look into a task may follow and read. */
        Link(ProcFileSystem fs, String key, int uid, int gid, Function<Task, String> text, Supplier<VfsPath> place, Task of) {
            this(fs, key, 0777, uid, gid, text, place, of);
        }

        Link(ProcFileSystem fs, String key, int mode, int uid, int gid, Function<Task, String> text, Supplier<VfsPath> place, Task of) {
            super(fs, key, S_IFLNK | mode, uid, gid);
            this.text = text;
            this.place = place;
            this.of = of;
        }

        @Override
        public String target(Caller who) {
            if (of != null) {
                requireAccess((Task) who, of);
            }
            return text.apply((Task) who);
        }

        @Override
        public VfsPath jump(Caller who) {
            if (of != null) {
                requireAccess((Task) who, of);
            }
            return place == null ? null : place.get();
        }
    }
}
