package twofold.container.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import twofold.container.abi.Sig;
import twofold.container.fs.image.LayerPages;
import twofold.container.mm.Mm;
import twofold.container.mm.SwapSpace;
import twofold.container.namespace.TimeNamespace;
import twofold.container.net.Network;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.hart.UserMode;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.RecentTlbs;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** The one kernel: its containers, its clock, and the loop that runs their tasks in turn. */
public final class Kernel {
    /** Answers system calls. */
    public interface Calls {
        /** Makes the call whose number is in a7; returns its result or {@link Task#BLOCKED}. */
        long call(Task task);

        /** The name of the call a task makes, for messages. */
        default String name(Task task) {
            return "system call " + task.hart.x[17];
        }
    }

    /** How the processor is shared by groups: in proportion to their weights at all times, or by chance on the whole. */
    public enum Policy { STRIDE, LOTTERY }

    /** Instructions a task may complete before it is another's turn. */
    private static final long QUANTUM = 200_000;
    private static final long VIRTUAL_MEMORY = 4L << 30;
    /** How many address spaces have tables of their TLBs, a third of a MiB each. */
    private static final int MOST_TLBS = 256;
    /** Ticks of the time CSR: nanoseconds of the monotonic clock, so that programs can read that without a call. */
    public static final long TICKS_PER_SECOND = 1_000_000_000;

    public final Clock clock;
    /** What files are stamped by. */
    public final Clock fileClock;
    private final KernelClock time;
    final Vdso vdso = new Vdso();
    public final Entropy entropy;
    public final Timers timers = new Timers();
    public final Futexes futexes = new Futexes();
    /** What containers reach each other by. */
    public final Network network = new Network();
    private final Map<String, Network> networks = new LinkedHashMap<>();
    /** What the harts can do. */
    public final Isa isa;
    private final Traps traps;
    private final UserMode userMode = new UserMode();
    private final RecentTlbs tlbs = new RecentTlbs(MOST_TLBS);
    private final Scheduler scheduler;
    /** Pages of layers that containers have in common. */
    public final LayerPages layers = new LayerPages();
    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final List<Container> containers = new ArrayList<>();
    private volatile Thread thread;
    private volatile boolean open;
    private int fileSystems = 20;
    private int awaited;
    private boolean yielded;
    private boolean inTurn;
    /** Whether one that came meanwhile takes the running task's turn. */
    private boolean preempted;
    /** How the task whose turn is over goes on waiting for the next, or null. */
    private ReadyTasks.Coming goesOn;
    private long turnNanos;
    /** What of the turn was the kernel's own work for the task so far, and when the task ran last in it. */
    private long turnSystem;
    private long turnEnd;
    /** What the running hart had completed when it was last set going. */
    private long setGoing;
    /** What adjtimex(2) keeps. */
    public final ClockDiscipline discipline = new ClockDiscipline();
    /** Those that are told when the time of day is set, and by how many nanoseconds. */
    public final Set<LongConsumer> realTimers = new LinkedHashSet<>();
    private Runner runner = Runner.PLAIN;
    private Task current;
    private Path swapDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private SwapSpace swapSpace;

    /** A kernel without containers, on harts that can do everything. */
    public Kernel(Clock clock, Entropy entropy, Calls calls) {
        this(clock, entropy, calls, Isa.ALL);
    }

    /** A kernel without containers. */
    public Kernel(Clock clock, Entropy entropy, Calls calls, Isa isa) {
        this(clock, entropy, calls, isa, Policy.STRIDE);
    }

    /** A kernel without containers, whose tasks' turns are chosen by a policy. */
    public Kernel(Clock clock, Entropy entropy, Calls calls, Isa isa, Policy policy) {
        this.isa = isa;
        time = new KernelClock(clock);
        this.clock = time;
        FileClock stamps = new FileClock(time);
        fileClock = stamps;
        vdso.setRealTime(time.ahead());
        this.entropy = entropy;
        traps = new Traps(calls, stamps);
        scheduler = new Scheduler(timers, time::monotonicNanos, policy, entropy::nextLong);
    }

    /** A hart for a new task. */
    Hart newHart() {
        return new Hart(userMode, clock.virtual() ? this::virtualTicks : clock::monotonicNanos, isa, tlbs);
    }

    /** The time CSR of the hart that runs where instructions are the time: those count that it has completed since it was set going. */
    private long virtualTicks() {
        return clock.monotonicNanos() + current.hart.retiredNow() - setGoing;
    }

    /** The task that uses an address space alone has come to another time namespace. */
    public void joined(Mm mm, TimeNamespace clocks) {
        vdso.join(mm, clocks);
    }

    /** The machine's memory in frames, as guests are told: the host's, or a fixed size where nothing may depend on the host. */
    public long memoryFrames() {
        return clock.virtual() ? VIRTUAL_MEMORY >>> Frames.SHIFT : Frames.total();
    }

