package twofold.container.fs.proc;

import java.util.ArrayList;
import java.util.List;
import twofold.container.fs.event.ProcessFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Leases;

/** /proc/PID/fdinfo, proc_pid_fdinfo(5): what is known of each descriptor of a process, the locks that it was taken with among it. */
final class DescriptorTexts {
    private final ProcFileSystem fs;
    private final Task task;

    DescriptorTexts(ProcFileSystem fs, Task task) {
        this.fs = fs;
        this.task = task;
    }

    Inode directory(String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, uid, gid, 8, () -> names(task), name -> {
            File file = find(task, name);
            return file == null ? null : new ProcInode.Text(fs, key + "/" + name, 0444, uid, gid, () -> text(file, Integer.parseInt(name)));
        });
    }

    /** The descriptors of a task, as names. */
    static List<String> names(Task task) {
        List<String> names = new ArrayList<>();
        for (int fd = 0; fd < task.files.end(); fd++) {
            if (task.files.peek(fd) != null) {
                names.add(Integer.toString(fd));
            }
        }
        return names;
    }

    /** The file of a descriptor by its name, or null. */
    static File find(Task task, String name) {
        boolean number = !name.isEmpty() && name.length() < 8 && (name.length() == 1 || name.charAt(0) != '0') && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? task.files.peek(Integer.parseInt(name)) : null;
    }

    private String text(File file, int number) {
        return "pos:\t%d\nflags:\t0%o\nmnt_id:\t%d\nino:\t%d\n%s%s".formatted(file.seekable() ? file.position : 0,
                file.flags() | (task.files.closesOnExec(number) ? 02000000 : 0), file.path() == null ? 0 : file.path().mount().number(),
                file.inode().number(), locks(file), file instanceof ProcessFile of ? numbers(of) : file.information());
    }

    /** The locks that were taken by an open file, if they are this process's or the file's own. */
    private String locks(File file) {
        StringBuilder text = new StringBuilder();
        int number = 0;
        FileLocks locks = file.inode().heldLocks();
        for (boolean whole : locks == null ? new boolean[0] : new boolean[] {true, false}) {
            for (FileLocks.Lock lock : whole ? locks.whole() : locks.records()) {
                if (lock.file() == file && (lock.owner() == file || lock.owner() == task.files)) {
                    text.append("lock:\t").append(LockTable.line(fs, ++number, whole, file.inode(), lock));
                }
            }
        }
        Leases leases = file.inode().heldLeases();
        Leases.Row lease = leases == null ? null : leases.row(file);
        if (lease != null) {
            text.append("lock:\t").append(LockTable.line(fs, ++number, file.inode(), lease));
        }
        return text.toString();
    }

    private String numbers(ProcessFile of) {
        if (of.isGone()) {
            return "Pid:\t-1\nNSpid:\t-1\n";
        }
        int number = of.thread == null ? of.process.pid : of.thread.tid;
        int shown = fs.pids.shown(number);
        return "Pid:\t%d\nNSpid:%s\n".formatted(shown, shown == 0 ? "\t0" : ProcessFiles.inner(fs, of.process, number));
    }
}
