package twofold.vm.hypervisor;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.riscv.privileged.Mode;
import twofold.riscv.privileged.PrivilegedModes;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.vm.device.Aclint;
import twofold.vm.device.GoldfishRtc;
import twofold.vm.device.InterruptLine;
import twofold.vm.device.PciHost;
import twofold.vm.device.Plic;
import twofold.vm.device.Syscon;
import twofold.vm.device.Uart16550;
import twofold.vm.sbi.Sbi;
import twofold.vm.sbi.Supervisor;
import twofold.vm.virtio.PciTransport;
import twofold.vm.virtio.VirtioDevice;

/**
 * One virtual machine. It is built, given devices and code, and run by one thread; other threads reach it only through {@link #post}.
 */
public final class Machine implements Supervisor, AutoCloseable {
    /** The most instructions of one turn with the host's clock: about a millisecond. */
    private static final long TURN = 100_000;
    private static final long NEVER = -1L;
    private static final int STARTED = 0;
    private static final int STOPPED = 1;
    private static final int SUSPENDED = 4;

    private final Clock clock;
    private final int count;
    private final int firstFrame;
    private final int frames;
    private final PhysicalMemory memory;
    private final Hart[] harts;
    private final PrivilegedModes[] modes;
    private final int[] states;
    private final long[] turnStart;
    private final Runnable[] resumes;
    private final Sbi sbi;
    private final Plic plic;
    private final Aclint aclint;
    private final Uart16550 uart;
    private final PciHost pci;
    private final boolean hosted;
    private final Isa isa;
    private final GuestProgram program;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final ArrayDeque<Byte> typed = new ArrayDeque<>();
    private final Consumer<byte[]> console;
    private Outcome outcome;
    private boolean turnOver;
    private Runner runner = Runner.PLAIN;
    private long watched;
    private LongConsumer watchedFound;

    /**
     * A machine with zeroed RAM.
     *
     * @param ramBytes a multiple of 4 KiB
     * @param count    the number of harts, at least 1
     * @param hosted   whether the hypervisor is in machine mode's place; else the guest has machine mode
     * @param isa      what the harts can do
     * @param console  takes what the guest writes to UART or SBI console
     * @param program  takes what the guest reports of the program it runs
     * @throws UserError if the host has no memory for it
     */
    public Machine(long ramBytes, int count, boolean hosted, Isa isa, Clock clock, Consumer<byte[]> console, GuestProgram program) {
        this.clock = clock;
        this.count = count;
        this.hosted = hosted;
        this.isa = isa;
        this.console = console;
        this.program = program;
        frames = (int) Math.min(ramBytes >>> Frames.SHIFT, Integer.MAX_VALUE);
        firstFrame = Frames.allocateRun(frames);
        if (firstFrame < 0) {
            throw new UserError(ExitStatus.CANNOT, "the host has no " + (ramBytes >>> 20) + " MiB of memory for the guest: choose less with -m");
        }
        memory = new PhysicalMemory(Board.RAM, ramBytes, Frames.offset(firstFrame));
        harts = new Hart[count];
        modes = new PrivilegedModes[count];
        states = new int[count];
        turnStart = new long[count];
        resumes = new Runnable[count];
        InterruptLine[] external = new InterruptLine[2 * count];
        InterruptLine[] software = new InterruptLine[count];
        for (int i = 0; i < count; i++) {
            addHart(i, external, software);
        }
        plic = new Plic(external);
        aclint = new Aclint(this::ticksNow, software, this::endTurn);
        uart = new Uart16550(plic.source(Board.UART_IRQ), value -> console.accept(new byte[] {(byte) value}));
        pci = new PciHost(Board.PCI_WINDOW);
        mapDevices();
        sbi = new Sbi(this);
    }

    private void addHart(int i, InterruptLine[] external, InterruptLine[] software) {
        PrivilegedModes privilege = new PrivilegedModes(memory, i, hosted);
        Hart hart = new Hart(privilege, () -> ticks(i), isa);
        privilege.attach(hart);
        harts[i] = hart;
        modes[i] = privilege;
        states[i] = hosted && i > 0 ? STOPPED : STARTED;
        external[2 * i] = asserted -> privilege.setPending(Interrupt.MACHINE_EXTERNAL, asserted);
        external[2 * i + 1] = asserted -> privilege.setPending(Interrupt.SUPERVISOR_EXTERNAL, asserted);
        software[i] = asserted -> privilege.setPending(Interrupt.MACHINE_SOFTWARE, asserted);
    }

