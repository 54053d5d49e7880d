package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Poll.*;

import twofold.container.abi.Sig;
import twofold.container.kernel.Container;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.DirectoryNotice;
import twofold.container.vfs.File;

/** Who is told by a signal that a file became ready, and when: F_SETOWN, F_SETSIG and O_ASYNC of fcntl(2). */
final class FileSignals {
    private static final int F_OWNER_TID = 0;
    static final int F_OWNER_PID = 1;
    private static final int F_OWNER_PGRP = 2;
    private static final int POLL_IN = 1;
    private static final int POLL_OUT = 2;
    private static final int POLL_MSG = 3;
    private static final int POLL_ERR = 4;

    private FileSignals() {
    }

    /** F_GETOWN: as F_SETOWN takes it. */
    static int owner(Task t, File file) {
        int shown = shownOwner(t, file);
        return file.signalOwnerKind() == F_OWNER_PGRP ? -shown : shown;
    }

    /** The number of who is told as somebody sees it, 0 for nobody and for a group that nobody is in. */
    static int shownOwner(Task t, File file) {
        int owner = file.signalOwner();
        boolean empty = file.signalOwnerKind() == F_OWNER_PGRP && t.container().tasks.all().stream().noneMatch(each -> each.process.group == owner);
        return empty ? 0 : t.shown(owner);
    }

    /** F_SETOWN: a process, a group as a negative number, or nobody. */
    static long own(Task t, File file, int owner) {
        if (owner == Integer.MIN_VALUE) {
            return -EINVAL;
        }
        return own(t, file, owner < 0 ? F_OWNER_PGRP : F_OWNER_PID, Math.abs(owner));
    }

    /** F_SETOWN_EX. */
    static long own(Task t, File file, int kind, int owner) {
        if (kind < F_OWNER_TID || kind > F_OWNER_PGRP) {
            return -EINVAL;
        }
        int outermost = owner == 0 ? 0 : t.outermost(owner);
        boolean there = owner == 0 || outermost != 0 && (kind == F_OWNER_TID ? t.find(owner) != null
                : t.container().tasks.all().stream().anyMatch(each -> each.process.pid == outermost || each.process.group == outermost));
        if (!there) {
            return -ESRCH;
        }
        file.setSignalOwner(kind, outermost, t.creds);
        Container container = t.container();
        file.whenUrgent(outermost == 0 ? null : () -> send(container, file, new SignalInfo(Sig.SIGURG, Sig.SI_KERNEL, 0, 0, 0, 0)));
        return 0;
    }

    /** O_ASYNC: the owner of the file gets SIGIO when it becomes ready. */
    static void asynchronous(Task t, int fd, File file) {
        if ((file.flags() & O_ASYNC) == 0) {
            file.drive(null);
            return;
        }
        Container container = t.container();
        file.drive(() -> {
            int ready = file.signalOwner() == 0 ? 0 : file.poll();
            if (ready != 0) {
                tell(container, fd, file, ready);
            }
        });
    }

    /** Sends a file's signal to its owner. */
    static void tell(Container container, int fd, File file, int ready) {
        boolean plain = file.signal() == 0;
        int code = plain ? Sig.SI_KERNEL : (ready & POLLIN) != 0 ? POLL_IN : (ready & POLLOUT) != 0 ? POLL_OUT : POLL_ERR;
        int band = code == POLL_IN ? POLLIN | POLLRDNORM : code == POLL_OUT ? POLLOUT | POLLWRNORM | POLLWRBAND : POLLERR;
        SignalInfo info = new SignalInfo(plain ? Sig.SIGIO : file.signal(), code, plain ? 0 : band, 0, plain ? 0 : fd, 0);
        send(container, file, info);
    }

    /** F_NOTIFY: the owner of the file, the caller unless there is one, gets its signal for what happens in the directory. */
    static long notify(Task t, int fd, File file, int events) {
        if (t.container().settings.number("fs/dir-notify-enable") == 0) {
            return -EINVAL;
        }
        Container container = t.container();
        DirectoryNotice.ask(file, t.files, events, () -> {
            boolean plain = file.signal() == 0;
            send(container, file, new SignalInfo(plain ? Sig.SIGIO : file.signal(), plain ? Sig.SI_KERNEL : POLL_MSG,
                    plain ? 0 : POLLIN | POLLRDNORM | POLLMSG, 0, plain ? 0 : fd, 0));
        });
        if (file.signalOwner() == 0) {
            file.setSignalOwner(F_OWNER_PID, t.process.pid, t.creds);
        }
        return 0;
    }

    private static void send(Container container, File file, SignalInfo info) {
        int owner = file.signalOwner();
        if (file.signalOwnerKind() == F_OWNER_PGRP) {
            for (Task each : container.tasks.all()) {
                if (each.tid == each.process.pid && each.process.group == owner && may(file, each.process.leader())) {
                    Signals.send(each.process, info);
                }
            }
        } else if (file.signalOwnerKind() == F_OWNER_TID && may(file, container.tasks.get(owner))) {
            Signals.send(container.tasks.get(owner), info);
        } else if (container.process(owner) != null && may(file, container.process(owner).leader())) {
            Signals.send(container.process(owner), info);
        }
    }

    /** Whether he in whose name a file's signal is sent may send one, as F_SETOWN of fcntl(2) says. */
    private static boolean may(File file, Task to) {
        if (to == null) {
            return false;
        }
        int uid = file.signalUid();
        int euid = file.signalEuid();
        return euid == 0 || euid == to.creds.uid || euid == to.creds.suid || uid == to.creds.uid || uid == to.creds.suid;
    }
}
