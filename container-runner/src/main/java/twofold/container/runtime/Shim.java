package twofold.container.runtime;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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
import twofold.container.oci.Volumes;
import twofold.container.syscall.SyscallTable;
import twofold.image.host.HostTree;
import twofold.image.host.Ownership;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.run.ProcessPlan;
import twofold.riscv.translate.Translator;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** The process that stands for one container: its kernel. */
final class Shim {
    private static final int LONGEST = 107;
    private static final String NUMBER = "[0-9]{1,9}";
    private static final long ABANDONED_NANOS = 60_000_000_000L;
    private final Kernel kernel = new Kernel(Clock.host(), Entropy.host(), new SyscallTable(null));
    private final Path directory;
    private final Joined joined = new Joined();
    private final Path console;
    private Launch launch;
    private Limits limits;
    private boolean started;

    private Shim(Path directory, Path console) {
        this.directory = directory;
        this.console = console;
    }

    /** Loads the bundle's program, takes orders, runs it; returns its status. */
    static int run(Arguments given) throws IOException {
        Path directory = Status.directory(given);
        try {
            String console = given.options().get("console-socket");
            Bundle bundle = Bundle.read(given.bundle());
            if (given.has("apart")) {
                HostRoot.enter(bundle.root());
            }
            return new Shim(directory, console == null ? null : Path.of(console)).run(bundle, given.id());
        } catch (UserError refused) {
            Files.writeString(directory.resolve("failure"), refused.getMessage());
            throw refused;
        }
    }

    private int run(Bundle bundle, String id) throws IOException {
        if (bundle.terminal() != (console != null)) {
            throw new UserError(bundle.terminal() ? "the process wants a terminal: --console-socket is needed" : "--console-socket is for a "
                    + "process that wants a terminal");
        }
        ProcessPlan plan = bundle.plan(id);
        Path root = bundle.root();
        if (!Files.isDirectory(root)) {
            throw new UserError("the root file system " + root + " is not a directory");
        }
        Translator.start();
        try (HostTree tree = HostTree.open(root, Ownership.open(directory.getParent().resolve(".owners")), false);
                Volumes volumes = Volumes.open(directory.getParent(), plan.volumes())) {
            limits = bundle.limits();
            kernel.swapTo(directory);
            launch = new Launch(kernel, tree, plan, limits, volumes, NetworkPlan.SHARED);
            Container container = launch.container();
            container.atEnd = kernel::leave;
            kernel.freeze(container, true);
            if (console != null) {
                terminal(HostPty.send(console), launch::terminal);
            }
            load();
            for (String name : new String[] {"INT", "TERM", "HUP", "USR2"}) {
                int number = Sig.number(name);
                HostSignals.handle(name, () -> kernel.post(() -> signal(number)));
            }
            kernel.stayOpen();
            listen();
            kernel.timers.at(kernel.clock.monotonicNanos() + ABANDONED_NANOS, this::leaveIfAbandoned);
            kernel.run();
            int signal = container.status & 0x7f;
            return signal != 0 ? ExitStatus.SIGNAL_BASE + signal : container.status >> 8 & 0xff;
        }
    }

    /** Whoever creates a container writes its state down at once: if that has not come about, it was killed, and nobody knows of us. */
    private void leaveIfAbandoned() {
        if (!started && !Files.exists(directory.resolve("state.json"))) {
            Exits.killAll(launch.container(), Sig.SIGKILL);
        }
    }

    private void load() throws IOException {
        refusals(() -> launch.start(console != null ? null : new Launch.Streams(new FileInputStream(FileDescriptor.in),
                HostOutput.Sink.of(new FileOutputStream(FileDescriptor.out)), HostOutput.Sink.of(new FileOutputStream(FileDescriptor.err)))));
    }

    /** Work that starts a program. */
    private interface Start<T> {
        T start() throws IOException;
    }

    /** The engines above tell the two ways in which a program cannot be run by these words. */
    private static <T> T refusals(Start<T> work) throws IOException {
        try {
            return work.start();
        } catch (UserError refused) {
            String words = refused.status() == ExitStatus.NOT_FOUND ? ": executable file not found in $PATH"
                    : refused.status() == ExitStatus.NOT_EXECUTABLE ? ": permission denied" : "";
            throw new UserError(refused.getMessage() + words);
        }
    }

    /** Makes a terminal of the container that is shown on one of the host. */
    private Tty terminal(Path host, Function<Tty.Screen, Tty> maker) throws IOException {
        stty(host, "raw", "-echo");
        FileOutputStream shown = new FileOutputStream(host.toFile());
        FileInputStream typed = new FileInputStream(host.toFile());
        Tty tty = maker.apply((bytes, length) -> {
            try {
                shown.write(bytes, 0, length);
            } catch (IOException gone) {
                return true;
            }
            return true;
        });
        resize(tty, host);
        if (!started) {
            HostSignals.handle("WINCH", () -> resize(tty, host));
        }
        Thread.ofPlatform().daemon().name("terminal").start(() -> {
            byte[] buffer = new byte[256];
            try {
                for (int count = typed.read(buffer); count > 0; count = typed.read(buffer)) {
                    byte[] bytes = Arrays.copyOf(buffer, count);
                    kernel.post(() -> tty.type(bytes, bytes.length));
                }
            } catch (IOException gone) {
                // The engine has closed it
            }
            kernel.post(tty::hangUp);
        });
        return tty;
    }

