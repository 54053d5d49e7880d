package twofold.container.background;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import twofold.image.model.JsonObject;
import twofold.image.store.FileLocks;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** A command's connection to the kernel of a root directory. */
public final class Connection implements AutoCloseable {
    private static final int MOST_TRIES = 20;
    private static final long PAUSE_MILLIS = 25;
    private final Wire wire;
    private final long pid;

    static {
        // Else the JDK opens every jar there is to look for another implementation of sockets
        if (System.getProperty("os.name").equals("Linux")) {
            System.setProperty("java.nio.channels.spi.SelectorProvider", "sun.nio.ch.EPollSelectorProvider");
        }
    }

    private Connection(Wire wire, long pid) {
        this.wire = wire;
        this.pid = pid;
    }

    /** The kernel's process. */
    public long pid() {
        return pid;
    }

    /** Connects to the kernel that runs, or returns null if none does. */
    public static Connection toRunning(Path root) throws IOException {
        if (!Files.exists(root.resolve("kernel").resolve("address"))) {
            return null;
        }
        Place place = Place.of(root);
        Connection connection = connect(place);
        if (connection == null) {
            forget(place);
        }
        return connection;
    }

    /**
     * Connects to the kernel, starting it if none runs.
     *
     * @param command the words that start it; it prints a line "ready" when it can be connected to
     */
    public static Connection toStarted(Path root, List<String> command) throws IOException {
        Place place = Place.of(root);
        for (int i = 0; i < MOST_TRIES; i++) {
            Connection connection = connect(place);
            if (connection != null) {
                return connection;
            }
            try (FileLocks.Held starting = FileLocks.exclusive(place.startLock())) {
                Objects.requireNonNull(starting);
                connection = connect(place);
                if (connection == null && !leaving(place)) {
                    launch(place, command);
                    connection = connect(place);
                }
                if (connection != null) {
                    return connection;
                }
            }
            pause();
        }
        throw new UserError(ExitStatus.CANNOT, "the background kernel cannot be reached; its messages are in " + place.messages());
    }

    /** Whether a kernel lives that nobody can connect to: it is on its way out, or in. */
    private static boolean leaving(Place place) throws IOException {
        FileLocks.Held life = FileLocks.tryExclusive(place.lifeLock());
        if (life == null) {
            pause();
            return true;
        }
        life.close();
        return false;
    }

    /** Takes the address of a kernel away that died without doing so: the launcher goes by it. */
    private static void forget(Place place) throws IOException {
        try (FileLocks.Held starting = FileLocks.tryExclusive(place.startLock());
                FileLocks.Held life = starting == null ? null : FileLocks.tryExclusive(place.lifeLock())) {
            if (life != null && place.socket() != null) {
                place.withdraw(place.socket());
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000);
    }

    private static Connection connect(Place place) throws IOException {
        UnixDomainSocketAddress socket = place.socket();
        if (socket == null) {
            return null;
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(socket);
            Wire wire = new Wire(channel);
            Wire.Frame hello = wire.read();
            if (hello == null || hello.kind() != Wire.Kind.HELLO) {
                wire.close();
                return null;
            }
            JsonObject told = hello.json();
            long version = told.number("twofold", 0);
            if (version != Wire.VERSION) {
                wire.close();
                throw new UserError(ExitStatus.CANNOT, "the kernel that runs is of another version of this tool (protocol " + version
                        + "): stop its containers first");
            }
            return new Connection(wire, told.number("pid", 0));
        } catch (IOException nobody) {
            channel.close();
            return null;
        }
    }

    private static void launch(Place place, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(detached());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(place.messages().toFile()).directory(place.directory().toFile());
        Process process = builder.start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            if (!"ready".equals(line)) {
                throw new UserError(ExitStatus.CANNOT, "the background kernel did not start: " + lastMessage(place));
            }
        }
    }

    /** What makes a process one without a terminal, which the end of the shell does not end: setsid(1), or else ignored signals. */
    private static List<String> detached() {
        for (String directory : List.of("/usr/bin", "/bin")) {
            if (Files.isExecutable(Path.of(directory, "setsid"))) {
                return List.of(directory + "/setsid");
            }
        }
        return List.of("/bin/sh", "-c", "trap '' HUP INT QUIT TSTP TTIN TTOU; exec \"$@\"", "sh");
    }

    private static String lastMessage(Place place) {
        try {
            List<String> lines = Files.readAllLines(place.messages(), StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException unreadable) {
            return "it said nothing";
        }
    }

    /** Sends the order; what it is about stands under the names it is asked for by. */
    public void order(String what, Map<String, Object> fields) throws IOException {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("do", what);
        order.putAll(fields);
        wire.write(Wire.Kind.ORDER, order);
    }

    /** Sends an order and waits for its answer; the kernel's refusal is an error here. */
    public JsonObject ask(String what, Map<String, Object> fields) throws IOException {
        try {
            order(what, fields);
            Wire.Frame frame = wire.read();
            if (frame != null && frame.kind() == Wire.Kind.ANSWER) {
                return answer(frame);
            }
        } catch (IOException gone) {
            // Said below
        }
        throw died();
    }

    /** The answer in a frame; a refusal is an error. */
    public static JsonObject answer(Wire.Frame frame) {
        JsonObject answer = frame.json();
        if (answer.string("error") != null) {
            throw new UserError((int) answer.number("status", ExitStatus.FAILED), answer.string("error"));
        }
        return answer;
    }

    /** What is said when the kernel goes in the middle of something. */
    public static UserError died() {
        return new UserError(ExitStatus.CANNOT, "the kernel process ended before it answered (it was killed or crashed); what containers "
                + "had written is kept, see 'ps -a'");
    }

    /** The frames, for a program with streams. */
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
