package twofold.container.fs.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.kernel.FileHandles;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.container.vfs.Decision;
import twofold.container.vfs.FanGroup;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mark;
import twofold.container.vfs.Marks;
import twofold.container.vfs.VfsPath;

/** An event of fanotify(7) that waits to be read. */
final class FanotifyEvent {
    static final int PIDFD = 4;
    private static final int FID = 1;
    private static final int DFID_NAME = 2;
    private static final int DFID = 3;
    private static final int OLD_DFID_NAME = 10;
    private static final int NEW_DFID_NAME = 12;
    private static final int METADATA = 24;
    private static final int VERSION = 3;
    private static final int PIDFD_BYTES = 8;
    /** What stands before a name: type and length, the file system's id, and a handle as name_to_handle_at(2) gives it. */
    private static final int FID_BYTES = 32;
    private static final int HANDLE_BYTES = 12;
    long mask;
    /** What is opened for the reader, or null. */
    final VfsPath path;
    private final List<Fid> fids;
    /** Who did it: a process, and the number of it or of its thread. */
    Process process;
    int number;
    /** What is asked, or null. */
    Decision decision;

    /** What is told of one inode. */
    private record Fid(int type, Inode inode, String name) {
        int length() {
            return FID_BYTES + (name == null ? 0 : name.length() + 1) + 3 & ~3;
        }
    }

    /** Events with the same are one. */
    private record Key(int number, boolean directory, boolean rename, Object where, List<Object> what) {
    }

    private FanotifyEvent(long mask, VfsPath path, List<Fid> fids) {
        this.mask = mask;
        this.path = path;
        this.fids = fids;
    }

    /** One that is about nothing. */
    FanotifyEvent(long mask) {
        this(mask, null, List.of());
    }

    /** One that is told by an open file. */
    static FanotifyEvent of(VfsPath path, long mask) {
        return new FanotifyEvent(mask, path, List.of());
    }

    /** One that is told by handles. @param reports what the group wants @param places which of its marks wanted it */
    static FanotifyEvent of(Marks.Event event, long mask, int reports, int places) {
        boolean dirent = (mask & Mark.DIRENTS) != 0;
        boolean onDirectory = (mask & Mark.FAN_ONDIR) != 0;
        Inode object = dirent && (reports & FanGroup.REPORT_TARGET_FID) == 0 ? event.directory() : event.target();
        Inode directory = dirent ? event.directory() : event.target().isDirectory() ? event.target() : event.directory();
        List<Fid> fids = new ArrayList<>(3);
        if ((reports & FanGroup.REPORT_DIR_FID) == 0 || directory == null) {
            fids.add(new Fid(FID, object, null));
            return new FanotifyEvent(mask, null, fids);
        }
        boolean names = (reports & FanGroup.REPORT_NAME) != 0;
        if ((mask & Mark.FAN_RENAME) != 0) {
            boolean all = (places & Marks.Place.FILE_SYSTEM.bit()) != 0;
            if (all || (places & Marks.Place.INODE.bit()) != 0) {
                fids.add(new Fid(OLD_DFID_NAME, event.directory(), event.name()));
            }
            if (all || (places & Marks.Place.SECOND_DIRECTORY.bit()) != 0) {
                fids.add(new Fid(NEW_DFID_NAME, event.toDirectory(), event.toName()));
            }
        } else if (names) {
            fids.add(new Fid(DFID_NAME, directory, dirent || !onDirectory ? event.name() : "."));
        } else {
            fids.add(new Fid(DFID, directory, null));
        }
        if ((reports & FanGroup.REPORT_FID) != 0 && object != directory) {
            fids.add(new Fid(FID, object, null));
        }
        return new FanotifyEvent(mask, null, fids);
    }

    /** Who did it. @param thread whether the thread is told */
    void by(Task actor, boolean thread) {
        process = actor == null ? null : actor.process;
        number = actor == null ? 0 : thread ? actor.tid : actor.process.pid;
    }

    /** The handles that are told find their files. */
    void remember(FileHandles handles) {
        fids.forEach(each -> handles.remember(each.inode));
    }

    Object key() {
        List<Object> what = new ArrayList<>(fids);
        Object where = null;
        if (path != null) {
            what.addAll(Arrays.asList(path.inode(), path.dentry().name(), path.dentry().parent()));
            where = path.mount();
        }
        return new Key(number, (mask & Mark.FAN_ONDIR) != 0, (mask & Mark.FAN_RENAME) != 0, where, what);
    }

    boolean opens() {
        return path != null;
    }

    int length(boolean withProcess) {
        return METADATA + fids.stream().mapToInt(Fid::length).sum() + (withProcess ? PIDFD_BYTES : 0);
    }

    /** Writes all but the process. */
    void put(ByteBuffer to, int length, int fd, int pid, int reports) {
        to.putInt(length).put((byte) VERSION).put((byte) 0).putShort((short) METADATA).putLong(mask).putInt(fd).putInt(pid);
        for (Fid each : fids) {
            int end = to.position() + each.length();
            to.put((byte) each.type).put((byte) 0).putShort((short) each.length()).putLong(each.inode.fileSystem().device());
            to.putInt(HANDLE_BYTES).putInt(1).putLong(each.inode.number()).putInt((int) each.inode.fileSystem().device());
            if (each.name != null) {
                to.put(each.name.getBytes(StandardCharsets.ISO_8859_1));
            }
            while (to.position() < end) {
                to.put((byte) 0);
            }
        }
    }
}
