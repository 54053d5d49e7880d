package twofold.container.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import twofold.container.fs.event.SecretFile;
import twofold.container.fs.tmpfs.TmpFileSystem;
import twofold.container.keys.Keys;
import twofold.container.mm.Account;
import twofold.container.mm.Mm;
import twofold.container.namespace.CgroupNamespace;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.TimeNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.Facilities;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.KernelCaller;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.RegularFile;
import twofold.container.vfs.Settings;
import twofold.container.vfs.SpecialFiles;
import twofold.container.vfs.UserCounts;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;

/** One container: processes, mounts and names of its own on the shared kernel, and what it has used. */
public final class Container implements Facilities {
    public final Kernel kernel;
    public final Account account;
    /** Its tasks by the numbers its first process sees. */
    public final PidNamespace<Task> tasks = new PidNamespace<>(UserNamespace.INITIAL);
    public final UtsNamespace uts;
    /** The network its first process sees. */
    public final NetNamespace net = NetNamespace.ready(UserNamespace.INITIAL);
    /** The interprocess communication its first process sees. */
    public final IpcNamespace ipc = new IpcNamespace(UserNamespace.INITIAL);
    /** The control groups and the clocks its first process sees. */
    public final CgroupNamespace<Cgroup> cgroup;
    public final TimeNamespace time = new TimeNamespace(UserNamespace.INITIAL);
    /** Its keys, those of all its users. */
    public final Keys keys;
    /** Where records of its processes go. */
    public final Accounting accounting = new Accounting();
    /** What /proc/sys says of it. */
    public final Settings settings = new Settings();
    private final UserCounts userCounts = new UserCounts(settings);
    /** Its devtmpfs; null until somebody asks for it. */
    public FileSystem deviceTree;
    /** The files that handles were given out for. */
    public final FileHandles handles = new FileHandles();
    /** How many descriptors a process may have whatever its limit says, and how many open files all may have: fs.nr_open and fs.file-max. */
    public long mostDescriptors = settings.number("fs/nr_open");
    public long mostFiles = settings.number("fs/file-max");
    /** The most tasks it may have. */
    public long taskLimit;
    /** As many as there are process numbers. */
    public static final long MOST_TASKS = 4_194_304;
    public final Mounts mounts;
    /** Its share of the processor. */
    public final CpuGroup cpu;
    /** How busy it was. */
    public final LoadAverage load = new LoadAverage(this);
    /** Its control group. */
    public final Cgroup group;
    /** What opens its devices. */
    public SpecialFiles devices;
    /** Process 1. */
    public Process init;
    /** The wait(2) status of process 1 once {@link #ended}. */
    public int status;
    public boolean ended;
    /** Called on the kernel's thread once it has ended. */
    public Runnable atEnd = () -> {
    };
    /** Processes that came in from outside and have not ended, see {@link Execution#join}. */
    final List<Process> joined = new ArrayList<>();
    /** Signals come from outside now: process 1 does not get to ignore them by default. */
    public boolean forcing;
    /** Ended because a process was killed for want of memory. */
    public boolean outOfMemory;

    private TmpFileSystem memory;
    private long namespaces;
    long nextInode = 1000;
    /** Logins there have been, see /proc/PID/loginuid. */
    public int logins;

    // What it has used
    public long instructions;
    /** Those of its instructions that translated code completed. */
    public long translated;
    /** Accesses and fetches that were not in a TLB. */
    public long tlbMisses;
    /** When its first instruction ran, on the kernel's monotonic clock, or -1. */
    public long startedNanos = -1;
    /** Bytes it held when process 1 began to end. */
    public long residentBytes;
    public long preemptions;
    public long cpuNanos;
    public long readBytes;
    public long writtenBytes;
    public long consoleBytes;
    public final long[] callCounts = new long[512];

    /** A container without processes. */
    public Container(Kernel kernel, Account account, UtsNamespace uts, Mounts mounts, long taskLimit) {
        this.kernel = kernel;
        this.account = account;
        this.uts = uts;
        this.mounts = mounts;
        this.taskLimit = taskLimit;
        keys = new Keys(account, () -> (int) kernel.entropy.nextLong());
        cpu = kernel.newCpuGroup(null);
        group = new Cgroup(this, cpu);
        cgroup = new CgroupNamespace<>(UserNamespace.INITIAL, group);
    }

