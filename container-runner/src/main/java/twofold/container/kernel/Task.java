package twofold.container.kernel;

import static twofold.container.abi.Errno.ERESTARTSYS;

import java.util.ArrayList;
import java.util.List;
import twofold.container.abi.Sig;
import twofold.container.fs.event.UserFaultFile;
import twofold.container.keys.TaskKeys;
import twofold.container.mm.Account;
import twofold.container.mm.FaultHandler;
import twofold.container.mm.ForcedAccess;
import twofold.container.mm.Mm;
import twofold.container.namespace.CgroupNamespace;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.TimeNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Decision;
import twofold.container.vfs.Facilities;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.FsContext;
import twofold.container.vfs.SpecialFiles;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;
import twofold.riscv.hart.Hart;

/** A thread: its hart, what it shares with others, its signals, and what it waits for. */
public final class Task implements Caller, WaitQueue.Waiter {
    /** A system call's result: it waits, and is to be made again once the task was woken. */
    public static final long BLOCKED = Long.MIN_VALUE;

    /** What a task is doing. */
    public enum State { RUNNABLE, WAITING, STOPPED, DEAD }

    public final Kernel kernel;
    public final Hart hart;
    /** Its number in the container, by which the kernel goes. */
    public int tid;
    /** Its number as it sees itself. */
    public int number;
    /** The process numbers its children will see. */
    public PidNamespace<Task> childPids;
    public Process process;
    public Mm mm;
    public FdTable files;
    public FsContext fs;
    public Credentials creds;
    /** The network it sees. */
    public NetNamespace net;
    /** The names of the machine it sees. */
    public UtsNamespace uts;
    /** The interprocess communication it sees. */
    public IpcNamespace ipc;
    /** The control groups it sees. */
    public CgroupNamespace<Cgroup> cgroup;
    /** The clocks it sees, and those its children will see. */
    public TimeNamespace time;
    public TimeNamespace childTime;
    /** The keyrings it has. */
    public TaskKeys keys;
    public String name = "";
    public State state = State.RUNNABLE;
    boolean queued;

    // Signals
    public long mask;
    /** The mask to return to when the current call's own mask (sigsuspend, ppoll) is over. */
    public Long savedMask;
    public final SignalQueue pending = new SignalQueue();
    public long altStack;
    public long altStackSize;
    public int altStackFlags = Sig.SS_DISABLE;

    /** Who traces it and what that has asked for; null if nobody does. */
    public Tracee tracee;

    // The system call under way
    boolean inCall;
    long firstArgument;
    /** The deadline of a call that is made again because nothing has handled what interrupted it, or -1. */
    private long keptDeadline = -1;
    /** What its end told, for who traced it. */
    int exitStatus;
    /** The restart code of a call a signal ended, until the signal was delivered. */
    int restart;
    /** The number of the call that restart_syscall(2) goes on with, 0 for none. */
    public int goesOnWith;
    /** What the call has done so far, if it was not all: the result should a signal end it. */
    public long progress;
    /** When the call gives up, or -1 if that was not set. */
    public long deadline;
    /** Whatever else the call needs to remember. */
    public Object kept;
    /** Only death ends the wait. */
    public boolean uninterruptible;
    /** The errno a signal ends the call with: ERESTARTSYS, ERESTARTNOHAND, ERESTARTNOINTR, ERESTART_RESTARTBLOCK or one that it sees. */
    public int interruption = ERESTARTSYS;
    private final List<WaitQueue> waits = new ArrayList<>(2);
    private Timers.Timer alarm;
    /** What it has read and written, and in how many calls, for /proc/PID/io. */
    public long readBytes;
    public long writtenBytes;
    public long reads;
    public long writes;
    /** When it may go on at the earliest, 0 for at once. */
    long heldUntil;

