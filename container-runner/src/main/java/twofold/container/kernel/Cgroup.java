package twofold.container.kernel;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENODEV;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import twofold.container.abi.Sig;
import twofold.container.mm.Account;
import twofold.image.overlay.FileError;

/**
 * A control group (cgroups(7), Linux admin guide, cgroup-v2): processes, groups below, and what the group is limited to. A container has one, in which its tasks can
 * make others. A controller is at work in a group if the group around passes it on; else the group's processes are that one's affair.
 */
public final class Cgroup {
    /** What can be shared out, in the order in which Linux names it. */
    public enum Controller { CPUSET, CPU, IO, MEMORY, PIDS }

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public final Container container;
    /** The group around, or null. */
    public final Cgroup parent;
    public final String name;
    private final TreeMap<String, Cgroup> children = new TreeMap<>();
    private final LinkedHashSet<Process> members = new LinkedHashSet<>();
    private final EnumSet<Controller> passed = EnumSet.noneOf(Controller.class);
    private final EnumMap<CgroupNews.Of, CgroupNews> news = new EnumMap<>(CgroupNews.Of.class);
    private Account account;
    private CpuGroup cpu;
    private IoGroup io;
    /** What the file system keeps of it. */
    public Object view;
    public final CgroupFreezer freezer = new CgroupFreezer(this);
    public final CgroupDomain domain = new CgroupDomain(this);
    public final CgroupThreads threads = new CgroupThreads(this);
    private boolean removed;
    private int live;

    /** Limits that only this class looks at. */
    public long taskLimit = UNLIMITED;
    public long depthLimit = UNLIMITED;
    public long descendantLimit = UNLIMITED;
    /** The processors it asks for, as it was written. */
    public String processors = "";
    public String memoryNodes = "";
    private final TaskCounts tasks = new TaskCounts();

    /** Time its tasks spent running, and in the kernel, nanoseconds. */
    public long userNanos;
    public long systemNanos;

    /** A container's group. */
    Cgroup(Container container, CpuGroup cpu) {
        this.container = container;
        parent = null;
        name = "";
        account = container.account;
        this.cpu = cpu;
        io = new IoGroup(null);
        listen();
    }

    private Cgroup(Cgroup parent, String name) {
        container = parent.container;
        this.parent = parent;
        this.name = name;
        freezer.begin();
        parent.passed.forEach(this::begin);
    }

    /** Makes a group below. EAGAIN at cgroup.max.depth or cgroup.max.descendants; ENODEV in one that was removed. */
    public Cgroup make(String child) {
        if (removed) {
            throw FileError.of(ENODEV);
        }
        int level = 1;
        for (Cgroup at = this; at != null; at = at.parent) {
            if (at.descendants() >= at.descendantLimit || level++ > at.depthLimit) {
                throw FileError.of(EAGAIN);
            }
        }
        Cgroup made = new Cgroup(this, child);
        children.put(child, made);
        return made;
    }

    /** Removes a group below: EBUSY if there are processes in it or groups below it. */
    public void remove(Cgroup child) {
        if (child.live > 0 || !child.children.isEmpty()) {
            throw FileError.of(EBUSY);
        }
        child.members.clear();
        child.controllers().forEach(child::end);
        children.remove(child.name);
        child.removed = true;
        child.news.values().forEach(each -> each.changed.wakeAll());
    }

    /** The groups below, by name. */
    public Collection<Cgroup> children() {
        return children.values();
    }

    /** A group below, or null. */
    public Cgroup child(String called) {
        return children.get(called);
    }

    /** How many groups there are below, at all depths. */
    public long descendants() {
        long sum = 0;
        for (Cgroup child : children.values()) {
            sum += 1 + child.descendants();
        }
        return sum;
    }

    /** Whether it is gone. */
    public boolean removed() {
        return removed;
    }

    /** Whether it is another one or lies below it. */
    public boolean within(Cgroup other) {
        Cgroup at = this;
        while (at != null && at != other) {
            at = at.parent;
        }
        return at == other;
    }

    /** Its place as seen from another, cgroup_namespaces(7). */
    public String path(Cgroup from) {
        Cgroup common = from;
        StringBuilder up = new StringBuilder();
        while (!within(common)) {
            common = common.parent;
            up.append("/..");
        }
        StringBuilder down = new StringBuilder();
        for (Cgroup at = this; at != common; at = at.parent) {
            down.insert(0, "/" + at.name);
        }
        String path = up.append(down).toString();
        return (path.isEmpty() ? "/" : path) + (removed ? " (deleted)" : "");
    }

