package twofold.container.kernel;

import static twofold.container.abi.Fcntl.S_ISGID;
import static twofold.container.abi.Fcntl.S_ISUID;

import twofold.container.abi.Cap;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;

/** Who a task is after exec, capabilities(7) and execve(2): what the program's mode, owner and capabilities give. */
final class ExecCredentials {
    private ExecCredentials() {
    }

    /** The credentials with which a program of a path begins; EPERM if it counts on capabilities that it cannot have. */
    static Credentials of(Task task, VfsPath path) {
        Credentials creds = task.creds.copy();
        int mode = path.inode().mode();
        boolean watched = task.tracee != null && !task.tracee.tracer.creds.has(Cap.CAP_SYS_PTRACE, creds.user);
        boolean raises = !creds.noNewPrivileges && !watched && raises(task, path.mount());
        boolean heeded = raises && creds.user.maps(path.uid(), path.gid());
        if (heeded && (mode & S_ISUID) != 0) {
            creds.euid = path.uid();
        }
        if (heeded && (mode & (S_ISGID | 010)) == (S_ISGID | 010)) {
            creds.egid = path.gid();
        }
        creds.suid = creds.euid;
        creds.fsuid = creds.euid;
        creds.sgid = creds.egid;
        creds.fsgid = creds.egid;
        int root = creds.root();
        FileCapabilities marked = raises ? FileCapabilities.of(path, creds.user) : null;
        if (marked != null || creds.euid != creds.uid || creds.egid != creds.gid) {
            creds.ambient = 0;
        }
        boolean lent = marked != null && creds.euid == root && creds.uid != root;
        if (!creds.secures(Credentials.SECURE_NO_ROOT) && !lent && (creds.uid == root || creds.euid == root)) {
            creds.permitted = creds.bounding | creds.inheritable;
            creds.effective = creds.euid == root ? creds.permitted : creds.ambient;
        } else if (marked != null) {
            marked.give(creds);
        } else {
            creds.permitted = creds.ambient;
            creds.effective = creds.ambient;
        }
        creds.secureBits &= ~Credentials.SECURE_KEEP_CAPS;
        return creds;
    }

    /** Whether programs of a mount can give rights: it is one of the task's own namespace, and the file system not of a user namespace below. */
    private static boolean raises(Task task, Mount mount) {
        return !mount.has(Mount.NO_SUID) && mount.namespace() == task.fs.mounts && task.creds.user.within(mount.fileSystem().owner());
    }
}
