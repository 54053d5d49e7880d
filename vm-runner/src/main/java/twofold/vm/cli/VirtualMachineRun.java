package twofold.vm.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import twofold.image.instance.Instance;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.run.ProcessPlan;
import twofold.image.run.RunRequest;
import twofold.image.run.Signal;
import twofold.image.store.Store;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.metrics.MetricsFile;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.terminal.HostTerminal;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;
import twofold.vm.boot.Initramfs;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.KernelSource;
import twofold.vm.boot.Loader;
import twofold.vm.guest.AgentLink;
import twofold.vm.guest.Input;
import twofold.vm.guest.PlanFile;
import twofold.vm.guest.Program;
import twofold.vm.hypervisor.Board;
import twofold.vm.hypervisor.Machine;
import twofold.vm.hypervisor.Outcome;
import twofold.vm.virtio.PciTransport;
import twofold.vm.virtio.fs.FuseServer;
import twofold.vm.virtio.fs.InjectedNode;
import twofold.vm.virtio.fs.VirtioFs;

/** One run of an image in a machine: builds it, boots it, carries the program's streams and signals, and tells how it ended. */
final class VirtualMachineRun {
    /** The largest virtual address space the harts have. */
    static final String MMU = "riscv,sv57";

    /** The date at which virtual time starts: 2025-01-01. */
    private static final long VIRTUAL_EPOCH = 1_735_689_600L;
    private static final long DEFAULT_MEMORY = 512L << 20;
    private static final long LEAST_MEMORY = 16L << 20;
    private static final int MOST_HARTS = 64;
    private static final String TAG = "twofold";
    private static final int SIGNALS_BEFORE_KILL = 3;
    private static final int ENOENT = 2;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private final Store store;
    private final Instance instance;
    private final RunRequest request;
    private final Isa isa;
    private final ConsoleLog console;
    private final Clock clock;
    private final Entropy entropy;
    private KernelImage firmware;
    private Machine machine;
    private Program program;
    private FuseServer files;
    private long startNanos;
    private long firstInstructionNanos;
    private int signals;
    private HostTerminal terminal;
    private int[] window;

    VirtualMachineRun(Store store, Instance instance, RunRequest request, Isa isa, boolean verbose) {
        this.store = store;
        this.instance = instance;
        this.request = request;
        this.isa = isa;
        console = new ConsoleLog(verbose);
        clock = request.virtualClock() ? Clock.virtualFrom(VIRTUAL_EPOCH) : Clock.host();
        entropy = entropy(request);
    }

    /**
     * Runs it.
     *
     * @param firmwareName what is to run in machine mode, or null for the hypervisor's own calls
     * @param kernelName   see {@link KernelSource#find}
     * @param initrd       an initial file system, or null
     * @param append       more words for the kernel
     */
    int run(String firmwareName, String kernelName, byte[] initrd, String append) throws IOException {
        startNanos = clock.realtimeNanos();
        KernelImage kernel = KernelSource.find(store, kernelName);
        if (firmwareName != null) {
            if (kernel.small()) {
                throw new UserError(ExitStatus.CANNOT, "the sample kernel needs the hypervisor's own calls: leave out --firmware, or name another kernel with --kernel");
            }
            firmware = KernelImage.of(firmwareName, BareRun.read(Path.of(firmwareName)), Board.RAM);
        }
        openTerminal(kernel);
        try {
            return run(kernel, initrd, append);
        } finally {
            closeTerminal();
        }
    }

    private int run(KernelImage kernel, byte[] initrd, String append) throws IOException {
        try (Overlay tree = instance.overlay(clock)) {
            for (String directory : new String[] {"dev", "proc", "sys"}) {
                if (tree.root().child(directory) == null) {
                    tree.root().create(directory, 040755, 0, 0, 0);
                }
            }
            ProcessPlan plan = ProcessPlan.of(instance.image().config().run(), request, tree, guestId());
            try (Machine made = build(tree, plan)) {
                byte[] seed = new byte[32];
                entropy.fill(seed, 0, seed.length);
                byte[] initial = initrd == null && kernel.small() ? Initramfs.of(tree.root(), PlanFile.of(plan, null)) : initrd;
                Loader.load(made, firmware, kernel, initial, range -> made.deviceTree(MMU, arguments(plan, append), range, seed));
                firstInstructionNanos = clock.monotonicNanos();
                long limit = request.timeoutNanos() == null ? Long.MAX_VALUE : firstInstructionNanos + request.timeoutNanos();
                Outcome outcome;
                try (Observation observation = Observation.of(made, kernel, request)) {
                    outcome = made.run(limit);
                    closeTerminal();
                    observation.finish(request.image());
                }
                int status = status(outcome);
                if (request.metrics() != null) {
                    MetricsFile.write(new Measures(made, program, files, clock, startNanos, firstInstructionNanos)
                            .metrics(instance.image().digest().toString(), plan.argv(), status, request.virtualClock()), request.metrics());
                }
                return status;
            }
        }
    }

    /** The terminal goes into raw mode last of all that can be refused, and comes back as soon as the machine has ended. */
    private void openTerminal(KernelImage kernel) {
        if (request.terminal()) {
            if (kernel.small()) {
                throw new UserError(ExitStatus.CANNOT, "the sample kernel has no terminals: leave out -t, or name another kernel with --kernel");
            }
            terminal = HostTerminal.open();
            window = terminal.size();
        }
    }

