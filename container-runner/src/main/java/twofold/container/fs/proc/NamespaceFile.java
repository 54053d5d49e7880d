package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOTTY;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.ESRCH;

import twofold.container.abi.Fcntl;
import twofold.container.abi.Limits;
import twofold.container.kernel.Process;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.namespace.PidNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;

/** A namespace by descriptor, as the files of /proc/PID/ns give it: something for setns(2) to enter and ioctl_ns(2) to ask. */
public final class NamespaceFile extends File {
    private static final FileSystem NSFS = new LoneInode.LoneFileSystem("nsfs", 4, 0x6e736673);
    private static final int NS_GET_USERNS = 0xb701;
    private static final int NS_GET_PARENT = 0xb702;
    private static final int NS_GET_NSTYPE = 0xb703;
    private static final int NS_GET_OWNER_UID = 0xb704;
    private static final int NS_GET_MNTNS_ID = 0x8008b705;
    private static final int NS_GET_PID_FROM_PIDNS = 0x8004b706;
    private static final int NS_GET_TGID_FROM_PIDNS = 0x8004b707;
    private static final int NS_GET_PID_IN_PIDNS = 0x8004b708;
    private static final int NS_GET_TGID_IN_PIDNS = 0x8004b709;
    /** The numbers of commands whose records may grow: their size is part of the command, as _IOC says. */
    private static final int NS_MNT_GET_INFO = 10;
    private static final int NS_MNT_GET_PREV = 12;
    private static final int KIND_AND_NUMBER = 0xffff;
    private static final int KIND = 0xb700;
    private static final int MOUNT_INFO = 16;
    private static final int PIDFD_GET_CGROUP_NAMESPACE = 0xff01;
    /** The namespace. */
    public final Namespace namespace;

    private NamespaceFile(Place place, int flags) {
        super(place, flags);
        namespace = place.namespace;
        if (namespace instanceof Mounts mounts) {
            mounts.enter();
        }
    }

    @Override
    protected void close() {
        if (namespace instanceof Mounts mounts) {
            mounts.leave();
        }
    }

    /** The inode of a namespace. */
    private static final class Place extends LoneInode {
        private final Namespace namespace;

        Place(Namespace namespace, long number) {
            super(NSFS, Fcntl.S_IFREG | 0444, 0, 0, number, 0);
            this.namespace = namespace;
        }

        @Override
        public void bound() {
            if (namespace instanceof Mounts mounts) {
                mounts.enter();
            }
        }

        @Override
        public File open(Caller who, int flags) {
            return new NamespaceFile(this, flags);
        }
    }

    static VfsPath place(String name, Namespace namespace, long number) {
        Dentry dentry = Dentry.detached(name + ":[" + number + "]", new Place(namespace, number));
        return new VfsPath(new Mount(NSFS, dentry, null, false, 0, "nsfs"), dentry);
    }

    @Override
    public int readNothing(Caller who) {
        return -EINVAL;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        Task task = (Task) who;
        int growing = (command & KIND_AND_NUMBER) - KIND;
        if (growing >= NS_MNT_GET_INFO && growing <= NS_MNT_GET_PREV) {
            return mounts(task, growing, command >>> 16 & 0x3fff, argument, memory);
        }
        return switch (command) {
            case NS_GET_USERNS -> descriptor(task, "user", namespace.owner(), task.creds.user);
            case NS_GET_PARENT -> switch (namespace) {
                case UserNamespace user -> descriptor(task, "user", user.parent, task.creds.user);
                case PidNamespace<?> pids -> pids.parent == null || !pids.parent.within(task.process.pids) ? -EPERM
                        : descriptor(task, "pid", pids.parent, null);
                default -> -EINVAL;
            };
            case NS_GET_NSTYPE -> namespace.kind();
            case NS_GET_OWNER_UID -> {
                if (!(namespace instanceof UserNamespace user)) {
                    yield -EINVAL;
                }
                memory.putInt(argument, task.creds.user.shownUid(user.ownerUid));
                yield 0;
            }
            case NS_GET_MNTNS_ID -> {
                if (!(namespace instanceof Mounts)) {
                    yield -EINVAL;
                }
                memory.putLong(argument, task.container().number(namespace));
                yield 0;
            }
            case NS_GET_PID_FROM_PIDNS, NS_GET_TGID_FROM_PIDNS, NS_GET_PID_IN_PIDNS, NS_GET_TGID_IN_PIDNS -> namespace instanceof PidNamespace<?> pids
                    ? number(task, pids, command, (int) argument) : -EINVAL;
            default -> -ENOTTY;
        };
    }

    /** NS_MNT_GET_INFO. Who goes from one namespace to the next or the one before has to be in the machine's first process namespace, which no container is. */
    private long mounts(Task task, int number, int size, long argument, UserMemory memory) {
        if (number != NS_MNT_GET_INFO) {
            return -EPERM;
        }
        if (!(namespace instanceof Mounts mounts) || argument == 0 || size < MOUNT_INFO) {
            return -EINVAL;
        }
        memory.putInt(argument, MOUNT_INFO);
        memory.putInt(argument + 4, mounts.all().size());
        memory.putLong(argument + 8, task.container().number(namespace));
        return 0;
    }

    /** The number that a task has in another process namespace than the caller's, or in the caller's; ESRCH. */
    private static long number(Task who, PidNamespace<?> pids, int command, int number) {
        boolean from = command == NS_GET_PID_FROM_PIDNS || command == NS_GET_TGID_FROM_PIDNS;
        boolean process = command == NS_GET_TGID_FROM_PIDNS || command == NS_GET_TGID_IN_PIDNS;
        Task found = from ? (Task) pids.get(number) : who.find(number);
        if (found == null) {
            return -ESRCH;
        }
        int outermost = process ? found.process.pid : found.tid;
        int shown = from ? who.shown(outermost) : pids.shown(outermost);
        return shown == 0 ? -ESRCH : shown;
    }

    /** What ioctl(2) of a process's descriptor opens: the namespace that the command names, in the order of {@link ProcessFiles#NAMESPACES}. */
    public static long open(Task who, Process process, int command, long argument) {
        int which = command - PIDFD_GET_CGROUP_NAMESPACE;
        Task leader = process.leader();
        if (leader == null) {
            return -ESRCH;
        }
        if (argument != 0) {
            return -EINVAL;
        }
        if (!Ptrace.permittedByFile(who, leader)) {
            return -EACCES;
        }
        if (which < 0 || which >= ProcessFiles.NAMESPACES.size()) {
            return -ENOTTY;
        }
        String name = ProcessFiles.NAMESPACES.get(which);
        Namespace namespace = ProcessFiles.namespace(leader, name);
        return namespace == null ? -ESRCH : descriptor(who, name.replace("_for_children", ""), namespace, null);
    }

    /** Opens a namespace for a task that may have it, as SIOCGSKNS does with a socket's; its kind is named as in /proc/PID/ns. */
    public static long open(Task who, String kind, Namespace namespace) {
        return descriptor(who, kind, namespace, null);
    }

    /** Opens another namespace; EPERM if it is not {@code around} or within that. */
    private static long descriptor(Task task, String name, Namespace namespace, UserNamespace around) {
        if (namespace == null || around != null && namespace instanceof UserNamespace user && !user.within(around)) {
            return -EPERM;
        }
        VfsPath place = place(name, namespace, task.container().number(namespace));
        File file = place.inode().open(task, 0);
        file.opened(place);
        return task.files.add(file, 0, true, task.process.softLimits[Limits.RLIMIT_NOFILE]);
    }
}
