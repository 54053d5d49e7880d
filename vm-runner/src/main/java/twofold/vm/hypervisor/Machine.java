package twofold.vm.hypervisor;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Mode;
import twofold.riscv.privileged.PrivilegedModes;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.vm.sbi.Sbi;
import twofold.vm.virtio.PciTransport;
import twofold.vm.virtio.VirtioDevice;

/**
 * One virtual machine. It is built, given devices and code, and run by one thread; other threads reach it only through {@link #post}. With the
 * host's clock and several harts each hart has a thread of its own while the machine runs.
 */
public final class Machine implements AutoCloseable {
    private final Clock clock;
    private final boolean hosted;
    private final int firstFrame;
    private final int frames;
    private final PhysicalMemory memory;
    private final List<Processor> processors;
    private final Schedule schedule;
    private final Devices devices;
    private final Sbi sbi;
    private final Isa isa;
    private final GuestProgram program;

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
        this.hosted = hosted;
        this.isa = isa;
        this.program = program;
        frames = (int) Math.min(ramBytes >>> Frames.SHIFT, Integer.MAX_VALUE);
        firstFrame = Frames.allocateRun(frames);
        if (firstFrame < 0) {
            throw new UserError(ExitStatus.CANNOT, "the host has no " + (ramBytes >>> 20) + " MiB of memory for the guest: choose less with -m");
        }
        memory = new PhysicalMemory(Board.RAM, ramBytes, Frames.offset(firstFrame));
        processors = IntStream.range(0, count).mapToObj(number ->
                new Processor(number, memory, hosted, isa, clock, () -> hosted ? Processor.NEVER : machineTimer(number))).toList();
        schedule = count > 1 && !clock.virtual() ? new Threads(clock, processors, memory, this::sbi) : new Turns(clock, processors, this::sbi);
        devices = new Devices(memory, processors, clock, console, schedule);
        sbi = new Sbi(new SupervisorCalls(processors, memory, schedule, program, console, this::entrypointReached));
    }

    private long machineTimer(int hart) {
        return devices.machineTimer(hart);
    }

    /** Plugs a virtio device into the PCI host. */
    public PciTransport plug(VirtioDevice device) {
        return devices.plug(device);
    }

    /** Has the serial line receive from somebody, as {@link twofold.vm.device.Uart16550#receive} says; called before the run. */
    public void receive(IntSupplier from) {
        devices.uart().receive(from);
    }

    /** There may be bytes for the serial line; any thread may call it. */
    public void arrived() {
        post(devices.uart()::arrived);
    }

    /** The machine's physical memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** Whether the hypervisor is in machine mode's place. */
    public boolean isHosted() {
        return hosted;
    }

    /** How many harts it has. */
    public int harts() {
        return processors.size();
    }

    /** A hart by number. */
    public Hart hart(int number) {
        return processors.get(number).hart;
    }

    /** Has the harts run by somebody who watches. */
    public void runBy(Runner runner) {
        schedule.runBy(runner);
    }

    /** The number of one of the machine's harts. */
    public int number(Hart hart) {
        return processor(hart).number;
    }

    /** The mode that one of the machine's harts is in. */
    public int mode(Hart hart) {
        return processor(hart).modes.mode();
    }

    private Processor processor(Hart hart) {
        for (Processor each : processors) {
            if (each.hart == hart) {
                return each;
            }
        }
        throw new IllegalArgumentException("another machine's hart");
    }

    /**
     * Tells the value of the eight bytes at a physical address in RAM whenever they are not zero, and ends the run when it is told that this is the
     * end. They are looked at now and then.
     */
    public void watch(long physical, LongPredicate found) {
        long host = memory.host(physical, 8);
        if (host < 0) {
            throw new UserError(ExitStatus.CANNOT, "the word to watch, at 0x" + Long.toHexString(physical) + ", lies outside the guest's memory");
        }
        schedule.watch(new WatchedWord(host, found));
    }

    /** Has the machine's thread do something that touches devices or the guest's program; any thread may call it. */
    public void post(Runnable event) {
        schedule.post(event);
    }

    /** Ends the run as a power switch does. */
    public void powerOff() {
        schedule.finish(Outcome.POWERED_OFF);
    }

    /** Ends the run between two turns; any thread may call it. */
    public void stop() {
        post(() -> schedule.finish(Outcome.STOPPED));
    }

    /** The guest program is about to run its first instruction. Called by a device or by a hart's call. */
    public void entrypointReached() {
        long ran = clock.virtual() ? processors.stream().mapToLong(Processor::ranThisTurn).max().orElse(0) : 0;
        program.started(clock.monotonicNanos() + ran);
    }

    /** The blob that describes the machine to a kernel. */
    public byte[] deviceTree(String mmu, String bootArguments, long[] initrd, byte[] seed) {
        return BoardTree.blob(memory.ramSize(), processors.size(), isa, mmu, bootArguments, initrd, seed);
    }

    /**
     * Runs until the machine ends.
     *
     * @param limitNanos the run's clock at which it is timed out, {@link Long#MAX_VALUE} for none
     */
    public Outcome run(long limitNanos) {
        return schedule.run(limitNanos);
    }

    /** With {@link Outcome#FAILED}, the code that the guest gave to the power switch, 0 to 65,535. */
    public int failure() {
        return devices.failure();
    }

    // What was measured

    /** Instructions completed by all harts. */
    public long retired() {
        return processors.stream().mapToLong(each -> each.hart.retired).sum();
    }

    /** Those of them that translated code completed. */
    public long translated() {
        return processors.stream().mapToLong(each -> each.hart.translated).sum();
    }

    /** Accesses and fetches of all harts that were not in the TLB. */
    public long tlbMisses() {
        return processors.stream().mapToLong(each -> each.hart.misses).sum();
    }

    /** Instructions completed in U-mode. */
    public long retiredUser() {
        return processors.stream().mapToLong(each -> each.modes.retiredIn(Mode.USER)).sum();
    }

    /** The harts' counters of traps and interrupts. */
    public List<PrivilegedModes> modes() {
        return processors.stream().map(each -> each.modes).toList();
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
