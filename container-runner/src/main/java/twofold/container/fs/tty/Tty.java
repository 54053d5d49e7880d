package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import twofold.container.kernel.Container;
import twofold.container.kernel.ControllingTerminal;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;

/** One terminal: what is typed goes in at {@link #type}, what programs write comes out at its {@link Screen}. */
public final class Tty implements ControllingTerminal {
    /** Where output appears. */
    public interface Screen {
        /** Shows bytes; false if there is no room now. */
        boolean show(byte[] bytes, int length);

        /** Whether there is room now. */
        default boolean hasRoom() {
            return true;
        }

        /** Something has changed that a packet tells, TIOCPKT_ bits. */
        default void tell(int status) {
        }
    }

    private static final int MOST_TYPED = (1 << 13) + (1 << 8);
    /** What a person types, or pastes, ahead of a program that does not read. */
    private static final int MOST_AHEAD = 1 << 16;
    private static final int AT_ONCE = 4096;
    final Container container;
    final Termios termios = new Termios();
    final WaitQueue queue = new WaitQueue();
    final int owner;
    /** The group of who opened it. */
    int group;
    private final OutputProcessing processing = new OutputProcessing(termios);
    private final ByteArrayOutputStream echo = new ByteArrayOutputStream();
    private final LineDiscipline discipline = new LineDiscipline(termios, processing, new Typing(), echo);
    private final ByteArrayOutputStream cooked = new ByteArrayOutputStream();
    private final Screen screen;
    private final int major;
    private final int minor;
    /** Typed, and not yet taken by the line discipline. */
    private byte[] typed = new byte[0];
    private boolean stopped;
    /** Stopped by a call, which ^Q does not undo. */
    private boolean held;
    private long typedAt;
    /** How often it was hung up: files that were opened before are dead. */
    int hangUps;
    private boolean gone;
    int session;
    int foreground;
    int rows;
    int columns;
    private int pixels;
    int openers;
    /** Whether it was ever open: only then is nobody there a hang-up. */
    boolean used;
    /** Only those who may do all open it, TIOCEXCL. */
    boolean exclusive;
    /** Nobody opens it yet, TIOCSPTLCK. */
    boolean locked;
    /** Its node in /dev/pts, once somebody has looked for it. */
    Inode node;

    /** A terminal of a user with device number major:minor. */
    public Tty(Container container, Screen screen, int owner, int major, int minor) {
        this.owner = owner;
        this.container = container;
        this.screen = screen;
        this.major = major;
        this.minor = minor;
    }

    // What process control asks

    @Override
    public int foreground() {
        return foreground;
    }

    @Override
    public void released() {
        session = 0;
        foreground = 0;
    }

    @Override
    public int number() {
        return major << 8 | minor & 0xff | (minor & ~0xff) << 12;
    }

    @Override
    public File open(Task who, Inode inode, int flags) {
        return new TtyFile(this, inode, flags);
    }

    /** Makes it the controlling terminal of a session leader that has none. */
    public void control(Task leader) {
        session = leader.process.session;
        foreground = leader.process.group;
        leader.process.terminal = this;
    }

    /** No process of its session has it any more. */
    void abandon() {
        for (Task task : container.tasks.all()) {
            if (task.process.terminal == this) {
                task.process.terminal = null;
            }
        }
        released();
    }

    /** Sets the window's size and tells the foreground. */
    public void resize(int newRows, int newColumns) {
        resize(newRows, newColumns, 0);
    }

    /** Sets the window's size, also in pixels (the height in the upper half), and tells the foreground if it is another. */
    void resize(int newRows, int newColumns, int newPixels) {
        if (rows != newRows || columns != newColumns || pixels != newPixels) {
            rows = newRows;
            columns = newColumns;
            pixels = newPixels;
            signal(SIGWINCH);
        }
    }

    int pixels() {
        return pixels;
    }

    /** The other side is gone. */
    public void hangUp() {
        gone = true;
        disconnect();
    }

    /** Makes files that are open dead, and tells the leader of its session. */
    void disconnect() {
        hangUps++;
        int leader = session;
        abandon();
        if (leader != 0) {
            for (Task task : container.tasks.all()) {
                if (task.tid == leader && task.process.pid == leader) {
                    Signals.send(task.process, SignalInfo.kernel(SIGHUP));
                    Signals.send(task.process, SignalInfo.kernel(SIGCONT));
                }
            }
        }
        queue.wakeAll();
    }

    /** Whether the other side is gone for good. */
    boolean gone() {
        return gone;
    }

    void signal(int number) {
        if (foreground > 0) {
            Signals.sendGroup(container, foreground, SignalInfo.kernel(number));
        }
    }

    // Input

    /** Takes bytes as they are typed; too much ahead of who reads is lost. */
    public void type(byte[] bytes, int length) {
        accept(bytes, Math.min(length, MOST_AHEAD - typed.length));
    }

    /** Takes as many typed bytes as there is room for; returns how many. */
    int typeSome(byte[] bytes, int length) {
        int taken = 0;
        int part;
        do {
            part = Math.clamp(MOST_TYPED - typed.length, 0, length - taken);
            accept(Arrays.copyOfRange(bytes, taken, taken + part), part);
            taken += part;
        } while (part > 0 && taken < length);
        return taken;
    }