    // Controllers

    /** The controllers that are at work in it. */
    public Set<Controller> controllers() {
        EnumSet<Controller> found = parent == null ? EnumSet.allOf(Controller.class) : EnumSet.copyOf(parent.passed);
        found.removeIf(each -> !domain.has(each));
        return found;
    }

    /** The controllers it passes on. */
    public Set<Controller> passed() {
        return EnumSet.copyOf(passed);
    }

    /** Passes controllers on to the groups below, or does not any more, cgroup.subtree_control. ENOENT for one it does not have; EBUSY for one that a group below passes on itself. */
    public void pass(Set<Controller> more, Set<Controller> less) {
        if (!controllers().containsAll(more)) {
            throw FileError.of(ENOENT);
        }
        for (Cgroup child : children.values()) {
            for (Controller each : less) {
                if (child.passed.contains(each)) {
                    throw FileError.of(EBUSY);
                }
            }
        }
        Set<Controller> fresh = EnumSet.noneOf(Controller.class);
        fresh.addAll(more);
        fresh.removeAll(passed);
        domain.requireMayPass(fresh);
        for (Controller each : fresh) {
            passed.add(each);
            having(each).forEach(child -> child.begin(each));
        }
        for (Controller each : less) {
            if (passed.contains(each)) {
                having(each).forEach(child -> child.end(each));
                passed.remove(each);
            }
        }
    }

    /** The groups below that a controller works in if it is passed on. */
    private List<Cgroup> having(Controller controller) {
        return children.values().stream().filter(child -> child.domain.has(controller)).toList();
    }

    private void begin(Controller controller) {
        switch (controller) {
            case MEMORY -> {
                account = new Account(parent.account());
                listen();
                for (Process each : processes()) {
                    if (each.account() == account) {
                        moveMemory(each, account);
                    }
                }
            }
            case CPU -> {
                CpuGroup before = parent.cpu();
                cpu = container.kernel.newCpuGroup(before);
                moveBelow(before, cpu);
            }
            case IO -> io = new IoGroup(parent.io());
            case CPUSET, PIDS -> {
            }
        }
    }

    /** A controller does not work in it any more. */
    void end(Controller controller) {
        switch (controller) {
            case MEMORY -> {
                account.dissolve();
                account = null;
            }
            case CPU -> {
                CpuGroup before = cpu;
                cpu = null;
                container.kernel.release(before);
                moveBelow(before, cpu());
            }
            case IO -> io = null;
            case PIDS -> taskLimit = UNLIMITED;
            case CPUSET -> {
            }
        }
    }

    /** The tasks here and below that have that share from now on get it. */
    private void moveBelow(CpuGroup from, CpuGroup to) {
        if (cpu() == to) {
            threads.all().forEach(each -> container.kernel.moveTask(each, from, to));
            children.values().forEach(child -> child.moveBelow(from, to));
        }
    }

    private static void moveMemory(Process process, Account to) {
        for (Task thread : process.threads) {
            thread.mm.moveTo(to);
        }
    }

    private void moveTasks(Process process, CpuGroup from, CpuGroup to) {
        for (Task thread : process.threads) {
            container.kernel.moveTask(thread, from, to);
        }
    }

    /** Who pays for memory. */
    public Account account() {
        return account == null ? parent.account() : account;
    }

    /** The share of the processor its tasks run by. */
    public CpuGroup cpu() {
        return cpu == null ? parent.cpu() : cpu;
    }

    /** What limits its input and output. */
    public IoGroup io() {
        return io == null ? parent.io() : io;
    }

    // Processes

    /** The processes in it that live. */
    public List<Process> members() {
        List<Process> found = new ArrayList<>();
        for (Process each : members) {
            if (!each.zombie) {
                found.add(each);
            }
        }
        return found;
    }

    /** Those and the ones of all groups below. */
    public List<Process> processes() {
        List<Process> found = members();
        children.values().forEach(child -> found.addAll(child.processes()));
        return found;
    }

    /** A new process begins here. */
    void enter(Process process) {
        members.add(process);
        process.cgroup = this;
        addLive(1);
    }

