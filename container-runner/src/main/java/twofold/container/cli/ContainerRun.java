package twofold.container.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.container.abi.Sig;
import twofold.container.fs.dev.HostOutput;
import twofold.container.fs.tty.Tty;
import twofold.container.kernel.Container;
import twofold.container.kernel.Exits;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.oci.Launch;
import twofold.container.oci.Limits;
import twofold.container.oci.NetworkPlan;
import twofold.container.oci.Networks;
import twofold.container.oci.Volumes;
import twofold.container.publish.Published;
import twofold.container.syscall.SyscallTable;
import twofold.image.instance.Instance;
import twofold.image.overlay.Overlay;
import twofold.image.run.ProcessPlan;
import twofold.image.run.RunRequest;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.metrics.Metrics;
import twofold.toolkit.metrics.MetricsFile;
import twofold.toolkit.terminal.HostTerminal;

/** One instance run as a container, from its overlay to its status and metrics. */
final class ContainerRun implements AutoCloseable {
    private final Kernel kernel;
    private final Instance instance;
    private final RunRequest request;
    private final Overlay overlay;
    private final ProcessPlan plan;
    private final Launch launch;
    private final Volumes volumes;
    private final Published published;
    private final long startNanos;
    private final Observation observation;
    private HostTerminal terminal;
    private boolean timedOut;

    /** @param root the root directory, for named volumes */
    ContainerRun(Kernel kernel, Path root, Instance instance, RunRequest request, Limits limits) throws IOException {
        this.kernel = kernel;
        this.instance = instance;
        this.request = request;
        startNanos = kernel.hostRealtimeNanos();
        overlay = instance.overlay(kernel.fileClock);
        if (request.remove()) {
            overlay.isPassing();
        }
        try {
            plan = ProcessPlan.of(instance.image().config().run(), request, overlay, guestId());
            volumes = Volumes.open(root, plan.volumes());
            NetworkPlan network = NetworkPlan.of(new Networks(root), request, instance.name(), request.virtualClock() ? null : instance.id());
            published = Published.open(kernel, network.ports());
            launch = new Launch(kernel, overlay, plan, limits, volumes, network);
            published.admit(launch.container());
            observation = Observation.of(kernel, request);
        } catch (UserError | IOException failed) {
            overlay.close();
            throw failed;
        }
    }

    /** What the guest may see of the instance's id: with a virtual clock it is the same on every run. */
    private String guestId() {
        return request.virtualClock() ? "%012x".formatted(request.seed() == null ? 0 : request.seed() & 0xffffffffffffL) : instance.id();
    }

    /** Starts the first process on streams; {@code in} null means end of file at once. */
    void start(InputStream in, OutputStream out, OutputStream err) {
        launch.start(new Launch.Streams(in, HostOutput.Sink.of(out), HostOutput.Sink.of(err)));
        limitTime();
    }

    /** Starts the first process on the host's terminal. */
    void startOnTerminal() {
        terminal = HostTerminal.open();
        OutputStream out = terminal.output();
        Tty tty = launch.terminal((bytes, length) -> {
            try {
                out.write(bytes, 0, length);
                out.flush();
            } catch (IOException gone) {
                return true;
            }
            return true;
        });
        int[] size = terminal.size();
        tty.resize(size[0], size[1]);
        terminal.onResize(() -> {
            int[] now = terminal.size();
            kernel.post(() -> tty.resize(now[0], now[1]));
        });
        launch.start(null);
        limitTime();
        if (request.interactive()) {
            kernel.await(1);
            Thread typist = new Thread(() -> type(tty), "terminal");
            typist.setDaemon(true);
            typist.start();
        }
    }

    private void type(Tty tty) {
        try {
            InputStream in = terminal.input();
            while (true) {
                byte[] bytes = new byte[256];
                int first = in.read();
                if (first < 0) {
                    kernel.post(tty::hangUp);
                    return;
                }
                bytes[0] = (byte) first;
                int more = in.available() > 0 ? in.read(bytes, 1, Math.min(in.available(), bytes.length - 1)) : 0;
                int count = 1 + Math.max(0, more);
                kernel.post(() -> tty.type(bytes, count));
            }
        } catch (IOException gone) {
            kernel.post(tty::hangUp);
        }
    }

    private void limitTime() {
        if (request.timeoutNanos() != null) {
            kernel.timers.at(kernel.clock.monotonicNanos() + request.timeoutNanos(), () -> {
                if (!launch.container().ended) {
                    timedOut = true;
                    Exits.killAll(launch.container(), Sig.SIGKILL);
                }
            });
        }
    }

    /** Sends a signal of the host's on to process 1. */
    void signal(int number) {
        Container container = launch.container();
        if (container.init != null && !container.ended) {
            container.forcing = true;
            Signals.send(container.init, new SignalInfo(number, Sig.SI_USER, 0, 0, 0, 0));
            container.forcing = false;
        }
    }

    /** The status once the container has ended; writes metrics. */
    int finish() throws IOException {
        int status = status();
        if (request.metrics() != null) {
            MetricsFile.write(metrics(status), request.metrics());
        }
        observation.finish(overlay.root(), request.image());
        return status;
    }

    private int status() {
        Container container = launch.container();
        if (timedOut) {
            return ExitStatus.TIMEOUT;
        }
        int signal = container.status & 0x7f;
        if (container.outOfMemory && signal == Sig.SIGKILL) {
            System.err.println("container-runner: out of memory: process 1 was killed; give more with -m");
        }
        return signal != 0 ? ExitStatus.SIGNAL_BASE + signal : container.status >> 8 & 0xff;
    }

    private Metrics metrics(int status) {
        Container c = launch.container();
        List<String> words = plan.argv().stream()
                .map(word -> new String(word.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).toList();
        SortedMap<String, Long> calls = new TreeMap<>();
        long total = 0;
        for (int i = 0; i < c.callCounts.length; i++) {
            if (c.callCounts[i] > 0) {
                calls.merge(SyscallTable.name(i), c.callCounts[i], Long::sum);
                total += c.callCounts[i];
            }
        }
        SortedMap<String, Long> exits = new TreeMap<>();
        exits.put("system_call", total);
        exits.put("fetch_page_fault", c.account.counts().faults(AddressSpace.FETCH));
        exits.put("load_page_fault", c.account.counts().faults(AddressSpace.READ));
        exits.put("store_page_fault", c.account.counts().faults(AddressSpace.WRITE));
        exits.put("preemption", c.preemptions);
        Long started = c.startedNanos < 0 ? null : c.startedNanos;
        return new Metrics("container", instance.description().digest().toString(), words, status, request.virtualClock() ? "virtual" : "host",
                request.virtualClock() ? null : engine(c), new Metrics.Instructions(c.instructions, c.instructions, null),
                new Metrics.Time(startNanos, started, started, kernel.clock.monotonicNanos(), c.cpuNanos),
                new Metrics.Memory(c.residentBytes, null, c.account.peak() << Frames.SHIFT, ThisProcess.mostResident(), c.account.counts().copied(),
                        c.account.counts().faults()),
                exits, calls, new Metrics.Io(c.readBytes, c.writtenBytes, c.consoleBytes, null, null));
    }

    private static Metrics.Engine engine(Container c) {
        Translator.Counters made = Translator.counters();
        return new Metrics.Engine(c.instructions - c.translated, c.translated, made.regions(), made.instructions(), made.refused(), c.tlbMisses, null);
    }

    @Override
    public void close() throws IOException {
        if (terminal != null) {
            terminal.close();
        }
        overlay.close();
        volumes.close();
        published.close();
        observation.close();
    }
}
