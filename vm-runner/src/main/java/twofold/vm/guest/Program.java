package twofold.vm.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import twofold.toolkit.cli.ExitStatus;
import twofold.vm.hypervisor.GuestProgram;

/** The entry point: its output goes to the host's streams, its input comes from {@link Input}, its end is kept for the exit status. */
public final class Program implements GuestProgram {
    private static final int ENOENT = 2;
    private static final int ENOTDIR = 20;

    private final Input input;
    private final OutputStream[] outputs;
    private final IntConsumer unread;
    private final Runnable ended;
    private long consoleBytes;
    private long startedNanos = -1;
    private Integer waitStatus;
    private int errno;
    private int signal;

    /**
     * @param input  standard input
     * @param out    standard output
     * @param err    standard error
     * @param unread called with a stream's number when nobody reads it any more
     * @param ended  called when the program has ended
     */
    public Program(Input input, OutputStream out, OutputStream err, IntConsumer unread, Runnable ended) {
        this.input = input;
        this.outputs = new OutputStream[] {null, out, err};
        this.unread = unread;
        this.ended = ended;
    }

    @Override
    public int read(byte[] bytes) {
        int count = input.fill(bytes);
        return count == 0 ? -1 : Math.max(count, 0);
    }

    @Override
    public void write(int stream, byte[] bytes, int length) {
        consoleBytes += length;
        if (outputs[stream] == null) {
            return;
        }
        try {
            outputs[stream].write(bytes, 0, length);
            outputs[stream].flush();
        } catch (IOException nobodyReads) {
            outputs[stream] = null;
            unread.accept(stream);
        }
    }

    @Override
    public void started(long nanos) {
        if (startedNanos < 0) {
            startedNanos = nanos;
        }
    }

    @Override
    public void exited(int status) {
        waitStatus = status;
        ended.run();
    }

    @Override
    public void notExecuted(int number) {
        errno = number;
    }

    @Override
    public int takeSignal() {
        int now = signal;
        signal = 0;
        return now;
    }

    /** A signal for the program, for a guest that asks for it. */
    public void signal(int number) {
        signal = number;
    }

    /** The run's time at which the entry point started, or -1. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Bytes the program wrote to its standard output and error. */
    public long consoleBytes() {
        return consoleBytes;
    }

    /** The errno for which it could not be executed, or 0. */
    public int errno() {
        return errno;
    }

    /** The exit status a runner ends with, or null while none was reported. */
    public Integer exitStatus() {
        if (waitStatus == null) {
            return null;
        }
        if (errno != 0) {
            return errno == ENOENT || errno == ENOTDIR ? ExitStatus.NOT_FOUND : ExitStatus.NOT_EXECUTABLE;
        }
        int killedBy = waitStatus & 0x7f;
        return killedBy != 0 ? ExitStatus.SIGNAL_BASE + killedBy : waitStatus >>> 8 & 0xff;
    }
}