    private void accept(byte[] bytes, int length) {
        if (typed.length == 0) {
            typed = Arrays.copyOf(bytes, Math.max(0, length));
        } else {
            int before = typed.length;
            typed = Arrays.copyOf(typed, before + length);
            System.arraycopy(bytes, 0, typed, before, length);
        }
        typedAt = container.kernel.clock.monotonicNanos();
        deliver();
        queue.wakeAll();
    }

    private void deliver() {
        int taken = discipline.take(typed, 0, typed.length);
        typed = taken == typed.length ? new byte[0] : Arrays.copyOfRange(typed, Math.min(taken, typed.length), typed.length);
        showEcho();
    }

    /** Whether there is room for more typing. */
    boolean accepts() {
        return typed.length < MOST_TYPED;
    }

    /** When something was typed last, in nanoseconds of the monotonic clock. */
    long typedAt() {
        return typedAt;
    }

    /** What the line discipline tells of. */
    private final class Typing implements LineDiscipline.Line {
        @Override
        public void signal(int number, boolean flush) {
            Tty.this.signal(number);
            if (flush) {
                echo.reset();
                screen.tell(TIOCPKT_FLUSHREAD | TIOCPKT_FLUSHWRITE);
            }
        }

        @Override
        public void stop(boolean stop) {
            Tty.this.stop(stop);
        }

        @Override
        public boolean stopped() {
            return stopped && !held;
        }
    }

    /** Stops output or lets it go on, as ^S and ^Q do. */
    private void stop(boolean stop) {
        if (stopped != stop && !(held && !stop)) {
            stopped = stop;
            screen.tell(stop ? TIOCPKT_STOP : TIOCPKT_START);
            queue.wakeAll();
        }
    }

    /** Stops output or lets it go on, as tcflow(3) does. */
    void hold(boolean hold) {
        boolean changed = held != hold;
        held = hold;
        if (changed) {
            stop(hold);
            showEcho();
        }
    }

    /** Sends ^S or ^Q to the other side, past what is stopped. */
    void send(int which) {
        if (termios.chars[which] != 0) {
            screen.show(new byte[] {termios.chars[which]}, 1);
        }
    }

    /** Sets its modes; whether ^S and ^Q are for flow control is told. */
    void modes(byte[] bytes) {
        boolean before = termios.flowControlled();
        int local = termios.local;
        boolean controlled = termios.input(IXON);
        termios.set(bytes);
        if (before != termios.flowControlled()) {
            screen.tell(before ? TIOCPKT_NOSTOP : TIOCPKT_DOSTOP);
        }
        if (((local | termios.local) & EXTPROC) != 0) {
            screen.tell(TIOCPKT_IOCTL);
        }
        if (((local ^ termios.local) & (ICANON | EXTPROC)) != 0) {
            discipline.modeChanged();
        }
        if (controlled && !termios.input(IXON)) {
            stop(false);
        }
        deliver();
        queue.wakeAll();
    }

    /** Throws away what was typed and not read, what was shown and not seen, or both: tcflush(3). */
    void flush(boolean input, boolean output) {
        if (input) {
            typed = new byte[0];
            discipline.flush();
            screen.tell(TIOCPKT_FLUSHREAD);
        }
        if (output) {
            screen.tell(TIOCPKT_FLUSHWRITE);
        }
        queue.wakeAll();
    }

    /** What was shown is not to be seen: what has been typed and was not taken yet goes. */
    void flushTyped() {
        typed = new byte[0];
    }

    /** Bytes that a read would give now. */
    int available() {
        return discipline.available();
    }

    /** Whether a read gives something at once: a line, or so many bytes. */
    boolean readable(int least) {
        return discipline.readable(least);
    }

    /** Reads a line, or what there is in raw mode. */
    int read(ByteBuffer to) {
        int count = discipline.read(to);
        if (typed.length > 0) {
            deliver();
        }
        queue.wakeAll();
        return count;
    }

    // Output

    boolean writable() {
        return !stopped && screen.hasRoom();
    }

    /** Writes with output processing; returns how many bytes were taken, or -EAGAIN. */
    int write(ByteBuffer from) {
        if (stopped) {
            return -EAGAIN;
        }
        int taken = 0;
        do {
            byte[] bytes = new byte[Math.min(from.remaining(), AT_ONCE)];
            from.duplicate().get(bytes);
            if (!show(bytes)) {
                return taken > 0 ? taken : -EAGAIN;
            }
            from.position(from.position() + bytes.length);
            taken += bytes.length;
        } while (from.hasRemaining());
        return taken;
    }

    private boolean show(byte[] bytes) {
        if ((termios.output & OPOST) == 0) {
            return screen.show(bytes, bytes.length);
        }
        long before = processing.state();
        cooked.reset();
        for (byte b : bytes) {
            processing.shown(b & 0xff, cooked);
        }
        boolean shown = cooked.size() == 0 || screen.show(cooked.toByteArray(), cooked.size());
        if (!shown) {
            processing.restore(before);
        }
        return shown;
    }

    private void showEcho() {
        if (echo.size() > 0 && !stopped) {
            screen.show(echo.toByteArray(), echo.size());
            echo.reset();
        }
    }
}
