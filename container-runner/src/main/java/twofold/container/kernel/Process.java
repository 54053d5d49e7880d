package twofold.container.kernel;

import static twofold.container.abi.Limits.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import twofold.container.mm.Account;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.Semaphores;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;

/** A thread group: what its threads have in common beside memory and files. */
public final class Process {
    /** Linux allows half as many queued signals as tasks, and as many tasks as would fill an eighth of memory with stacks of four pages. */
    private static final int FRAMES_PER_SIGNAL = 64;
    public final Container container;
    /** Its number in the container, by which the kernel goes. */
    public final int pid;
    /** Its number as it sees itself. */
    public final int number;
    /** The process numbers it sees. */
    public final PidNamespace<Task> pids;
    public Process parent;
    /** The control group it is in. */
    public Cgroup cgroup;
    public final List<Process> children = new ArrayList<>();
    public final List<Task> threads = new ArrayList<>();
    public int group;
    public int session;
    /** The nice value of its session as a whole, proc_pid_autogroup(5): kept, and of no effect. */
    public int sessionNice;
    /** The controlling terminal or null. */
    public ControllingTerminal terminal;
    public SignalActions actions = new SignalActions();
    public final SignalQueue pending = new SignalQueue();
    /** Parents wait here for children; pidfds for the end. */
    public final WaitQueue childQueue = new WaitQueue();
    /** Woken when a signal has come for it or one of its threads, for signalfd. */
    public final WaitQueue signalQueue = new WaitQueue();
    /** Woken when the process ends. */
    public final WaitQueue endQueue = new WaitQueue();
    public VfsPath executable;
    public String executablePath = "";
    public boolean subreaper;
    /** Whom prctl(PR_SET_PTRACER) lets trace it, and those that descend from it; null for nobody. */
    public Task allowedTracer;
    /** Whether that lets everybody. */
    public boolean anyTracer;
    public int dumpable = 1;
    public boolean executed;
    /** /proc/PID/oom_score_adj, -1000 to 1000; only kept. */
    public int oomScoreAdjustment;
    /** Which kinds of areas a core would hold, MMF_DUMP_ bits of core(5). */
    public int dumpedAreas = 0x33;
    /** The membarrier(2) commands it has registered for. */
    public int barriers;

    /** Called on the kernel's thread at its end if it came in from outside; null for all others. */
    Runnable atEnd;

    /** The threads that threads of it trace, and those of them that have ended and were not waited for. */
    public final List<Task> tracees = new ArrayList<>(0);
    final List<Tracee.Dead> deadTracees = new ArrayList<>(0);

    // Job control
    public boolean stopped;
    public int stopSignal;
    boolean stopReported;
    boolean continueReported = true;

    // The end
    /** The wait(2) status once {@link #zombie} or on its way there. */
    public int status;
    public boolean exiting;
    /** All its threads are on their way to their end, which tracers may delay: no signal reaches it any more. */
    boolean leaves;
    /** PR_SET_THP_DISABLE and PR_SET_MEMORY_MERGE: kept, and of no effect. */
    public boolean noHugePages;
    public boolean mergesPages;
    public boolean zombie;
    public int exitSignal = 17;

    // Accounting
    public final long startNanos;
    public long cpuNanos;
    public long systemNanos;
    public long childrenCpuNanos;
    public long childrenSystemNanos;
    public final long[] softLimits = new long[RLIM_NLIMITS];
    public final long[] hardLimits = new long[RLIM_NLIMITS];
    /** Semaphore sets with adjustments to make when it ends, SEM_UNDO. */
    public final Set<Semaphores> undoes = new LinkedHashSet<>(0);
    public final IntervalTimer realTimer;
    /** Timers that count its processor time. */
    public final CpuTimers cpuTimers = new CpuTimers(this);
    boolean watchesCpu;
    /** The largest resident set of it and of children that were waited for, KiB. */
    public long peakKilobytes;
    public long childrenPeakKilobytes;
    public final TreeMap<Integer, PosixTimer> timers = new TreeMap<>();
    /** The number of the timer made next. */
    public int nextTimer;

    Process(Container container, PidNamespace<Task> pids, int pid, Process parent) {
        this.container = container;
        this.pids = pids;
        this.pid = pid;
        number = pids.shown(pid);
        this.parent = parent;
        startNanos = container.kernel.clock.monotonicNanos();
        realTimer = new IntervalTimer(container.kernel);
        (parent == null ? container.entrance() : parent.cgroup).enter(this);
        if (parent != null) {
            group = parent.group;
            session = parent.session;
            terminal = parent.terminal;
            noHugePages = parent.noHugePages;
            mergesPages = parent.mergesPages;
            System.arraycopy(parent.softLimits, 0, softLimits, 0, RLIM_NLIMITS);
            System.arraycopy(parent.hardLimits, 0, hardLimits, 0, RLIM_NLIMITS);
            parent.children.add(this);
        } else {
            group = pid;
            session = pid;
            defaultLimits();
        }
    }

    /** Descriptors it may have: its limit, and fs.nr_open of proc_sys_fs(5). */
    public long mostDescriptors() {
        long limit = softLimits[RLIMIT_NOFILE];
        return Long.compareUnsigned(limit, container.mostDescriptors) < 0 ? limit : container.mostDescriptors;
    }

    private void defaultLimits() {
        Arrays.fill(softLimits, RLIM_INFINITY);
        Arrays.fill(hardLimits, RLIM_INFINITY);
        softLimits[RLIMIT_STACK] = 8L << 20;
        softLimits[RLIMIT_NOFILE] = 1024;
        hardLimits[RLIMIT_NOFILE] = 1048576;
        softLimits[RLIMIT_CORE] = 0;
        softLimits[RLIMIT_MEMLOCK] = 8L << 20;
        hardLimits[RLIMIT_MEMLOCK] = 8L << 20;
        long signals = container.kernel.memoryFrames() / FRAMES_PER_SIGNAL;
        softLimits[RLIMIT_SIGPENDING] = signals;
        hardLimits[RLIMIT_SIGPENDING] = signals;
        softLimits[RLIMIT_MSGQUEUE] = 819200;
        hardLimits[RLIMIT_MSGQUEUE] = 819200;
        for (int zero : new int[] {RLIMIT_NICE, RLIMIT_RTPRIO}) {
            softLimits[zero] = 0;
            hardLimits[zero] = 0;
        }
    }

    /** The thread whose number is the process's, or the first one left; null when all are gone. */
    public Task leader() {
        return threads.isEmpty() ? null : threads.getFirst();
    }

    /** Whether it is process 1 of its namespace. */
    public boolean isInit() {
        return number == 1 && pids.first() != null && pids.first().process == this;
    }

    /** Whether its end has been waited for: its number may be another's. */
    public boolean reaped() {
        return zombie && container.process(pid) != this;
    }

    /** Who pays for its memory. */
    public Account account() {
        return cgroup.account();
    }

    /** Time its threads ran, nanoseconds. */
    public long cpu() {
        long sum = cpuNanos;
        for (Task thread : threads) {
            sum += thread.cpuNanos;
        }
        return sum;
    }

    /** Which part of that the kernel worked for them. */
    public long system() {
        long sum = systemNanos;
        for (Task thread : threads) {
            sum += thread.systemNanos;
        }
        return sum;
    }
}