    private void closeTerminal() {
        if (terminal != null) {
            terminal.close();
            terminal = null;
        }
    }

    /** With a virtual clock nothing the guest sees may differ between runs, its default host name included. */
    private String guestId() {
        if (!request.virtualClock()) {
            return instance.id();
        }
        return String.format("%016x", entropy.nextLong());
    }

    /** The entropy of a machine. */
    static Entropy entropy(RunRequest request) {
        boolean seeded = request.virtualClock() || request.seed() != null;
        return seeded ? Entropy.seeded(request.seed() == null ? 0 : request.seed()) : Entropy.host();
    }

    /** The bytes of memory that a request asks for, in whole pages. */
    static long memory(RunRequest request, long usual) {
        long memory = request.memoryBytes() == null ? usual : request.memoryBytes() & -4096;
        if (memory < LEAST_MEMORY) {
            throw new UserError(ExitStatus.CANNOT, "a machine needs at least " + (LEAST_MEMORY >> 20) + " MiB of memory: choose more with -m");
        }
        return memory;
    }

    /** The number of harts a request asks for. */
    static int harts(RunRequest request) {
        double asked = request.cpus() == null ? 1 : Math.ceil(request.cpus());
        if (asked > MOST_HARTS) {
            throw new UserError(ExitStatus.CANNOT, "a machine has at most " + MOST_HARTS + " harts: choose fewer with --cpus");
        }
        return (int) asked;
    }

    private Machine build(Overlay tree, ProcessPlan plan) throws IOException {
        long memory = memory(request, DEFAULT_MEMORY);
        int harts = harts(request);
        AgentLink[] link = new AgentLink[1];
        PciTransport[] transport = new PciTransport[1];
        Input input = input();
        program = new Program(input, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err),
                stream -> link[0].unread(stream), () -> machine.powerOff());
        if (!request.interpreter()) {
            Translator.start();
        }
        machine = new Machine(memory, harts, firmware == null, isa, clock, console, program);
        link[0] = new AgentLink(program, input, machine::entrypointReached);
        transport[0] = machine.plug(link[0].console());
        input.start(() -> machine.post(() -> transport[0].guarded(link[0]::inputArrived)));
        HostTerminal sized = terminal;
        if (sized != null) {
            sized.onResize(() -> {
                int[] now = sized.size();
                machine.post(() -> transport[0].guarded(() -> link[0].resize(now[0], now[1])));
            });
        }
        files = new FuseServer(tree, injected(plan, window), clock, plan.readOnly());
        machine.plug(new VirtioFs(TAG, files));
        for (String name : new String[] {"INT", "TERM", "HUP", "QUIT", "USR1", "USR2"}) {
            int number = Signal.number(name);
            HostSignals.handle(name, () -> machine.post(() -> transport[0].guarded(() -> forward(link[0], number))));
        }
        return machine;
    }

    /** A signal for the program; the third one in a row that should end it ends the machine. */
    private void forward(AgentLink link, int number) {
        signals++;
        if (signals >= SIGNALS_BEFORE_KILL || program.startedNanos() < 0) {
            program.exited(9);
        } else {
            link.signal(number);
            program.signal(number);
        }
    }

    private Input input() {
        if (terminal == null) {
            return input(request);
        }
        return request.interactive() ? Input.ahead(terminal.input()) : Input.silent();
    }

    /** The guest's standard input without a terminal. */
    static Input input(RunRequest request) {
        if (!request.interactive()) {
            return Input.none();
        }
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        return request.virtualClock() ? Input.waiting(in) : Input.ahead(in);
    }

    private static InjectedNode injected(ProcessPlan plan, int[] window) throws IOException {
        try (var agent = VirtualMachineRun.class.getResourceAsStream("/twofold/vm/guest/agent.elf")) {
            return InjectedNode.directory(Map.of("agent", InjectedNode.file(1, 0500, agent.readAllBytes()),
                    "plan", InjectedNode.file(2, 0400, PlanFile.of(plan, window))));
        }
    }

    private String arguments(ProcessPlan plan, String append) {
        String access = plan.readOnly() ? "ro" : "rw";
        String noise = console.verbose() ? "" : " quiet";
        return ("root=" + TAG + " rootfstype=virtiofs " + access + " init=/" + FuseServer.INJECTED + "/agent console=ttyS0 panic=-1" + noise
                + " " + append).strip();
    }

    private int status(Outcome outcome) {
        Integer status = program.exitStatus();
        if (outcome == Outcome.TIMED_OUT) {
            return ExitStatus.TIMEOUT;
        }
        if (status == null) {
            String how = switch (outcome) {
                case REBOOTED -> "the guest kernel panicked or rebooted";
                case FAILED -> "the guest kernel said that the system failed";
                case STUCK -> "nothing in the guest can run any more";
                default -> "the machine powered off";
            };
            console.show();
            System.err.println("vm-runner: " + how + " before the program's exit status was known");
            return ExitStatus.CANNOT;
        }
        if (program.errno() != 0) {
            String what = switch (program.errno()) {
                case ENOENT, ENOTDIR -> "was not found";
                case ENOEXEC -> "is no program for RISC-V";
                case EACCES -> "may not be executed";
                default -> "cannot be executed (errno " + program.errno() + ")";
            };
            System.err.println("vm-runner: the command " + what + " in image \"" + request.image() + "\"");
        }
        return status;
    }
}