    // Threads
    public long clearTid;
    public long robustList;
    public boolean vforkDone;
    public final WaitQueue vforkQueue = new WaitQueue();
    /** What SCHED_DEADLINE gives it, null for other policies, and when that has to be done. */
    public Deadline deadlines;
    long dueNanos;
    /** The control group it is in without the rest of its process, or null. */
    Cgroup apart;
    /** It has stopped for its end, which comes when it is to go on. */
    boolean leaves;
    public int parentDeathSignal;
    /** personality(2). */
    public int personality;
    /** Which calls it may make, null for all. */
    public Seccomp seccomp;
    /** Whether the tracer has seen the call under way because a filter said so. */
    boolean seccompTraced;
    /** Which calls it wants to be told of instead, null for none. */
    public UserDispatch dispatch;
    /** What a filter's listener is asked about the call under way; null if it is not. */
    SeccompListener.Notice notice;
    /** PR_SET_TIMERSLACK, nanoseconds, and what it is set back to; only kept. */
    public long timerSlack = 50_000;
    public long usualSlack = 50_000;
    /** PR_SET_IO_FLUSHER; only kept. */
    public boolean flushesIo;
    /** The area of rseq(2), 0 for none, and what stands before its abort handlers. */
    long rseqAt;
    int rseqSignature;
    /** sched(7): nice value, SCHED_ policy with its flag, real-time priority. {@link Kernel#reschedule} changes them. */
    public int nice;
    public int policy;
    public int realTimePriority;
    /** The time that it asked to run at a stretch, nanoseconds, which is only told; 0 for the usual. */
    public long stretch;
    /** The time it used divided by its weight, as the tasks it is among count that, and when it came there. */
    long pass;
    long arrival;
    ReadyTasks passOf;
    /** The highest real-time priority of those who wait for its locks, or 0. */
    int lentPriority;
    /** What it used of its slice of SCHED_RR, nanoseconds. */
    long slice;
    /** Times it gave its turn up, and times that was taken. */
    public long voluntarySwitches;
    public long involuntarySwitches;
    /** Time spent running, nanoseconds. */
    public long cpuNanos;
    /** Which part of that the kernel worked for it; none with a virtual clock. */
    public long systemNanos;

    /** About what a task takes of the host's heap, without its address space. */
    static final long BYTES = 8 << 10;

    Task(Kernel kernel, int tid, Hart hart) {
        this.kernel = kernel;
        this.tid = tid;
        this.hart = hart;
    }

    /** Argument {@code n} of the system call, 0 to 5. */
    public long arg(int n) {
        return n == 0 ? firstArgument : hart.x[10 + n];
    }

    /** The low 32 bits of argument {@code n}. */
    public int argInt(int n) {
        return (int) arg(n);
    }

    /** Waits on a queue; returns {@link #BLOCKED}. Call it for each queue. */
    public long waitOn(WaitQueue queue) {
        if (queue != null && !waits.contains(queue)) {
            queue.add(this);
            waits.add(queue);
        }
        state = State.WAITING;
        return BLOCKED;
    }

    /** Waits until the call's deadline at the longest; returns {@link #BLOCKED}. */
    public long waitUntilDeadline() {
        if (alarm == null && deadline != Long.MAX_VALUE) {
            alarm = kernel.timers.at(deadline, this::wake);
        }
        state = State.WAITING;
        return BLOCKED;
    }

    /** Waits for a page that was touched and that somebody else supplies, userfaultfd(2); false if there is none. @param byCall whether a call touched it, and not the program itself */
    public boolean awaitsPage(boolean byCall) {
        FaultHandler.Fault fault = mm.takeHandedOver();
        if (fault == null || !(fault.handler() instanceof UserFaultFile file) || byCall && file.isUserOnly()) {
            return false;
        }
        waitOn(file.awaits(fault, tid));
        return true;
    }

    /** Waits on a queue, at the longest until the call's deadline if one was set; returns {@link #BLOCKED}. */
    public long waitOnUntil(WaitQueue queue) {
        waitOn(queue);
        return deadline < 0 ? BLOCKED : waitUntilDeadline();
    }

    /** Sets the call's deadline {@code nanos} from now if it has none yet; -1 for never. Returns whether it has passed. */
    public boolean expired(long nanos) {
        if (deadline < 0) {
            long now = kernel.clock.monotonicNanos();
            deadline = nanos < 0 || nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
        }
        return kernel.clock.monotonicNanos() >= deadline;
    }

    /** Bytes went from or to a file: they are counted, and if that is more than io.max allows the task waits before it goes on. */
    public void moved(File file, boolean wrote, long bytes) {
        Container container = container();
        if (wrote) {
            container.writtenBytes += bytes;
            writtenBytes += bytes;
            writes++;
        } else {
            container.readBytes += bytes;
            readBytes += bytes;
            reads++;
        }
        FileSystem of = file.inode() == null ? null : file.inode().fileSystem();
        if (of != null && of.isStorage()) {
            holdUntil(process.cgroup.io().did(of.device(), wrote, bytes, kernel.clock));
        }
    }

    /** Once its call is done, it waits until then. */
    void holdUntil(long nanos) {
        heldUntil = Math.max(heldUntil, nanos);
    }

    /** Begins such a wait; whether it has one. */
    boolean isHeld() {
        long until = heldUntil;
        heldUntil = 0;
        if (until <= kernel.clock.monotonicNanos() || state != State.RUNNABLE) {
            return false;
        }
        state = State.WAITING;
        alarm = kernel.timers.at(until, this::wake);
        return true;
    }

    @Override
    public void wake() {
        leaveQueues();
        if (state == State.WAITING) {
            state = State.RUNNABLE;
            kernel.enqueue(this);
        }
    }