    /** A process has ended: its zombie stays, but does not count. */
    void ended(Process process) {
        process.cgroup.addLive(-1);
    }

    /** A process is gone for good. */
    void forget(Process process) {
        members.remove(process);
    }

    void addLive(int more) {
        for (Cgroup at = this; at != null; at = at.parent) {
            boolean before = at.live > 0;
            at.live += more;
            if (before != at.live > 0) {
                at.tell();
            }
        }
    }

    /** Whether a process may come here: ENODEV if it is gone, and what {@link CgroupDomain#requireHost} forbids. */
    public void requireOpen() {
        if (removed) {
            throw FileError.of(ENODEV);
        }
        domain.requireHost();
    }

    /** A task that was made just now, the only one of its process, is in this group. */
    void attach(Task made) {
        if (made.process.cgroup != this) {
            move(made.process, 1);
        }
    }

    /** A process's threads are all elsewhere: so is it, and so are {@code ended} tasks of it that have not been waited for. */
    void settle(Process process, long ended) {
        Cgroup from = process.cgroup;
        members.add(process);
        process.cgroup = this;
        addLive(1);
        addTasks(ended);
        from.members.remove(process);
        from.addLive(-1);
        from.addTasks(-ended);
    }

    /** Moves a process here; one that has ended stays where it was. */
    public void attach(Process process) {
        requireOpen();
        CgroupThreads.gather(process);
        if (process.cgroup != this && !process.zombie) {
            move(process, process.container.tasksOf(process));
        }
    }

    private void move(Process process, long count) {
        Cgroup from = process.cgroup;
        from.members.remove(process);
        from.addTasks(-count);
        CpuGroup before = from.cpu();
        if (!process.zombie) {
            from.addLive(-1);
        }
        members.add(process);
        process.cgroup = this;
        addTasks(count);
        if (!process.zombie) {
            addLive(1);
        }
        moveMemory(process, account());
        moveTasks(process, before, cpu());
        process.threads.forEach(container.kernel::enqueue);
    }

    /** Whether somebody lives here or below. */
    public boolean populated() {
        return live > 0;
    }

    /** Kills everybody here and below, cgroup.kill. */
    public void kill() {
        for (Process process : processes()) {
            Signals.send(process, SignalInfo.kernel(Sig.SIGKILL));
        }
    }

    // Tasks

    /** Room for one task more, or EAGAIN. What lies below the group that refuses has counted it among the most there were. */
    void requireRoom() {
        for (Cgroup at = this; at != null; at = at.parent) {
            if (at.tasks.now() >= at.limit()) {
                refuse(at);
                throw FileError.of(EAGAIN);
            }
        }
    }

    private void refuse(Cgroup full) {
        for (Cgroup below = this; below != full; below = below.parent) {
            below.tasks.reached();
        }
        full.tell(CgroupNews.Of.PIDS_HERE);
        for (Cgroup above = full; above != null; above = above.parent) {
            above.tasks.refuse(above == full);
            above.tell(CgroupNews.Of.PIDS);
        }
    }

    private long limit() {
        return parent == null ? container.taskLimit : taskLimit;
    }

    void addTasks(long more) {
        for (Cgroup at = this; at != null; at = at.parent) {
            at.tasks.add(more);
        }
    }

    /** How many tasks there are here and below. */
    public TaskCounts tasks() {
        return tasks;
    }

    // Time

    void ran(long user, long system) {
        for (Cgroup at = this; at != null; at = at.parent) {
            at.userNanos += user;
            at.systemNanos += system;
        }
    }

    // Events

    /** What one of its files tells of changes. */
    public CgroupNews news(CgroupNews.Of which) {
        return news.computeIfAbsent(which, fresh -> new CgroupNews());
    }

    void tell() {
        tell(CgroupNews.Of.GROUP);
    }

    private void tell(CgroupNews.Of which) {
        CgroupNews of = news.get(which);
        if (of != null) {
            of.tell();
        }
    }

    /** Passes on what happens to its memory. */
    private void listen() {
        account.counts().listen((event, here) -> tell(event.ofSwap() ? CgroupNews.Of.SWAP : here ? CgroupNews.Of.MEMORY_HERE : CgroupNews.Of.MEMORY));
    }
}