    @Override
    public long realtimeNanos() {
        return kernel.clock.realtimeNanos();
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /** How long one of SCHED_RR runs until others of its priority do, nanoseconds: kernel.sched_rr_timeslice_ms, where 0 and less are the usual 100. */
    public long roundRobinNanos() {
        long millis = settings.number("kernel/sched_rr_timeslice_ms");
        return (millis > 0 ? millis : 100) * 1_000_000;
    }

    @Override
    public UserCounts userCounts() {
        return userCounts;
    }

    @Override
    public Runnable after(long nanos, Runnable action) {
        return kernel.timers.at(kernel.clock.monotonicNanos() + nanos, action)::cancel;
    }

    @Override
    public File memory(long bytes) {
        Inode inode = memory().unnamed(0600, 0, 0);
        inode.truncate(bytes);
        return inode.open(KernelCaller.root(null, account, null), 2);
    }

    /** A number for an inode that is in no file system of its own. */
    public long newInode() {
        return nextInode++;
    }

    /** Memory that can be mapped shared by several processes, zeroed: a file, which /proc/PID/maps names so and /proc/PID/map_files leads to. */
    public VfsPath sharedMemory(Task who, long bytes, String name) {
        Inode inode = memory().unnamed(0777, who.creds.fsuid, who.creds.fsgid);
        inode.truncate(bytes);
        return placed(inode, name);
    }

    private VfsPath placed(Inode inode, String name) {
        Dentry dentry = Dentry.detached(name + " (deleted)", inode);
        return new VfsPath(new Mount(memory(), dentry, null, false, 0, "tmpfs"), dentry);
    }

    /** A file that lives in memory and has no name, memfd_create(2). */
    public File memoryFile(Task who, String name, int mode, int seals) {
        Inode inode = memory().sealable(mode, who.creds.fsuid, who.creds.fsgid, seals);
        File file = inode.open(who, 2);
        ((RegularFile) file).uncounted();
        file.opened(placed(inode, "/memfd:" + name));
        return file;
    }

    /** The file that memfd_secret(2) makes. */
    public File secretFile(Task who) {
        Inode inode = memory().secret(0600, who.creds.fsuid, who.creds.fsgid);
        File file = new SecretFile(who, inode);
        Dentry dentry = Dentry.detached("/secretmem (deleted)", inode);
        file.opened(new VfsPath(new Mount(memory(), dentry, null, false, 0, "secretmem"), dentry));
        return file;
    }

    private TmpFileSystem memory() {
        if (memory == null) {
            memory = new TmpFileSystem("tmpfs", account, kernel.fileClock, Long.MAX_VALUE >>> 1, 0700, 1);
        }
        return memory;
    }

    /** The events that all contexts of io_setup(2) have room for. */
    public long asynchronousEvents() {
        Set<Mm> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        long events = 0;
        for (Task task : tasks.all()) {
            if (task.mm != null && counted.add(task.mm)) {
                events += task.mm.asynchronous.events();
            }
        }
        return events;
    }

    /** The number that a namespace shows. */
    public long number(Namespace namespace) {
        boolean first = namespace == tasks || namespace == uts || namespace == net || namespace == ipc || namespace == cgroup
                || namespace == time || namespace == mounts || namespace == UserNamespace.INITIAL;
        return namespace.number(first, () -> namespaces++);
    }

    /** The group in which a process begins that comes from outside. */
    Cgroup entrance() {
        return init == null || init.cgroup == null ? group : init.cgroup;
    }

    /** How many tasks a process has, those that have ended and were not waited for among them. */
    long tasksOf(Process process) {
        long count = 0;
        for (Task task : tasks.all()) {
            count += task.process == process ? 1 : 0;
        }
        return count;
    }

    /** A process by number, or null. */
    public Process process(int pid) {
        Task task = tasks.get(pid);
        return task == null || task.process.pid != pid ? null : task.process;
    }

    /** A task has its number in a namespace and those around it. */
    void enter(Task task, PidNamespace<Task> pids) {
        pids.put(task.tid, task);
        account.carry(Task.BYTES);
    }

    /** A task is gone for good, and its number free. */
    void forget(int tid, PidNamespace<Task> pids) {
        Task task = tasks.get(tid);
        if (task != null && task.process != null) {
            task.group().addTasks(-1);
        }
        pids.put(tid, null);
        mounts.dropGone();
        account.refund(Task.BYTES);
    }

    /** How many files its processes have open, by however many descriptors. */
    public int openFiles() {
        Set<File> open = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Task task : tasks.all()) {
            for (int fd = 0; task.files != null && fd < task.files.end(); fd++) {
                open.add(task.files.peek(fd));
            }
        }
        open.remove(null);
        return open.size();
    }
}
