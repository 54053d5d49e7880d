package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import twofold.container.kernel.Container;
import twofold.container.kernel.ControllingTerminal;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;

/** One terminal: what is typed goes in at {@link #type}, what programs write comes out at its {@link Screen}. */
public final class Tty implements ControllingTerminal {
    /** Where output appears. */
    public interface Screen {
        /** Shows bytes; false if there is no room now. */
        boolean show(byte[] bytes, int length);

        /** What was shown and not yet read is to go. */
        default void discard() {
        }

        /** Something has changed that a packet tells, TIOCPKT_ bits. */
        default void tell(int status) {
        }
    }

    private static final int MOST_LINE = 4095;
    private static final int MOST_READY = 1 << 16;
    final Container container;
    final Termios termios = new Termios();
    final WaitQueue queue = new WaitQueue();
    private final Screen screen;
    final int owner;
    private final int major;
    private final int minor;
    /** Lines, or single bytes in raw mode, ready to be read; an empty one is an end of file. */
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();
    private int readyBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean literal;
    private boolean stopped;
    boolean hungUp;
    int session;
    int foreground;
    int rows = 24;
    int columns = 80;
    int openers;
    /** Whether it was ever open: only then is nobody there a hang-up. */
    boolean used;

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
        return major << 8 | minor;
    }

    @Override
    public File open(Task who, int flags) {
        return new TtyFile(this, TtyFile.inode(this, who), flags);
    }

    /** Makes it the controlling terminal of a session leader that has none. */
    public void control(Task leader) {
        session = leader.process.session;
        foreground = leader.process.group;
        leader.process.terminal = this;
    }

    /** Sets the window's size and tells the foreground. */
    public void resize(int newRows, int newColumns) {
        if (rows != newRows || columns != newColumns) {
            rows = newRows;
            columns = newColumns;
            signal(SIGWINCH);
        }
    }

    /** The other side is gone. */
    public void hangUp() {
        hungUp = true;
        if (session != 0) {
            Signals.sendGroup(container, session, new SignalInfo(SIGHUP, SI_KERNEL, 0, 0, 0, 0));
            Signals.sendGroup(container, session, new SignalInfo(SIGCONT, SI_KERNEL, 0, 0, 0, 0));
        }
        queue.wakeAll();
    }

    private void signal(int number) {
        if (foreground > 0) {
            Signals.sendGroup(container, foreground, new SignalInfo(number, SI_KERNEL, 0, 0, 0, 0));
        }
    }

    // Input

    /** Takes bytes as they are typed. */
    public void type(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            type(bytes[i] & 0xff);
        }
        queue.wakeAll();
    }

    /** Whether there is room for more typing. */
    boolean accepts() {
        return readyBytes < MOST_READY;
    }

    private void type(int typed) {
        int c = (termios.input & ISTRIP) != 0 ? typed & 0x7f : typed;
        if (literal) {
            literal = false;
            add(c);
            return;
        }
        if (termios.local(ISIG) && signalled(c)) {
            return;
        }
        if ((termios.input & IXON) != 0 && (termios.is(VSTART, c) || termios.is(VSTOP, c))) {
            stop(termios.is(VSTOP, c));
            return;
        }
        if (c == '\r') {
            if ((termios.input & IGNCR) != 0) {
                return;
            }
            c = (termios.input & ICRNL) != 0 ? '\n' : c;
        } else if (c == '\n' && (termios.input & INLCR) != 0) {
            c = '\r';
        }
        if (termios.local(ICANON)) {
            edit(c);
        } else {
            add(c);
        }
    }

    /** Stops output or lets it go on. */
    void stop(boolean stop) {
        if (stopped != stop) {
            stopped = stop;
            screen.tell(stop ? TIOCPKT_STOP : TIOCPKT_START);
            queue.wakeAll();
        }
    }

    /** Sets its modes; whether ^S and ^Q are for flow control is told. */
    void modes(byte[] bytes) {
        boolean before = termios.flowControlled();
        termios.set(bytes);
        if (before != termios.flowControlled()) {
            screen.tell(before ? TIOCPKT_NOSTOP : TIOCPKT_DOSTOP);
        }
        queue.wakeAll();
    }

    /** Throws away what was typed and not read, what was shown and not read, or both: tcflush(3). */
    void flush(boolean input, boolean output) {
        if (input) {
            flushInput();
            screen.tell(TIOCPKT_FLUSHREAD);
        }
        if (output) {
            screen.discard();
            screen.tell(TIOCPKT_FLUSHWRITE);
        }
    }

    private boolean signalled(int c) {
        int number = termios.is(VINTR, c) ? SIGINT : termios.is(VQUIT, c) ? SIGQUIT : termios.is(VSUSP, c) ? SIGTSTP : 0;
        if (number == 0) {
            return false;
        }
        if (!termios.local(NOFLSH)) {
            flushInput();
        }
        echo(c);
        signal(number);
        return true;
    }

    private void edit(int c) {
        if (termios.is(VERASE, c)) {
            erase();
        } else if (termios.is(VKILL, c)) {
            while (line.size() > 0) {
                erase();
            }
        } else if (termios.is(VWERASE, c) && termios.local(IEXTEN)) {
            eraseWord();
        } else if (termios.is(VLNEXT, c) && termios.local(IEXTEN)) {
            literal = true;
        } else if (termios.is(VEOF, c)) {
            commit();
        } else if (c == '\n' || termios.is(VEOL, c) || termios.is(VEOL2, c)) {
            line.write(c);
            if (termios.local(ECHO) || c == '\n' && termios.local(ECHONL)) {
                output(new byte[] {(byte) c}, 1);
            }
            commit();
        } else if (line.size() < MOST_LINE) {
            line.write(c);
            echo(c);
        }
    }

    private void add(int c) {
        if (termios.local(ICANON)) {
            line.write(c);
        } else if (readyBytes < MOST_READY) {
            ready.add(new byte[] {(byte) c});
            readyBytes++;
        }
        echo(c);
    }

    private void commit() {
        byte[] whole = line.toByteArray();
        line.reset();
        ready.add(whole);
        readyBytes += whole.length;
    }

    private void erase() {
        byte[] bytes = line.toByteArray();
        if (bytes.length == 0) {
            return;
        }
        int keep = bytes.length - 1;
        while ((termios.input & IUTF8) != 0 && keep > 0 && (bytes[keep] & 0xc0) == 0x80) {
            keep--;
        }
        int removed = bytes[keep] & 0xff;
        line.reset();
        line.write(bytes, 0, keep);
        if (termios.local(ECHO) && termios.local(ECHOE)) {
            int width = removed < 32 && termios.local(ECHOCTL) ? 2 : 1;
            for (int i = 0; i < width; i++) {
                raw("\b \b");
            }
        }
    }

    private void eraseWord() {
        boolean word = false;
        while (line.size() > 0) {
            byte[] bytes = line.toByteArray();
            boolean blank = bytes[bytes.length - 1] == ' ' || bytes[bytes.length - 1] == '\t';
            if (blank && word) {
                return;
            }
            word |= !blank;
            erase();
        }
    }

    private void echo(int c) {
        if (!termios.local(ECHO)) {
            return;
        }
        if (c < 32 && c != '\n' && c != '\t' && termios.local(ECHOCTL)) {
            raw("^" + (char) (c + 64));
        } else if (c == 127 && termios.local(ECHOCTL)) {
            raw("^?");
        } else {
            output(new byte[] {(byte) c}, 1);
        }
    }

    void flushInput() {
        ready.clear();
        readyBytes = 0;
        line.reset();
    }

    /** Bytes that a read would give now. */
    int available() {
        return readyBytes;
    }

    boolean readable() {
        if (hungUp) {
            return true;
        }
        int least = termios.local(ICANON) ? 0 : Math.max(1, termios.chars[VMIN] & 0xff);
        return termios.local(ICANON) ? !ready.isEmpty() : readyBytes >= (termios.chars[VTIME] != 0 ? 1 : least);
    }

    /** Reads a line, or what there is in raw mode; -EAGAIN if it is not there yet. */
    int read(ByteBuffer to) {
        if (!readable()) {
            boolean poll = !termios.local(ICANON) && termios.chars[VMIN] == 0 && termios.chars[VTIME] == 0;
            return poll ? 0 : -EAGAIN;
        }
        if (ready.isEmpty()) {
            return 0;
        }
        int before = to.remaining();
        do {
            byte[] first = ready.poll();
            int part = Math.min(to.remaining(), first.length);
            to.put(first, 0, part);
            readyBytes -= part;
            if (part < first.length) {
                ready.addFirst(Arrays.copyOfRange(first, part, first.length));
            }
        } while (!termios.local(ICANON) && to.hasRemaining() && !ready.isEmpty());
        queue.wakeAll();
        return before - to.remaining();
    }

    // Output

    boolean writable() {
        return !stopped || hungUp;
    }

    /** Writes with output processing; returns how many bytes were taken, or -EAGAIN. */
    int write(ByteBuffer from) {
        if (hungUp) {
            return -EIO;
        }
        if (stopped) {
            return -EAGAIN;
        }
        byte[] bytes = new byte[Math.min(from.remaining(), 4096)];
        from.duplicate().get(bytes);
        if (!output(bytes, bytes.length)) {
            return -EAGAIN;
        }
        from.position(from.position() + bytes.length);
        return bytes.length;
    }

    private boolean output(byte[] bytes, int length) {
        if ((termios.output & OPOST) == 0) {
            return screen.show(bytes, length);
        }
        byte[] cooked = new byte[2 * length];
        int size = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' && (termios.output & ONLCR) != 0) {
                cooked[size++] = '\r';
            } else if (b == '\r' && (termios.output & OCRNL) != 0) {
                b = '\n';
            }
            cooked[size++] = b;
        }
        return screen.show(cooked, size);
    }

    private void raw(String text) {
        screen.show(text.getBytes(StandardCharsets.ISO_8859_1), text.length());
    }
}
