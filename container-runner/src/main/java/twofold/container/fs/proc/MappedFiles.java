package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EPERM;

import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.mm.Vma;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Inode;
import twofold.container.vfs.MappedName;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** /proc/PID/map_files: a link to the file of each area that shows one, by the area's addresses. */
final class MappedFiles {
    private static final int LINK = 10;
    /** How long a link to a file says it is. */
    private static final int LENGTH = 64;

    private MappedFiles() {
    }

    static Inode directory(ProcFileSystem fs, Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, 0500, uid, gid, LINK, () -> areas(task).stream().map(MappedFiles::name).toList(), name -> {
            Vma area = areas(task).stream().filter(each -> name(each).equals(name)).findFirst().orElse(null);
            int mode = area == null ? 0 : 0400 | (area.shared() && area.mayWrite() ? 0200 : 0);
            return area == null ? null : new ProcInode.Link(fs, key + "/" + name, mode, uid, gid, who -> area.label(), () -> place(area), task) {
                @Override
                public long size() {
                    return LENGTH;
                }

                @Override
                public VfsPath jump(Caller who) {
                    if (!who.credentials().has(Cap.CAP_CHECKPOINT_RESTORE) && !who.credentials().has(Cap.CAP_SYS_ADMIN)) {
                        throw FileError.of(EPERM);
                    }
                    return super.jump(who);
                }
            };
        }) {
            @Override
            public Inode lookup(Caller who, String name) {
                ProcInode.requireAccess((Task) who, task);
                return super.lookup(who, name);
            }

            @Override
            public List<Entry> entries(Caller who, long cookie, int limit) {
                ProcInode.requireAccess((Task) who, task);
                return super.entries(who, cookie, limit);
            }
        };
    }

    private static VfsPath place(Vma area) {
        return area.name() instanceof MappedName name ? name.path() : null;
    }

    private static List<Vma> areas(Task task) {
        return task.state == Task.State.DEAD ? List.of() : task.mm.areas().stream().filter(each -> each.ofFile() && !each.label().startsWith("[")).toList();
    }

    private static String name(Vma area) {
        return Long.toHexString(area.start()) + "-" + Long.toHexString(area.end());
    }
}
