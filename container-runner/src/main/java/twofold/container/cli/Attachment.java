package twofold.container.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import twofold.container.abi.Sig;
import twofold.container.background.Connection;
import twofold.container.background.Wire;
import twofold.image.model.JsonObject;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.terminal.HostSignals;
import twofold.toolkit.terminal.HostTerminal;

/** This process's streams and signals as those of a program on the shared kernel, until that has ended. */
final class Attachment implements AutoCloseable {
    private final Wire wire;
    private final HostTerminal terminal;
    private final Semaphore window = new Semaphore(Wire.WINDOW);
    private final OutputStream[] outputs = {null, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err)};

    private Attachment(Wire wire, boolean terminal) {
        this.wire = wire;
        this.terminal = terminal ? HostTerminal.open() : null;
    }

    /**
     * Gives an order and stays with the program it starts; returns the program's exit status.
     *
     * @param interactive whether this process's standard input is the program's
     * @param terminal    whether the program has a terminal: this process's
     */
    static int follow(Connection kernel, String what, Map<String, Object> order, boolean interactive, boolean terminal) throws IOException {
        try (Attachment attachment = new Attachment(kernel.wire(), terminal)) {
            kernel.order(what, attachment.sized(order));
            return attachment.follow(interactive);
        }
    }

    /** The order, with the window's size if there is a window. */
    private Map<String, Object> sized(Map<String, Object> order) {
        Map<String, Object> sized = new TreeMap<>(order);
        if (terminal != null) {
            int[] size = terminal.size();
            sized.put("rows", size[0]);
            sized.put("columns", size[1]);
        }
        return sized;
    }

    private int follow(boolean interactive) throws IOException {
        while (true) {
            Wire.Frame frame = next();
            if (frame == null) {
                throw Connection.died();
            }
            switch (frame.kind()) {
                case ANSWER -> {
                    Connection.answer(frame);
                    begin(interactive);
                }
                case OUTPUT -> print(1, frame.bytes());
                case ERROR -> print(2, frame.bytes());
                case TAKEN -> window.release(Math.clamp(ByteBuffer.wrap(frame.bytes()).getInt(), 0, Wire.WINDOW));
                case EXIT -> {
                    JsonObject how = frame.json();
                    if (how.string("message") != null) {
                        close();
                        System.err.println("container-runner: " + how.string("message"));
                    }
                    return (int) how.number("status", ExitStatus.CANNOT);
                }
                default -> throw Connection.died();
            }
        }
    }

    private Wire.Frame next() {
        try {
            return wire.read();
        } catch (IOException gone) {
            return null;
        }
    }

    private void begin(boolean interactive) throws IOException {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            byte number = (byte) Sig.number(name);
            HostSignals.handle(name, () -> send(Wire.Kind.SIGNAL, number));
        }
        if (terminal != null) {
            terminal.onResize(this::sendSize);
        }
        if (interactive) {
            InputStream in = terminal != null ? terminal.input() : new FileInputStream(FileDescriptor.in);
            Thread.ofPlatform().daemon().name("input").start(() -> pump(in));
        }
    }

    private void sendSize() {
        int[] size = terminal.size();
        send(Wire.Kind.WINDOW, (byte) (size[0] >> 8), (byte) size[0], (byte) (size[1] >> 8), (byte) size[1]);
    }

    private void pump(InputStream in) {
        byte[] buffer = new byte[Wire.MOST_DATA];
        try {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                window.acquireUninterruptibly(count);
                send(Wire.Kind.INPUT, Arrays.copyOf(buffer, count));
            }
        } catch (IOException unreadable) {
            // The same as its end
        }
        send(Wire.Kind.INPUT);
    }

    private void send(Wire.Kind kind, byte... bytes) {
        try {
            wire.write(kind, bytes);
        } catch (IOException gone) {
            // Whoever reads from the kernel finds out and says so
        }
    }

    /** Prints; when nobody reads what we print, the program is told. */
    private void print(int stream, byte[] bytes) {
        if (outputs[stream] == null) {
            return;
        }
        try {
            outputs[stream].write(bytes);
        } catch (IOException closed) {
            outputs[stream] = null;
            send(Wire.Kind.CLOSED, (byte) stream);
        }
    }

    @Override
    public void close() {
        if (terminal != null) {
            terminal.close();
        }
    }
}