    private void mapDevices() {
        memory.map(Board.SYSCON, 0x1000, new Syscon(this::finish));
        memory.map(Board.RTC, 0x1000, new GoldfishRtc(clock));
        memory.map(Board.ACLINT, Board.ACLINT_SIZE, aclint);
        memory.map(Board.PLIC, Board.PLIC_SIZE, plic);
        memory.map(Board.UART, 0x1000, uart);
        memory.map(Board.PCI_CONFIG, Board.PCI_CONFIG_SIZE, pci);
        memory.map(Board.PCI_WINDOW, Board.PCI_WINDOW_SIZE, pci.window());
    }

    /** Plugs a virtio device into the PCI host. */
    public PciTransport plug(VirtioDevice device) {
        int[] slot = new int[1];
        PciTransport[] made = new PciTransport[1];
        InterruptLine[] lines = new InterruptLine[4];
        for (int i = 0; i < 4; i++) {
            lines[i] = plic.source(Board.PCI_IRQ + i);
        }
        made[0] = new PciTransport(device, memory, asserted -> lines[slot[0] % 4].set(asserted));
        slot[0] = pci.plug(made[0]);
        if (slot[0] > 3) {
            throw new IllegalStateException("a fifth device would share an interrupt line");
        }
        return made[0];
    }

    /** The machine's physical memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** A hart by number. */
    public Hart hart(int number) {
        return harts[number];
    }

    /** Has the harts run by somebody who watches. */
    public void runBy(Runner runner) {
        this.runner = runner;
    }

    /** The number of one of the machine's harts. */
    public int number(Hart hart) {
        return List.of(harts).indexOf(hart);
    }

    /** The mode that one of the machine's harts is in. */
    public int mode(Hart hart) {
        return modes[number(hart)].mode();
    }

    /**
     * Tells the value of the eight bytes at a physical address in RAM whenever they are not zero, and ends the run unless they are zero
     * then. Looked at between turns.
     */
    public void watch(long physical, LongConsumer found) {
        long host = memory.host(physical, 8);
        if (host < 0) {
            throw new UserError(ExitStatus.CANNOT, "the word to watch, at 0x" + Long.toHexString(physical) + ", lies outside the guest's memory");
        }
        watched = host;
        watchedFound = found;
    }

    /** Has the machine's thread do something between two turns; any thread may call it. */
    public void post(Runnable event) {
        events.add(event);
    }

    /** Ends the run as a power switch does. Called by the machine's thread. */
    public void powerOff() {
        finish(Outcome.POWERED_OFF);
    }

    /** Ends the run between two turns; any thread may call it. */
    public void stop() {
        post(() -> finish(Outcome.STOPPED));
    }

    /** The blob that describes the machine to a kernel. */
    public byte[] deviceTree(String mmu, String bootArguments, long[] initrd, byte[] seed) {
        return BoardTree.blob(memory.ramSize(), count, isa, mmu, bootArguments, initrd, seed);
    }

    // Running

    /**
     * Runs until the machine ends.
     *
     * @param limitNanos the run's clock at which it is timed out, {@link Long#MAX_VALUE} for none
     */
    public Outcome run(long limitNanos) {
        while (outcome == null) {
            for (Runnable event = events.poll(); event != null; event = events.poll()) {
                event.run();
            }
            if (outcome == null && clock.monotonicNanos() >= limitNanos) {
                outcome = Outcome.TIMED_OUT;
            }
            if (watched != 0 && Frames.getLong(watched) != 0) {
                watchedFound.accept(Frames.getLong(watched));
                if (Frames.getLong(watched) != 0) {
                    powerOff();
                }
            }
            if (outcome == null && !turn() && outcome == null && !anyWakes()) {
                idle(limitNanos);
            }
        }
        return outcome;
    }

    /**
     * Each hart runs for a while, in order; returns false if all of them wait. Virtual time advances by instructions and by exceptions, so
     * that it also passes for a hart that does nothing but trap.
     */
    private boolean turn() {
        boolean anyRan = false;
        long longest = 0;
        for (int i = 0; i < count && outcome == null; i++) {
            if (states[i] != STOPPED) {
                turnStart[i] = harts[i].retired;
                long steps = harts[i].retired + modes[i].delivered();
                anyRan |= runHart(i);
                longest = Math.max(longest, harts[i].retired + modes[i].delivered() - steps);
                turnStart[i] = harts[i].retired;
            }
        }
        clock.retired(longest);
        return anyRan;
    }

