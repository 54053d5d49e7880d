package twofold.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import twofold.container.fs.dev.HostOutput;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.oci.Launch;
import twofold.container.oci.Limits;
import twofold.container.syscall.SyscallTable;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.run.ProcessPlan;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** A container on an empty root with a few files, run inside the test. */
public final class Guest implements AutoCloseable {
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final long EPOCH = 1_735_689_600L;
    public final Kernel kernel;
    private final Overlay root;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Container container;
    private Limits limits = Limits.NONE;

    /** What a run left behind. */
    public record Result(String out, String err, int status, long instructions) {
    }

    public Guest(Path upper, boolean virtual) throws IOException {
        this(upper, virtual, new SyscallTable(null));
    }

    public Guest(Path upper, boolean virtual, Kernel.Calls calls) throws IOException {
        Clock clock = virtual ? Clock.virtualFrom(EPOCH) : Clock.host();
        kernel = new Kernel(clock, virtual ? Entropy.seeded(7) : Entropy.host(), calls);
        root = Overlay.open(List.of(), upper, clock);
        for (String name : new String[] {"bin", "etc", "tmp"}) {
            root.root().create(name, DIRECTORY | 0755, 0, 0, 0);
        }
    }

    /** Gives the container limits. */
    public Guest limited(Limits wanted) {
        limits = wanted;
        return this;
    }

    public Guest file(String directory, String name, byte[] bytes) {
        Node file = root.root().child(directory).create(name, REGULAR | 0755, 0, 0, 0);
        file.write(0, ByteBuffer.wrap(bytes));
        return this;
    }

    /** Adds Debian's static busybox with a link for each of its commands, or skips the test. */
    public Guest busybox() throws IOException, InterruptedException {
        Path busybox = Debian.file("busybox-static", "usr/bin/busybox");
        file("bin", "busybox", Files.readAllBytes(busybox));
        for (String name : ("sh cat echo ls sed awk sort wc tr head tail sleep kill mkdir rm ln cp mv tar gzip gunzip md5sum seq yes id env"
                + " true false grep find dd stat date ps rev touch chmod chown mkfifo readlink test tee uname nproc printf").split(" ")) {
            root.root().child("bin").symlink(name, "busybox", 0, 0);
        }
        return this;
    }

    public Task start(byte[] input, String... argv) {
        ProcessPlan plan = new ProcessPlan(List.of(argv), List.of("PATH=/bin", "HOME=/"), "/", 0, 0, List.of(), "guest", 15, List.of(), false,
                List.of());
        Launch launch = new Launch(kernel, root, plan, limits);
        container = launch.container();
        return launch.start(new Launch.Streams(input == null ? null : new ByteArrayInputStream(input), HostOutput.Sink.of(out), HostOutput.Sink.of(err)));
    }

    public Result run(String... argv) {
        return runWith(null, argv);
    }

    public Result runWith(byte[] input, String... argv) {
        start(input, argv);
        kernel.run();
        int signal = container.status & 0x7f;
        return new Result(out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1),
                signal != 0 ? 128 + signal : container.status >> 8 & 0xff, container.instructions);
    }

    /** A C program of the tests' resources, {@code /programs/NAME.c}, built by Debian's cross compiler; skips the test without it. */
    static Path program(Path directory, String name, String... options) throws IOException, InterruptedException {
        Path source = directory.resolve(name + ".c");
        try (InputStream in = Guest.class.getResourceAsStream("/programs/" + name + ".c")) {
            Files.write(source, in.readAllBytes());
        }
        Path built = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("riscv64-linux-gnu-gcc", "-O1", "-w", "-static", "-o", built.toString(), source.toString()));
        command.addAll(List.of(options));
        host(directory, command.toArray(new String[0]));
        return built;
    }

    /** Runs a host tool; its standard output. Skips the test if the tool is missing. */
    public static String host(Path directory, String... command) throws IOException, InterruptedException {
        Assumptions.assumeTrue(has(command[0]), "needs " + command[0]);
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return text;
    }

    static boolean has(String tool) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, tool)) || tool.startsWith("/") && Files.isExecutable(Path.of(tool))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
