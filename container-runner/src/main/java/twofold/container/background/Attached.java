package twofold.container.background;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import twofold.container.kernel.Kernel;
import twofold.image.model.Json;

/**
 * A command that is attached to a program: what the program prints goes to it, what is typed comes from it. A thread of its own sends, so
 * that the kernel never waits for a command; when too much is under way, the program does.
 */
final class Attached {
    private static final Wire.Frame LAST = new Wire.Frame(Wire.Kind.EXIT, new byte[0]);
    private final Wire wire;
    private final Kernel kernel;
    private final LinkedBlockingQueue<Wire.Frame> frames = new LinkedBlockingQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<Outlet> outlets = new ArrayList<>();
    private volatile boolean gone;
    private boolean outputClosed;
    private boolean errorClosed;

    /** What a command may do to the program it is attached to; called on the kernel's thread. */
    interface Program {
        void signal(int number);

        void resize(int rows, int columns);

        void type(byte[] bytes);

        /** Nothing more is typed. */
        void endOfTyping();
    }

    Attached(Wire wire, Kernel kernel) {
        this.wire = wire;
        this.kernel = kernel;
        Thread.ofPlatform().daemon().name("sender").start(this::send);
    }

    /** Has it get what an outlet takes; on the kernel's thread. */
    void listen(Outlet outlet) {
        outlets.add(outlet);
        outlet.attach(this);
    }

    /** Undoes {@link #listen} for all outlets; on the kernel's thread. */
    void stopListening() {
        outlets.forEach(each -> each.detach(this));
        outlets.clear();
    }

    boolean room() {
        return gone || underWay.get() < Wire.WINDOW;
    }

    /** Whether the command has closed its side of a stream. */
    boolean refuses(Wire.Kind kind) {
        return kind == Wire.Kind.OUTPUT ? outputClosed : errorClosed;
    }

    void deliver(Wire.Kind kind, byte[] bytes) {
        if (!gone && !refuses(kind)) {
            underWay.addAndGet(bytes.length);
            frames.add(new Wire.Frame(kind, bytes));
        }
    }

    /** Tells how the program ended, behind everything it printed. */
    void exit(Map<String, Object> how) {
        frames.add(new Wire.Frame(Wire.Kind.EXIT, Json.bytes(how)));
        frames.add(LAST);
    }

    /** Tells that input was taken. */
    void taken(int count) {
        frames.add(new Wire.Frame(Wire.Kind.TAKEN, ByteBuffer.allocate(4).putInt(count).array()));
    }

    private void send() {
        try {
            for (Wire.Frame frame = frames.take(); frame != LAST; frame = frames.take()) {
                wire.write(frame.kind(), frame.bytes());
                boolean data = frame.kind() == Wire.Kind.OUTPUT || frame.kind() == Wire.Kind.ERROR;
                int before = data ? underWay.getAndAdd(-frame.bytes().length) : 0;
                if (before >= Wire.WINDOW / 2 && before - frame.bytes().length < Wire.WINDOW / 2) {
                    kernel.post(() -> outlets.forEach(Outlet::wake));
                }
            }
        } catch (IOException closed) {
            leave();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody is attached after all. */
    void finish() {
        leave();
        frames.add(LAST);
    }

    private void leave() {
        gone = true;
        frames.clear();
        kernel.post(this::stopListening);
    }

    /** Takes what the command sends until it leaves. */
    void receive(StreamedInput input, Program program) throws IOException {
        try {
            for (Wire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
                take(frame, input, program);
            }
        } finally {
            finish();
        }
    }

    private void take(Wire.Frame frame, StreamedInput input, Program program) throws IOException {
        byte[] bytes = frame.bytes();
        switch (frame.kind()) {
            case INPUT -> input(bytes, input, program);
            case SIGNAL -> {
                int number = bytes.length == 1 ? bytes[0] : 0;
                if (number < 1 || number > 64) {
                    throw new IOException("there is no such signal");
                }
                kernel.post(() -> program.signal(number));
            }
            case WINDOW -> {
                if (bytes.length != 4) {
                    throw new IOException("a window has two sizes");
                }
                ByteBuffer sizes = ByteBuffer.wrap(bytes);
                int rows = sizes.getShort() & 0xffff;
                int columns = sizes.getShort() & 0xffff;
                kernel.post(() -> program.resize(rows, columns));
            }
            case CLOSED -> kernel.post(() -> {
                outputClosed |= bytes.length == 1 && bytes[0] == 1;
                errorClosed |= bytes.length == 1 && bytes[0] == 2;
                outlets.forEach(Outlet::wake);
            });
            default -> throw new IOException("a command does not send that");
        }
    }

    private void input(byte[] bytes, StreamedInput input, Program program) throws IOException {
        if (input == null) {
            kernel.post(() -> {
                if (bytes.length == 0) {
                    program.endOfTyping();
                } else {
                    program.type(bytes);
                }
            });
            if (bytes.length > 0) {
                taken(bytes.length);
            }
        } else if (bytes.length == 0) {
            input.end();
        } else {
            input.add(bytes);
        }
    }
}
