package twofold.container.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import twofold.container.abi.Sig;
import twofold.container.background.Connection;
import twofold.container.background.RunOrder;
import twofold.container.kernel.Kernel;
import twofold.container.syscall.SyscallTable;
import twofold.image.instance.Instance;
import twofold.image.run.RunOptions;
import twofold.image.run.RunRequest;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** {@code container-runner run}. */
final class RunCommand extends Command implements Tool.RunsGuest {
    private static final long VIRTUAL_EPOCH = 1_735_689_600L;
    private final CommonOptions common;
    private final RunOptions options;
    private final ContainerOptions more;
    private final OptionSpec trace;
    private final OptionSpec isa;
    private final OptionSpec policy;

    RunCommand() {
        super("run", "Runs an image's entry point in a new container.");
        common = CommonOptions.withoutShortVerbose(spec());
        more = new ContainerOptions(spec());
        trace = value("FILE", "write a line for each system call there, - for standard error", "--trace-syscalls");
        isa = value("ISA", "the instructions there are, at least rv64gc (default: all extensions)", "--isa");
        policy = value("POLICY", "how groups share the processor by their weights: stride (default) or lottery", "--cpu-policy");
        options = new RunOptions(spec());
    }

    @Override
    protected int run() throws IOException {
        RunRequest request = options.parse();
        Honoured.check(request);
        String own = ownReason(request);
        if (request.detach() && own != null) {
            throw new UserError(ExitStatus.USAGE, own + " asks for a kernel of its own, which -d does not have: leave out one of them");
        }
        RunOrder order = new RunOrder(request, more.limits(request));
        boolean restarts = request.restart() != null && !request.restart().equals("no");
        try (Connection kernel = own != null ? null : request.detach() || restarts || named(request)
                ? Connection.toStarted(common.root(), KernelCommand.words(common.root())) : Connection.toRunning(common.root())) {
            if (kernel != null) {
                return shared(kernel, order);
            }
        }
        if (Boolean.getBoolean("twofold.client")) {
            // The launcher took it for one that joins a kernel, and such a one has no optimising compiler
            String launcher = Path.of(System.getProperty("twofold.bin"), "container-runner").toString();
            ThisProcess.become(List.of("/usr/bin/env", "TWOFOLD_ALONE=1", launcher), Main.class);
        }
        return alone(request);
    }

    /** Whether it is to meet others on a network. */
    private static boolean named(RunRequest request) {
        return request.network() != null && !List.of("none", "default", "bridge").contains(request.network());
    }

    /** What asks for a kernel that no other container is on: an option's name, or null. */
    private String ownReason(RunRequest request) {
        return request.virtualClock() ? "--clock virtual" : request.seed() != null ? "--seed" : request.metrics() != null ? "--metrics"
                : request.trace() != null ? "--trace" : request.profile() != null ? "--profile" : text(trace) != null ? "--trace-syscalls"
                : text(isa) != null ? "--isa" : text(policy) != null ? "--cpu-policy" : request.interpreter() ? "--engine interpreter" : null;
    }

    private static int shared(Connection kernel, RunOrder order) throws IOException {
        if (!order.request().detach()) {
            return Attachment.follow(kernel, "run", Map.of("order", order.json()), order.request().interactive(), order.request().terminal());
        }
        System.out.println(kernel.ask("run", Map.of("order", order.json())).required("id"));
        return ExitStatus.DONE;
    }

    private int alone(RunRequest request) throws IOException {
        Honoured.checkOwn(request);
        Kernel kernel = kernel(request, Traces.open(text(trace)), isa(text(isa)), policy(text(policy)));
        Store store = Store.open(common.root());
        kernel.swapTo(store.root().resolve("kernel"));
        Image image = store.resolve(request.image()).requireRunnable();
        Preparation.of(store, image);
        try (Instance instance = Instance.create(store, image, "container", request.name(), request.command(), Clock.host(), Entropy.host())) {
            int status = ExitStatus.CANNOT;
            try {
                instance.started(ThisProcess.pid());
                ContainerRun run = new ContainerRun(kernel, store.root(), instance, request, more.limits(request));
                status = foreground(kernel, run, request);
                return status;
            } finally {
                if (request.remove()) {
                    instance.remove();
                } else {
                    instance.exited(status);
                }
            }
        }
    }

    /** The kernel a request asks for: with the host's clock and entropy, or virtual ones. */
    static Kernel kernel(RunRequest request, SyscallTable calls, Isa isa, Kernel.Policy policy) {
        Clock clock = request.virtualClock() ? Clock.virtualFrom(VIRTUAL_EPOCH) : Clock.host();
        boolean seeded = request.virtualClock() || request.seed() != null;
        Entropy entropy = seeded ? Entropy.seeded(request.seed() == null ? 0 : request.seed()) : Entropy.host();
        if (!request.interpreter()) {
            Translator.start();
        }
        return new Kernel(clock, entropy, calls, isa, policy);
    }

    private static Kernel.Policy policy(String text) {
        return switch (text == null ? "stride" : text) {
            case "stride" -> Kernel.Policy.STRIDE;
            case "lottery" -> Kernel.Policy.LOTTERY;
            default -> throw new UserError(ExitStatus.USAGE, "--cpu-policy takes stride or lottery, not \"" + text + "\"");
        };
    }

    /** The instruction set that {@code --isa} names; everything without it. */
    static Isa isa(String text) {
        try {
            return text == null ? Isa.ALL : Isa.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new UserError(ExitStatus.USAGE, "--isa: " + wrong.getMessage());
        }
    }

    private static int foreground(Kernel kernel, ContainerRun run, RunRequest request) throws IOException {
        try (run) {
            for (String name : new String[] {"INT", "TERM", "HUP"}) {
                int number = Sig.number(name);
                HostSignals.handle(name, () -> kernel.post(() -> run.signal(number)));
            }
            if (request.terminal()) {
                run.startOnTerminal();
            } else {
                run.start(request.interactive() ? new FileInputStream(FileDescriptor.in) : null, new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err));
            }
            kernel.run();
            return run.finish();
        } catch (OutOfMemoryError exhausted) {
            throw new UserError(ExitStatus.CANNOT, "the tool itself ran out of memory: give the Java machine more, or the container less with -m");
        }
    }
}