    /**
     * Runs one hart until its turn is over; returns false if it waits. All exceptions but a hosted supervisor's call are delivered inside
     * the guest, so that faults and breakpoints do not come out.
     */
    private boolean runHart(int i) {
        updateTimer(i);
        if (states[i] == SUSPENDED) {
            return false;
        }
        Hart hart = harts[i];
        long end = hart.retired + budget(i);
        turnOver = false;
        while (hart.retired < end && !turnOver && outcome == null) {
            switch (runner.run(hart, end - hart.retired)) {
                case Exit.EnvironmentCall call -> {
                    sbi.serve(i, hart);
                    end--;
                }
                case Exit.Preempted preempted -> {
                    return true;
                }
                case Exit.Waiting waiting -> {
                    return false;
                }
                case Exit.Fault never -> finish(Outcome.FAILED);
                case Exit.Breakpoint never -> finish(Outcome.FAILED);
            }
            if (states[i] == STOPPED) {
                return true;
            }
            if (states[i] == SUSPENDED) {
                return false;
            }
        }
        return true;
    }

    private long budget(int i) {
        long now = clock.monotonicNanos();
        return clock.virtual() ? Math.clamp(nextTimerNanos(i, now) - now, 1, TURN) : TURN;
    }

    /** Whether a hart that waits has a reason to go on: one that ran later in the same turn may have given it. */
    private boolean anyWakes() {
        for (int i = 0; i < count; i++) {
            if (states[i] != STOPPED && modes[i].wakes()) {
                return true;
            }
        }
        return false;
    }

    /** Nothing runs: waits for the next timer that a hart listens to, for an event, or for the limit. */
    private void idle(long limitNanos) {
        long now = clock.monotonicNanos();
        long next = limitNanos;
        boolean anyListens = false;
        for (int i = 0; i < count; i++) {
            if (states[i] != STOPPED) {
                anyListens |= modes[i].listens();
                if (timerCameDue(i)) {
                    return; // since the turn: the next turn sees it
                }
                next = Math.min(next, nextTimerNanos(i, now));
            }
        }
        if (!anyListens) {
            finish(Outcome.STUCK);
            return;
        }
        if (clock.virtual() && next != Long.MAX_VALUE) {
            clock.idleUntil(next);
            return;
        }
        long wait = next == Long.MAX_VALUE ? Long.MAX_VALUE : next - now;
        try {
            Runnable event = wait <= 0 ? null : events.poll(wait, TimeUnit.NANOSECONDS);
            if (event != null) {
                event.run();
            }
        } catch (InterruptedException asked) {
            finish(Outcome.STOPPED);
        }
    }

    /** Machine mode's own timer in ticks, which a hosted machine does not have. */
    private long machineTimer(int i) {
        return hosted ? NEVER : aclint.compare(i);
    }

    /** When a hart's next timer that is not due yet will be, on the run's clock, or {@link Long#MAX_VALUE} for never. */
    private long nextTimerNanos(int i, long now) {
        long machine = nanos(machineTimer(i));
        long supervisor = nanos(modes[i].timer());
        return Math.min(machine > now ? machine : Long.MAX_VALUE, supervisor > now ? supervisor : Long.MAX_VALUE);
    }

    private static long nanos(long ticks) {
        return Long.compareUnsigned(ticks, Long.MAX_VALUE / Board.TICK_NANOS) < 0 ? ticks * Board.TICK_NANOS : Long.MAX_VALUE;
    }

    private boolean isDue(long timer) {
        return Long.compareUnsigned(ticksNow(), timer) >= 0;
    }

    private boolean timerCameDue(int i) {
        return isDue(machineTimer(i)) && !modes[i].isPending(Interrupt.MACHINE_TIMER)
            || isDue(modes[i].timer()) && !modes[i].isPending(Interrupt.SUPERVISOR_TIMER);
    }

    private void updateTimer(int i) {
        if (!hosted) {
            modes[i].setPending(Interrupt.MACHINE_TIMER, isDue(machineTimer(i)));
        }
        if (hosted || modes[i].comparesTimer()) {
            modes[i].setPending(Interrupt.SUPERVISOR_TIMER, isDue(modes[i].timer()));
        }
        if (states[i] == SUSPENDED && modes[i].wakes()) {
            states[i] = STARTED;
            resumes[i].run();
        }
    }