    /** Has the tasks' harts run by somebody who watches. */
    public void runBy(Runner runner) {
        this.runner = runner;
    }

    /** The task whose hart runs, or ran last. */
    public Task current() {
        return current;
    }

    /** The network with a name, made if no container was on it yet: its first address, and how many bits all have in common. */
    public Network network(String name, int base, int prefix) {
        return networks.computeIfAbsent(name + "/" + base, unknown -> new Network(base, prefix, true));
    }

    /** Says in which directory of the host the swap space may be made. */
    public void swapTo(Path directory) {
        swapDirectory = directory;
    }

    /** Where pages go of those who may have them elsewhere: as much as there is memory. */
    public SwapSpace swapSpace() {
        if (swapSpace == null) {
            swapSpace = new SwapSpace(swapDirectory, memoryFrames() << Frames.SHIFT);
        }
        return swapSpace;
    }

    /** A number for a new file system. */
    public int newFileSystem() {
        return fileSystems++;
    }

    /** Adds a container; its first process comes with {@link Execution#start}. */
    public void add(Container container) {
        containers.add(container);
    }

    /** Forgets a container that has ended or that never started. */
    public void remove(Container container) {
        containers.remove(container);
        container.account.close();
    }

    /** Has {@link #run} go on without containers until {@link #leave}. */
    public void stayOpen() {
        open = true;
    }

    /** Lets {@link #run} end with the last container. */
    public void leave() {
        open = false;
        LockSupport.unpark(thread);
    }

    CpuGroup newCpuGroup(CpuGroup parent) {
        return scheduler.newGroup(parent);
    }

    /** A task whose turn comes is another group's from now on. */
    void moveTask(Task task, CpuGroup from, CpuGroup to) {
        scheduler.move(task, from, to);
    }

    /** A container's limits have changed: takes away what is above them. */
    public void settle(Container container) {
        Shortage.settle(container);
    }

    /** What waits because of a limit of a group need not any more. */
    public void release(CpuGroup group) {
        scheduler.release(group);
    }

    /** Keeps a container's tasks from running, or lets them run again. */
    public void freeze(Container container, boolean frozen) {
        container.group.freezer.pause(frozen);
    }

    /** Hands work to the kernel's thread; for host threads. */
    public void post(Runnable work) {
        posted.add(work);
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    /** A host thread is at work whose {@link #post} may wake a task: waiting for it is no deadlock. */
    public void await(int more) {
        awaited += more;
    }

    /** Ends the running task's turn after its call. */
    public void yieldTurn() {
        yielded = true;
    }

    void enqueue(Task task) {
        if (!task.queued && task.state == Task.State.RUNNABLE && !task.halted()) {
            task.queued = true;
            scheduler.add(task, ReadyTasks.Coming.WOKEN);
            preempted |= inTurn && task != current && scheduler.preempts(task, current, turnNanos);
        }
    }

    /** A new task's turn will come. */
    void enqueueNew(Task child, Task parent) {
        scheduler.inherit(child, parent, parent == current ? turnNanos : 0);
        enqueue(child);
    }

    /** Changes a task's policy, priority or nice value. */
    public void reschedule(Task task, Runnable change) {
        scheduler.change(task, change);
        preempted |= current != null && scheduler.hasHigher(current);
    }

    /** Runs until every container has ended, and longer if it is to stay open. */
    public void run() {
        thread = Thread.currentThread();
        while (open || busy()) {
            for (Runnable work = posted.poll(); work != null; work = posted.poll()) {
                serve("host event", work);
            }
            long now = clock.monotonicNanos();
            serve("timer", () -> timers.fire(now));
            long before = time.ahead();
            if (time.look(now)) {
                realTimeIsSet(time.ahead() - before);
            }
            Task task = scheduler.poll();
            if (task != null) {
                task.queued = false;
                if (task.state == Task.State.RUNNABLE && !task.halted()) {
                    paidTurn(task);
                }
            } else if (posted.isEmpty()) {
                idle();
            }
        }
    }

    /** Programs set the time of day. @param nanos by how much */
    public void shiftRealTime(long nanos) {
        time.shift(nanos);
        realTimeIsSet(nanos);
    }

    private void realTimeIsSet(long nanos) {
        vdso.setRealTime(time.ahead());
        for (LongConsumer each : List.copyOf(realTimers)) {
            each.accept(nanos);
        }
    }

    /** The time of day that the host says, nanoseconds since 1970, whatever programs have set. */
    public long hostRealtimeNanos() {
        return time.hostNanos();
    }

    private boolean busy() {
        for (int i = 0; i < containers.size(); i++) {
            if (!containers.get(i).ended) {
                return true;
            }
        }
        return false;
    }

    /** Runs work that belongs to no task; a failure of it ends nothing else. */
    private static void serve(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError | InternalError bug) {
            Bugs.tell(name, bug);
        }
    }

