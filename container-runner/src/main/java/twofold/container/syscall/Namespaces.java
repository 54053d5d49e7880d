package twofold.container.syscall;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.*;

import java.util.ArrayList;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.fs.event.ProcessFile;
import twofold.container.fs.proc.NamespaceFile;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Cloning;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.namespace.CgroupNamespace;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.TimeNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** unshare(2) and setns(2), namespaces(7). */
final class Namespaces {
    private Namespaces() {
    }

    static long unshare(Task t) {
        long flags = t.arg(0) & 0xffffffffL;
        long known = Cloning.NAMESPACES | CLONE_NEWUSER | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
        if ((flags & ~known) != 0) {
            return -EINVAL;
        }
        boolean alone = t.process.threads.size() == 1;
        if (!alone && (flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM | CLONE_NEWUSER)) != 0) {
            return -EINVAL;
        }
        Cloning.separate(t, flags);
        return 0;
    }

    static long setns(Task t) {
        File file = t.files.usable(t.argInt(0));
        int wanted = t.argInt(1);
        if (file instanceof NamespaceFile one) {
            return wanted != 0 && wanted != one.namespace.kind() ? -EINVAL : enter(t, List.of(one.namespace));
        }
        if (!(file instanceof ProcessFile process)) {
            return -EINVAL;
        }
        if (wanted == 0 || (wanted & ~(Cloning.NAMESPACES | CLONE_NEWUSER)) != 0) {
            return -EINVAL;
        }
        Task leader = process.process.leader();
        if (leader == null) {
            return -ESRCH;
        }
        return Ptrace.permitted(t, leader) ? enter(t, of(leader, wanted)) : -EPERM;
    }

    /** The namespaces of a task that a mask names, the user namespace first: its capabilities count for the others. */
    private static List<Namespace> of(Task task, int wanted) {
        Namespace[] all = {task.creds.user, task.fs.mounts, task.uts, task.ipc, task.net, task.cgroup, task.process.pids, task.time};
        List<Namespace> named = new ArrayList<>();
        for (Namespace each : all) {
            if ((wanted & each.kind()) != 0) {
                named.add(each);
            }
        }
        return named;
    }

    private static long enter(Task t, List<Namespace> namespaces) {
        Credentials creds = t.creds;
        for (Namespace each : namespaces) {
            if (each instanceof UserNamespace user) {
                creds = user(t, user);
            } else {
                check(t, creds, each);
            }
        }
        t.creds = creds;
        for (Namespace each : namespaces) {
            enter(t, each);
        }
        return 0;
    }

    private static Credentials user(Task t, UserNamespace user) {
        if (user == t.creds.user || t.process.threads.size() > 1 || t.fs.users() > 1) {
            throw FileError.of(EINVAL);
        }
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, user)) {
            throw FileError.of(EPERM);
        }
        Credentials creds = t.creds.copy();
        creds.enter(user);
        return creds;
    }

    private static void check(Task t, Credentials creds, Namespace namespace) {
        if (!creds.has(Cap.CAP_SYS_ADMIN, namespace.owner()) || !creds.hasHere(Cap.CAP_SYS_ADMIN)
                || namespace instanceof Mounts && !creds.hasHere(Cap.CAP_SYS_CHROOT)) {
            throw FileError.of(EPERM);
        }
        boolean allowed = switch (namespace) {
            case Mounts _ -> t.fs.users() == 1;
            case PidNamespace<?> pids -> pids.within(t.process.pids);
            default -> true;
        };
        if (!allowed) {
            throw FileError.of(EINVAL);
        }
        if (namespace instanceof TimeNamespace && t.process.threads.size() > 1) {
            throw FileError.of(EUSERS);
        }
    }

    @SuppressWarnings("unchecked")
    private static void enter(Task t, Namespace namespace) {
        switch (namespace) {
            case Mounts mounts -> t.fs.see(mounts);
            case UtsNamespace uts -> t.uts = uts;
            case IpcNamespace ipc -> t.ipc = ipc;
            case NetNamespace net -> t.net = net;
            case CgroupNamespace<?> cgroup -> t.cgroup = (CgroupNamespace<Cgroup>) cgroup;
            case PidNamespace<?> pids -> t.childPids = (PidNamespace<Task>) pids;
            case TimeNamespace time -> {
                t.time = time;
                t.childTime = time;
                time.freeze();
                t.kernel.joined(t.mm, time);
            }
            default -> {
            }
        }
    }
}