    private long ticksNow() {
        return clock.monotonicNanos() / Board.TICK_NANOS;
    }

    private long ticks(int i) {
        long ran = clock.virtual() ? harts[i].retiredNow() - turnStart[i] : 0;
        return (clock.monotonicNanos() + ran) / Board.TICK_NANOS;
    }

    private void finish(int syscon) {
        finish(switch (syscon & 0xffff) {
            case Syscon.PASS -> Outcome.POWERED_OFF;
            case Syscon.RESET -> Outcome.REBOOTED;
            default -> Outcome.FAILED;
        });
    }

    private void finish(Outcome how) {
        if (outcome == null) {
            outcome = how;
        }
        endTurn();
    }

    /** Ends the running hart's turn as soon as its instruction is done. */
    private void endTurn() {
        turnOver = true;
        for (Hart each : harts) {
            each.stop();
        }
    }

    // What the SBI asks

    @Override
    public int harts() {
        return count;
    }

    @Override
    public void setTimer(int hart, long ticks) {
        modes[hart].setTimer(ticks);
        turnOver = true;
    }

    @Override
    public void interrupt(int hart) {
        modes[hart].setPending(Interrupt.SUPERVISOR_SOFTWARE, true);
        turnOver |= count > 1;
    }

    @Override
    public void fenceInstructions(int hart) {
        harts[hart].fenceInstructions();
    }

    @Override
    public void fenceAddresses(int hart, long start, long size) {
        modes[hart].flush(start, size);
    }

    @Override
    public int hartState(int hart) {
        return states[hart];
    }

    @Override
    public void startHart(int hart, long address, long argument) {
        states[hart] = STARTED;
        modes[hart].restart(address, hart, argument);
    }

    @Override
    public void stopHart(int hart) {
        states[hart] = STOPPED;
    }

    @Override
    public void suspendHart(int hart, boolean retentive, long address, long argument) {
        states[hart] = SUSPENDED;
        resumes[hart] = retentive ? () -> { } : () -> modes[hart].restart(address, hart, argument);
    }

    @Override
    public void reset(int type, boolean failed) {
        finish(failed ? Outcome.FAILED : type == 0 ? Outcome.POWERED_OFF : Outcome.REBOOTED);
    }

    @Override
    public long ram(long physical, long length) {
        return memory.host(physical, length);
    }

    @Override
    public void consoleWrite(byte[] bytes) {
        console.accept(bytes);
    }

    @Override
    public int consoleRead(byte[] bytes) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (read.size() < bytes.length && !typed.isEmpty()) {
            read.write(typed.poll());
        }
        System.arraycopy(read.toByteArray(), 0, bytes, 0, read.size());
        return read.size();
    }

    @Override
    public int streamRead(byte[] bytes) {
        return program.read(bytes);
    }

    @Override
    public void streamWrite(int stream, byte[] bytes) {
        program.write(stream, bytes, bytes.length);
    }

    @Override
    public void entrypointReached() {
        long ran = 0;
        for (int i = 0; i < count && clock.virtual(); i++) {
            ran = Math.max(ran, harts[i].retired - turnStart[i]);
        }
        program.started(clock.monotonicNanos() + ran, retired());
    }

    @Override
    public void exited(int waitStatus) {
        program.exited(waitStatus);
    }

    @Override
    public void notExecuted(int errno) {
        program.notExecuted(errno);
    }

    @Override
    public int takeSignal() {
        return program.takeSignal();
    }

    // What was measured

    /** Instructions completed by all harts. */
    public long retired() {
        long total = 0;
        for (Hart each : harts) {
            total += each.retired;
        }
        return total;
    }

    /** Instructions completed in U-mode. */
    public long retiredUser() {
        long total = 0;
        for (PrivilegedModes each : modes) {
            total += each.retiredIn(Mode.USER);
        }
        return total;
    }

    /** The harts' counters of traps and interrupts. */
    public PrivilegedModes[] modes() {
        return modes.clone();
    }

    /** Paravirtual calls by extension. */
    public Sbi sbi() {
        return sbi;
    }

    /** Gives the RAM back. */
    @Override
    public void close() {
        for (int i = 0; i < frames; i++) {
            Frames.release(firstFrame + i);
        }
    }
}