    private void resize(Tty tty, Path host) {
        String[] words = stty(host, "size").strip().split(" ");
        if (words.length == 2 && words[0].matches("[1-9][0-9]{0,3}") && words[1].matches("[1-9][0-9]{0,3}")) {
            kernel.post(() -> tty.resize(Integer.parseInt(words[0]), Integer.parseInt(words[1])));
        }
    }

    private static String stty(Path host, String... words) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).redirectInput(host.toFile()).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException missing) {
            return "";
        }
    }

    private void listen() throws IOException {
        Path socket = directory.resolve("socket");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            socket = Files.createTempDirectory("twofold").resolve("socket");
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        Path fresh = Files.writeString(directory.resolve("address.new"), socket.toString());
        Files.move(fresh, directory.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
        Thread.ofPlatform().daemon().name("socket").start(() -> serve(channel));
    }

    private void serve(ServerSocketChannel channel) {
        while (channel.isOpen()) {
            try {
                SocketChannel peer = channel.accept();
                Thread.ofPlatform().daemon().name("order").start(() -> serve(peer));
            } catch (IOException gone) {
                // Whoever asked did not wait
            }
        }
    }

    private void serve(SocketChannel peer) {
        try (peer) {
            String line = new BufferedReader(Channels.newReader(peer, StandardCharsets.UTF_8)).readLine();
            CompletableFuture<CompletableFuture<String>> answer = new CompletableFuture<>();
            kernel.post(() -> answer.complete(answer(line == null ? "" : line)));
            peer.write(ByteBuffer.wrap((answer.join().join() + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException gone) {
            // Whoever asked did not wait
        }
    }

    private CompletableFuture<String> answer(String line) {
        String[] words = line.split(" ", 2);
        String rest = words.length < 2 ? "" : words[1];
        if (words[0].equals("await") && rest.matches(NUMBER)) {
            CompletableFuture<Integer> status = joined.ended(Integer.parseInt(rest));
            return status == null ? CompletableFuture.completedFuture("there is no such program") : status.thenApply(number -> "exit " + number);
        }
        try {
            return CompletableFuture.completedFuture(answer(words[0], rest));
        } catch (IOException | UserError refused) {
            return CompletableFuture.completedFuture(refused.getMessage());
        }
    }

    private String answer(String order, String rest) throws IOException {
        Container container = launch.container();
        switch (order) {
            case "state" -> {
                return container.ended ? "stopped" : !started ? "created" : container.group.freezer.frozen() ? "paused" : "running";
            }
            case "start" -> {
                if (started) {
                    return "the container is running already";
                }
                started = true;
                kernel.freeze(container, false);
            }
            case "pause", "resume" -> {
                boolean frozen = order.equals("pause");
                if (container.ended || !started || container.group.freezer.frozen() == frozen) {
                    return "the container is not " + (frozen ? "running" : "paused");
                }
                kernel.freeze(container, frozen);
            }
            case "exec" -> {
                if (container.ended || !started) {
                    return "the container is not running";
                }
                return "ok " + exec(Json.parse(rest.getBytes(StandardCharsets.UTF_8), "the order"));
            }
            case "update" -> {
                return update(rest);
            }
            case "signal" -> {
                String[] numbers = rest.split(" ");
                if (numbers.length == 2 && numbers[0].matches(NUMBER) && numbers[1].matches("[0-9]{1,2}")) {
                    joined.signal(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
                }
            }
            case "kill" -> {
                if (container.ended || !rest.matches("[0-9]{1,2}")) {
                    return "the container is not running";
                }
                signal(Integer.parseInt(rest));
            }
            default -> {
                return "there is no such order";
            }
        }
        return "ok";
    }

    private int exec(JsonObject order) throws IOException {
        String socket = order.string("console");
        return refusals(() -> joined.start(launch, order, plan -> {
            if (socket == null) {
                throw new UserError("the process wants a terminal: --console-socket is needed");
            }
            return terminal(HostPty.send(Path.of(socket)), screen -> launch.anotherTerminal(screen, plan));
        }));
    }

    private String update(String resources) {
        if (launch.container().ended) {
            return "the container is not running";
        }
        try {
            limits = Bundle.changed(limits, Json.parse(resources.getBytes(StandardCharsets.UTF_8), "resources"), limits.capabilities());
            limits.apply(launch.container());
            return "ok";
        } catch (UserError wrong) {
            return wrong.getMessage();
        }
    }

    private void signal(int number) {
        Container container = launch.container();
        if (container.ended) {
            return;
        }
        if (number == Sig.SIGKILL) {
            Exits.killAll(container, Sig.SIGKILL);
        } else if (number > 0 && number <= 64) {
            Signals.send(container.init, new SignalInfo(number, Sig.SI_USER, 0, 0, 0, 0));
        }
    }
}
