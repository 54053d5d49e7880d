package twofold.container.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.ContainerLog;
import twofold.image.instance.Description;
import twofold.image.instance.Instances;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** {@code logs}: what a container printed, its standard output and standard error on ours. */
final class LogsCommand extends LiveCommand {
    private static final long PAUSE_NANOS = 50_000_000;
    private final OptionSpec follow = flag("go on until the container ends", "-f", "--follow");
    private final OptionSpec tail = value("N", "only the last N lines, or all", "-n", "--tail");
    private final OptionSpec times = flag("put the time in front of each line", "-t", "--timestamps");
    private final PositionalParamSpec name = operands("CONTAINER", "a name or an id");
    private final PrintStream out = Tool.bytes(FileDescriptor.out);
    private final PrintStream err = Tool.bytes(FileDescriptor.err);
    private boolean inLine;

    LogsCommand() {
        super("logs", "Shows what a container printed.");
    }

    @Override
    protected int run() throws IOException {
        long lines = text(tail) == null || text(tail).equals("all") ? Long.MAX_VALUE : number(text(tail));
        Store store = store();
        Description container = find(store, words(name, 1, 1).getFirst());
        Path file = store.instances().resolve(container.id()).resolve("log");
        if (!Files.exists(file)) {
            throw new UserError("what container \"" + container.name() + "\" printed was not kept: it ran on a kernel of its own");
        }
        if (lines < Long.MAX_VALUE) {
            Deque<byte[]> last = new ArrayDeque<>();
            Reader newer = new Reader(file);
            Reader older = new Reader(ContainerLog.older(file));
            for (Reader each : new Reader[] {older, newer}) {
                for (byte[] line = each.next(); line != null; line = each.next()) {
                    last.add(line);
                    while (last.stream().filter(LogsCommand::whole).count() > lines && !last.isEmpty()) {
                        last.removeFirst();
                    }
                }
            }
            if (lines > 0) {
                last.forEach(this::show);
            }
            older.close();
            go(store, container, newer, file);
        } else {
            try (Reader older = new Reader(ContainerLog.older(file))) {
                for (byte[] line = older.next(); line != null; line = older.next()) {
                    show(line);
                }
            }
            go(store, container, new Reader(file), file);
        }
        return ExitStatus.DONE;
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new UserError(ExitStatus.USAGE, "--tail takes a number of lines or all, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    /** Shows what a reader still has, and with -f what comes, until the container has ended and everything is shown. */
    private void go(Store store, Description container, Reader from, Path file) throws IOException {
        Reader reader = from;
        boolean over = !given(follow);
        while (true) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                show(line);
            }
            if (reader.replaced()) {
                for (byte[] line = reader.next(); line != null; line = reader.next()) {
                    show(line);
                }
                reader.close();
                reader = new Reader(file);
                continue;
            }
            out.flush();
            err.flush();
            if (over || out.checkError()) {
                break;
            }
            over = !live(store, container.id());
            if (!over) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        reader.close();
    }

    private static boolean live(Store store, String id) throws IOException {
        try {
            return Instances.find(store, id).state().live();
        } catch (UserError removed) {
            return false;
        }
    }

    private static boolean whole(byte[] line) {
        int at = field(line, 2);
        return at < line.length && line[at] == 'F';
    }

    /** Where the n-th field starts, fields separated by one space. */
    private static int field(byte[] line, int n) {
        int at = 0;
        for (int i = 0; i < n; i++) {
            while (at < line.length && line[at] != ' ') {
                at++;
            }
            at = Math.min(line.length, at + 1);
        }
        return at;
    }

    private void show(byte[] line) {
        int stream = field(line, 1);
        int text = field(line, 3);
        if (text == 0 || stream >= line.length) {
            return;
        }
        PrintStream to = line.length > stream + 3 && line[stream + 3] == 'e' ? err : out;
        if (given(times) && !inLine) {
            to.writeBytes((new String(line, 0, stream, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII));
        }
        to.write(line, text, line.length - text - (whole(line) ? 0 : 1));
        inLine = !whole(line);
    }

    /** Reads whole lines with their ends; what is not yet a whole line waits. */
    private static final class Reader implements AutoCloseable {
        private final Path file;
        private final Object key;
        private final InputStream in;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Reader(Path file) throws IOException {
            this.file = file;
            InputStream opened;
            Object opensAs = null;
            try {
                opened = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                opensAs = key(file);
            } catch (NoSuchFileException none) {
                opened = InputStream.nullInputStream();
            }
            in = opened;
            key = opensAs;
        }

        private static Object key(Path file) throws IOException {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        }

        byte[] next() throws IOException {
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    byte[] whole = line.toByteArray();
                    line.reset();
                    return whole;
                }
            }
            return null;
        }

        /** Whether another file has the name now, so that this one will not grow. */
        boolean replaced() throws IOException {
            try {
                return !key(file).equals(key);
            } catch (NoSuchFileException gone) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