    void leaveQueues() {
        for (WaitQueue queue : waits) {
            queue.remove(this);
        }
        waits.clear();
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /** Whether a stop of its process or the freezer keeps it from running; a tracee's own stops are its tracer's business, for which it leaves the freezer, and who is killed or on its way out ends. */
    boolean halted() {
        boolean stops = tracee != null && tracee.trap;
        return !leaves && (process.stopped && tracee == null || group().freezer.frozen() && !stops && !Signals.doomed(this));
    }

    /** Writes into its memory for a debugger, code too; returns how many bytes there were before a page that cannot be had. */
    public int poke(long address, byte[] bytes) {
        int done = ForcedAccess.poke(mm, address, bytes, 0, bytes.length);
        hart.fenceInstructions();
        Hart.fenceInstructions(mm);
        return done;
    }

    /** The area of rseq(2), 0 for none. */
    public long rseqArea() {
        return rseqAt;
    }

    /** The size of the area of rseq(2) and its signature. */
    public int[] restartableSequences() {
        return new int[] {rseqAt == 0 ? 0 : 32, rseqSignature};
    }

    /** Whether it is inside a system call, where pc is still that of the ecall. */
    public boolean inCall() {
        return inCall;
    }

    /** The next call is the one that was interrupted, and gives up when that would have. */
    void keepDeadline() {
        keptDeadline = deadline;
    }

    /** A handler runs before the interrupted call is made again, if it ever is. */
    void forgetDeadline() {
        goesOnWith = 0;
        keptDeadline = -1;
    }

    /** A sleep is interrupted: says how much was left of it; false if that cannot be said where it is to be. */
    public boolean tellRest() {
        if (restAt != 0) {
            long left = Math.max(0, deadline - kernel.clock.monotonicNanos());
            try {
                mm.putLong(restAt, left / 1_000_000_000L);
                mm.putLong(restAt + 8, left % 1_000_000_000L);
            } catch (FileError fault) {
                return false;
            }
        }
        return true;
    }

    private final List<Decision> asked = new ArrayList<>(0);
    /** A fifo that is open and waits for its other side. */
    public File opening;
    /** Whose record lock it waits for, or null. */
    public Object lockAwaited;

    /** A fifo's opening was interrupted. */
    void giveUpOpening() {
        if (opening != null) {
            opening.release();
            opening = null;
        }
    }

    /** set_mempolicy(2): kept, and of no effect. */
    public int memoryPolicy;
    public int memoryNodes;
    /** The user and the number of the login session it belongs to, -1 for none; pam_loginuid(8). */
    public int loginUid = -1;
    public int loginSession = -1;
    /** ioprio_set(2): kept, and of no effect. */
    public int ioPriority;
    /** Where a sleep that is interrupted says how much of it was left, or 0. */
    public long restAt;
    /** Until how much processor time the call sleeps, below 0 if it does not. */
    public long ranUntil = -1;

    /** The kernel worked for it. */
    void ranForKernel(long nanos) {
        cpuNanos += Math.max(0, nanos);
        systemNanos += Math.max(0, nanos);
    }

    void beginCall() {
        restAt = 0;
        asked.clear();
        ranUntil = -1;
        seccompTraced = false;
        lockAwaited = null;
        giveUpOpening();
        firstArgument = hart.x[10];
        progress = 0;
        deadline = keptDeadline;
        keptDeadline = -1;
        kept = null;
        uninterruptible = false;
        interruption = ERESTARTSYS;
        inCall = true;
    }

    /** The control group it is in. */
    public Cgroup group() {
        return apart != null ? apart : process.cgroup;
    }

    /** The container it lives in. */
    public Container container() {
        return process.container;
    }

    @Override
    public Credentials credentials() {
        return creds;
    }

    @Override
    public FsContext context() {
        return fs;
    }

    @Override
    public int number() {
        return tid;
    }

    @Override
    public int process() {
        return process.pid;
    }

    @Override
    public int shown(int outermost) {
        return process.pids.shown(outermost);
    }

    /** The container's number of what this task knows by a number; 0 if there is none. */
    public int outermost(int number) {
        return process.pids.outermost(number);
    }

    /** The task that this one knows by a number, or null. */
    public Task find(int number) {
        return process.pids.get(number);
    }

    /** The process that this task knows by a number, or null. */
    public Process findProcess(int number) {
        Task task = process.pids.get(number);
        return task == null || task.process.pid != task.tid ? null : task.process;
    }

    @Override
    public long newInode() {
        return container().newInode();
    }

    @Override
    public Account account() {
        return process.account();
    }

    @Override
    public Facilities facilities() {
        return process.container;
    }

    @Override
    public List<Decision> asked() {
        return inCall ? asked : null;
    }

    @Override
    public SpecialFiles specialFiles() {
        return process.container.devices;
    }
}
