package twofold.container.syscall;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.*;

import twofold.container.abi.Cap;
import twofold.container.fs.event.ProcessFile;
import twofold.container.fs.proc.NamespaceFile;
import twofold.container.kernel.Cloning;
import twofold.container.kernel.Task;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.File;
import twofold.container.vfs.Mounts;
import twofold.image.overlay.FileError;

/** unshare(2) and setns(2), namespaces(7): mount, uts, ipc and net; the cgroup namespace is the same whichever one is in. */
final class Namespaces {
    private Namespaces() {
    }

    static long unshare(Task t) {
        long flags = t.arg(0) & 0xffffffffL;
        long known = Cloning.NAMESPACES | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
        if ((flags & ~known) != 0) {
            return (flags & (CLONE_NEWUSER | CLONE_NEWPID)) != 0 && !t.creds.has(Cap.CAP_SYS_ADMIN) ? -EPERM : -EINVAL;
        }
        boolean alone = t.process.threads.size() == 1;
        if (!alone && (flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)) != 0) {
            return -EINVAL;
        }
        Cloning.separate(t, flags);
        return 0;
    }

    static long setns(Task t) {
        File file = t.files.usable(t.argInt(0));
        int wanted = t.argInt(1);
        if (!(file instanceof NamespaceFile) && !(file instanceof ProcessFile)) {
            return -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_ADMIN)) {
            return -EPERM;
        }
        if (file instanceof ProcessFile process) {
            Task leader = process.process.leader();
            if (leader == null) {
                return -ESRCH;
            }
            if (wanted == 0 || (wanted & ~Cloning.NAMESPACES) != 0) {
                return -EINVAL;
            }
            enter(t, wanted, leader.fs.mounts, leader.uts, leader.ipc, leader.net);
            return 0;
        }
        Object namespace = ((NamespaceFile) file).namespace;
        long kind = ((NamespaceFile) file).kind;
        if (wanted != 0 && wanted != kind || (kind & ~Cloning.NAMESPACES) != 0) {
            return -EINVAL;
        }
        enter(t, kind, namespace instanceof Mounts m ? m : null, namespace instanceof UtsNamespace u ? u : null,
                namespace instanceof IpcNamespace i ? i : null, namespace instanceof NetNamespace n ? n : null);
        return 0;
    }

    private static void enter(Task t, long kinds, Mounts mounts, UtsNamespace uts, IpcNamespace ipc, NetNamespace net) {
        if ((kinds & CLONE_NEWNS) != 0) {
            if (t.fs.users() > 1) {
                throw FileError.of(EINVAL);
            }
            t.fs.mounts = mounts;
            t.fs.root = mounts.root();
            t.fs.cwd = mounts.root();
        }
        t.uts = (kinds & CLONE_NEWUTS) != 0 ? uts : t.uts;
        t.ipc = (kinds & CLONE_NEWIPC) != 0 ? ipc : t.ipc;
        t.net = (kinds & CLONE_NEWNET) != 0 ? net : t.net;
    }
}
