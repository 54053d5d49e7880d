package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import twofold.container.abi.Cap;
import twofold.container.fs.event.EpollFile;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.mm.Vma;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** What one process may see and change of another: process_vm_readv(2), kcmp(2), and the check they share with ptrace(2). */
final class Inspection {
    private static final int CHUNK = 64 << 10;
    /** kcmp(2): not equal, and no order is told. */
    private static final int NOT_EQUAL = 3;
    /** KCMP_IO: no two tasks have a context of input and output of their own. */
    private static final int IO = 5;
    /** KCMP_SYSVSEM. */
    private static final int UNDOING = 6;
    /** KCMP_EPOLL_TFD. */
    private static final int WATCHED = 7;

    private Inspection() {
    }

    /** Whether a process's limits are the caller's to see and set, prlimit(2). */
    static boolean sameUser(Task t, twofold.container.kernel.Process process) {
        Task leader = process.leader();
        if (leader == null || t.creds.has(Cap.CAP_SYS_RESOURCE, leader.creds.user)) {
            return true;
        }
        Credentials a = t.creds;
        Credentials b = leader.creds;
        return a.uid == b.euid && a.uid == b.suid && a.uid == b.uid && a.gid == b.egid && a.gid == b.sgid && a.gid == b.gid;
    }

    private static Task target(Task t, int pid) {
        Task target = t.find(pid);
        if (target == null || target.state == Task.State.DEAD) {
            throw FileError.of(ESRCH);
        }
        if (!Ptrace.mayTrace(t, target)) {
            throw FileError.of(EPERM);
        }
        return target;
    }

    static long readv(Task t) {
        return transfer(t, false);
    }

    static long writev(Task t) {
        return transfer(t, true);
    }

    private static long transfer(Task t, boolean write) {
        if (t.arg(5) != 0) {
            return -EINVAL;
        }
        Messages.Vector here = vector(t, t.arg(1), t.arg(2));
        if (here.length() == 0) {
            return 0;
        }
        Messages.Vector there = vector(t, t.arg(3), t.arg(4));
        if (there.length() == 0) {
            return 0;
        }
        Task target = target(t, t.argInt(0));
        requireNoKernelData(target, there);
        long length = Math.min(here.length(), there.length());
        byte[] bytes = new byte[(int) Math.min(CHUNK, length)];
        long done = 0;
        while (done < length) {
            int part = (int) Math.min(bytes.length, length - done);
            int came = write ? here.copyIn(t, done, bytes, part) : there.copyIn(target, done, bytes, part);
            int went = came == 0 ? 0 : write ? there.copyOut(target, done, bytes, came) : here.copyOut(t, done, bytes, came);
            done += went;
            if (went < part) {
                break;
            }
        }
        return done == 0 && length > 0 ? -EFAULT : done;
    }

    /** EFAULT if what is to be looked into begins in data of the kernel's, or in secret memory. */
    private static void requireNoKernelData(Task target, Messages.Vector there) {
        for (long base : there.bases()) {
            Vma area = base >= 0 && base < Mm.TASK_SIZE ? target.mm.find(base) : null;
            if (area != null && (area.isKernelData() || area.isSecret())) {
                throw FileError.of(EFAULT);
            }
        }
    }

    private static Messages.Vector vector(Task t, long at, long count) {
        if (count < 0 || count > 1024) {
            throw FileError.of(EINVAL);
        }
        return Messages.Vector.of(t, at, count);
    }

    /** get_robust_list(2). */
    static long robustList(Task t) {
        Task target = t.argInt(0) == 0 ? t : t.find(t.argInt(0));
        if (target == null) {
            return -ESRCH;
        }
        if (!Ptrace.permitted(t, target)) {
            return -EPERM;
        }
        t.mm.putLong(t.arg(2), 24);
        t.mm.putLong(t.arg(1), target.robustList);
        return 0;
    }

    static long kcmp(Task t) {
        Task a = target(t, t.argInt(0));
        Task b = target(t, t.argInt(1));
        Object first;
        Object second;
        switch (t.argInt(2)) {
            case 0 -> {
                first = file(a, t.arg(3));
                second = file(b, t.arg(4));
            }
            case 1 -> {
                first = a.mm;
                second = b.mm;
            }
            case 2 -> {
                first = a.files;
                second = b.files;
            }
            case 3 -> {
                first = a.fs;
                second = b.fs;
            }
            case 4 -> {
                first = a.process.actions;
                second = b.process.actions;
            }
            case IO -> {
                first = null;
                second = null;
            }
            case UNDOING -> {
                first = a.process.undoes.isEmpty() ? null : a.process;
                second = b.process.undoes.isEmpty() ? null : b.process;
            }
            case WATCHED -> {
                first = file(a, t.arg(3));
                second = watched(t, b);
            }
            default -> {
                return -EINVAL;
            }
        }
        return first == second ? 0 : NOT_EQUAL;
    }

    /** What an epoll of {@code of} watches by the number and place that a struct kcmp_epoll_slot gives. */
    private static File watched(Task t, Task of) {
        int number = t.mm.getInt(t.arg(4));
        int watched = t.mm.getInt(t.arg(4) + 4);
        int place = t.mm.getInt(t.arg(4) + 8);
        if (!(file(of, number) instanceof EpollFile epoll)) {
            throw FileError.of(EINVAL);
        }
        File found = epoll.watched(watched, place);
        if (found == null) {
            throw FileError.of(ENOENT);
        }
        return found;
    }

    private static File file(Task task, long fd) {
        return task.files.get((int) fd);
    }
}