    /** A turn; a failure of the kernel's own in it, outside a call, kills the process and nobody else. */
    private void guarded(Task task) {
        try {
            turn(task);
        } catch (RuntimeException | AssertionError | StackOverflowError | InternalError bug) {
            Bugs.tell("task " + task.tid, bug);
            Exits.abandon(task.process);
        } catch (OutOfMemoryError exhausted) {
            Bugs.tell("task " + task.tid, exhausted);
            task.container().outOfMemory = true;
            Exits.abandon(task.process);
        }
    }

    private void idle() {
        long next = timers.next();
        if (next == Long.MAX_VALUE && awaited == 0 && !open && !busy()) {
            return;
        }
        if (next == Long.MAX_VALUE && (clock.virtual() || awaited == 0)) {
            if (awaited > 0 || !clock.virtual()) {
                LockSupport.parkNanos(1_000_000_000L);
            } else {
                deadlock();
            }
            return;
        }
        clock.idleUntil(next == Long.MAX_VALUE ? clock.monotonicNanos() + 60_000_000_000L : next);
    }

    /** Time is virtual and nothing will ever happen again: what waits is killed, as a user would have to do. */
    private void deadlock() {
        for (Container container : containers) {
            if (!container.ended) {
                Exits.killAll(container, Sig.SIGKILL);
            }
        }
    }

    /** A turn, for which the container pays in time, or in instructions where those are the time. */
    private void paidTurn(Task task) {
        long began = clock.virtual() ? 0 : clock.monotonicNanos();
        turnNanos = 0;
        turnSystem = 0;
        turnEnd = began;
        inTurn = true;
        preempted = false;
        goesOn = null;
        guarded(task);
        inTurn = false;
        task.account().hartRuns(false);
        if (task.account().isStrained()) {
            Shortage.relieve(task);
        }
        if (task.heldUntil != 0) {
            task.isHeld();
        }
        long now = clock.monotonicNanos();
        long system = clock.virtual() ? 0 : Math.max(0, now - began - turnNanos);
        task.container().cpuNanos += turnNanos + system;
        if (task.state != Task.State.DEAD) {
            task.ranForKernel(system - turnSystem);
        }
        task.group().ran(turnNanos, system);
        scheduler.charge(task, turnNanos + system, now);
        if (goesOn != null && !task.queued && task.state == Task.State.RUNNABLE && !task.halted()) {
            task.queued = true;
            scheduler.add(task, goesOn);
        }
    }

    private void turn(Task task) {
        current = task;
        setGoing = task.hart.retired;
        if (task.leaves) {
            Exits.exitThread(task, task.exitStatus);
            return;
        }
        if (task.inCall && !traps.call(task)) {
            return;
        }
        if (task.tracee != null && task.state == Task.State.RUNNABLE) {
            Ptrace.proceed(task);
        }
        Signals.deliver(task);
        if (task.container().startedNanos < 0) {
            task.container().startedNanos = clock.monotonicNanos();
        }
        Hart hart = task.hart;
        hart.enter(task.mm);
        hart.breakReservation();
        long left = QUANTUM;
        boolean gaveUp = false;
        while (task.state == Task.State.RUNNABLE && !task.halted() && left > 0) {
            long before = hart.retired;
            setGoing = before;
            task.container().translated -= hart.translated;
            task.container().tlbMisses -= hart.misses;
            long start = clock.virtual() ? 0 : clock.monotonicNanos();
            task.account().hartRuns(true);
            Exit exit = runner.run(hart, left);
            task.account().hartRuns(false);
            long done = hart.retired - before;
            left -= Math.max(1, done);
            clock.retired(done);
            setGoing = hart.retired;
            long nanos = clock.virtual() ? done : clock.monotonicNanos() - start;
            if (!clock.virtual()) {
                task.ranForKernel(start - turnEnd);
                turnSystem += start - turnEnd;
                turnEnd = start + nanos;
            }
            task.cpuNanos += nanos;
            turnNanos += nanos;
            task.container().instructions += done;
            task.container().translated += hart.translated;
            task.container().tlbMisses += hart.misses;
            if (task.process.watchesCpu) {
                task.process.cpuTimers.check();
            }
            if (!traps.answer(task, exit)) {
                task.voluntarySwitches++;
                return;
            }
            Signals.deliver(task);
            if (task.state == Task.State.DEAD || task.account().isStrained() && !Shortage.relieve(task) || task.heldUntil != 0 && task.isHeld()) {
                return;
            }
            hart.enter(task.mm);
            if (yielded) {
                yielded = false;
                gaveUp = true;
                left = 0;
            } else if (preempted) {
                left = 0;
            }
        }
        if (task.state == Task.State.RUNNABLE) {
            if (!gaveUp) {
                task.container().preemptions++;
                task.involuntarySwitches++;
                RestartableSequences.interrupted(task);
            }
            goesOn = gaveUp ? ReadyTasks.Coming.YIELDED : ReadyTasks.Coming.STILL;
        }
    }
}
