package twofold.container.fs.tty;

import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * What a terminal makes of bytes that are typed, termios(3): the line that can still be edited, the lines and bytes that can be read, the
 * echo. A line with its end has 4,096 bytes at the most; what is typed further is echoed and lost, except for its end. Without lines, what
 * does not fit waits outside ({@link #take} says how much it took).
 */
final class LineDiscipline {
    static final int SIZE = 4096;
    private static final int DISABLED = 0;
    private static final int PARITY_MARK = 0xff;

    /** What the line discipline asks of its terminal. */
    interface Line {
        /** A character of the foreground's: SIGINT, SIGQUIT or SIGTSTP; what was shown for what was typed is to go too if {@code flush}. */
        void signal(int number, boolean flush);

        /** ^S or ^Q. */
        void stop(boolean stop);

        boolean stopped();
    }

    private final Termios termios;
    private final OutputProcessing processing;
    private final Line owner;
    /** What is to be shown. */
    private final ByteArrayOutputStream echo;
    private final byte[] ring = new byte[SIZE];
    private final BitSet ends = new BitSet(SIZE);
    /** Counts of bytes read, typed, and typed up to the end of the last whole line. */
    private long tail;
    private long head;
    private long canonHead;
    private boolean push;
    private boolean erasing;
    private boolean literal;

    LineDiscipline(Termios termios, OutputProcessing processing, Line owner, ByteArrayOutputStream echo) {
        this.termios = termios;
        this.processing = processing;
        this.owner = owner;
        this.echo = echo;
    }

    private static int place(long count) {
        return (int) (count & SIZE - 1);
    }

    private int at(long count) {
        return ring[place(count)] & 0xff;
    }

    /** Forgets all that was typed. */
    void flush() {
        tail = 0;
        head = 0;
        canonHead = 0;
        ends.clear();
        erasing = false;
        literal = false;
        push = false;
    }

    /** The mode has changed from lines to bytes or back: what is there can be read. */
    void modeChanged() {
        ends.clear();
        boolean lines = termios.local(ICANON) && head != tail;
        if (lines) {
            ends.set(place(head - 1));
        }
        canonHead = lines ? head : tail;
        push = lines;
        erasing = false;
        literal = false;
    }

    // Reading

    /** Bytes that a read would give; an end of file in between counts for none. */
    int available() {
        if (!termios.canonical()) {
            return (int) (head - tail);
        }
        int count = 0;
        for (long i = tail; i < canonHead; i++) {
            count += ends.get(place(i)) && at(i) == DISABLED ? 0 : 1;
        }
        return count;
    }

    /** Whether there are at least so many bytes, or a line. */
    boolean readable(int least) {
        return termios.canonical() ? canonHead != tail : head - tail >= least;
    }

    /** Reads what there is: a line, or bytes. */
    int read(ByteBuffer to) {
        int before = to.remaining();
        if (!termios.canonical()) {
            while (to.hasRemaining() && tail != head) {
                to.put(ring[place(tail++)]);
            }
            return before - to.remaining();
        }
        while (to.hasRemaining() && tail != canonHead) {
            boolean end = ends.get(place(tail));
            if (!end || at(tail) != DISABLED) {
                to.put(ring[place(tail)]);
            }
            if (end) {
                lineRead();
                return before - to.remaining();
            }
            tail++;
        }
        if (tail != canonHead && ends.get(place(tail)) && at(tail) == DISABLED) {
            lineRead();
        }
        return before - to.remaining();
    }

    private void lineRead() {
        ends.clear(place(tail));
        tail++;
        push = false;
    }

    // Typing

    /** Takes bytes as they are typed; returns how many. */
    int take(byte[] bytes, int from, int length) {
        int taken = 0;
        while (taken < length) {
            long left = SIZE - (head - tail);
            long room = (termios.input(PARMRK) ? (left + 2) / 3 : left) - 1;
            if (room <= 0) {
                if (!termios.local(ICANON) || canonHead != tail) {
                    return taken;
                }
                head -= room < 0 ? 1 : 0;
                room = 1;
            }
            for (long i = Math.min(room, length - taken); i > 0; i--) {
                type(bytes[from + taken++] & 0xff);
            }
        }
        return taken;
    }

    private void type(int typed) {
        int c = termios.input(ISTRIP) ? typed & 0x7f : typed;
        c = termios.input(IUCLC) && termios.local(IEXTEN) ? Termios.lower(c) : c;
        if (termios.local(EXTPROC)) {
            put(c);
        } else if (literal) {
            literal = false;
            plain(c, false);
        } else if (termios.input(IXON) && (termios.is(VSTART, c) || termios.is(VSTOP, c))) {
            owner.stop(!termios.is(VSTART, c));
        } else if (termios.local(ISIG) && signalOf(c) != 0) {
            signal(c, signalOf(c));
        } else {
            character(c);
        }
    }

    private int signalOf(int c) {
        return termios.is(VINTR, c) ? SIGINT : termios.is(VQUIT, c) ? SIGQUIT : termios.is(VSUSP, c) ? SIGTSTP : 0;
    }

    private void signal(int c, int number) {
        boolean flush = !termios.local(NOFLSH);
        owner.signal(number, flush);
        if (flush) {
            flush();
        }
        if (termios.input(IXON)) {
            owner.stop(false);
        }
        if (termios.local(ECHO)) {
            echo(c);
        }
    }

    private void character(int typed) {
        int c = typed;
        if (termios.input(IXON) && termios.input(IXANY) && owner.stopped()) {
            owner.stop(false);
        }
        if (c == '\r') {
            if (termios.input(IGNCR)) {
                return;
            }
            c = termios.input(ICRNL) ? '\n' : c;
        } else if (c == '\n' && termios.input(INLCR)) {
            c = '\r';
        }
        if (!termios.local(ICANON) || !edited(c)) {
            plain(c, c == '\n' && (termios.local(ICANON) || typed == '\r'));
        }
    }

    private void plain(int c, boolean newLine) {
        if (termios.local(ECHO)) {
            finishErasing();
            if (newLine) {
                raw(c);
            } else {
                beginLine();
                echo(c);
            }
        }
        marked(c);
    }

    private void beginLine() {
        if (canonHead == head) {
            processing.lineBegins();
        }
    }

    private void marked(int c) {
        if (c == PARITY_MARK && termios.input(PARMRK)) {
            put(c);
        }
        put(c);
    }

    private void put(int c) {
        ring[place(head)] = (byte) c;
        head++;
    }

    /** Whether a character is for editing, or ends a line. */
    private boolean edited(int c) {
        boolean extended = termios.local(IEXTEN);
        if (termios.is(VERASE, c) || termios.is(VKILL, c) || termios.is(VWERASE, c) && extended) {
            erase(c);
        } else if (termios.is(VLNEXT, c) && extended) {
            literal = true;
            if (termios.local(ECHO)) {
                finishErasing();
                if (termios.local(ECHOCTL)) {
                    raw('^');
                    raw('\b');
                }
            }
        } else if (termios.is(VREPRINT, c) && extended && termios.local(ECHO)) {
            finishErasing();
            echo(c);
            raw('\n');
            for (long i = canonHead; i < head; i++) {
                echo(at(i));
            }
        } else {
            return ended(c);
        }
        return true;
    }

    private boolean ended(int c) {
        if (c == '\n') {
            if (termios.local(ECHO) || termios.local(ECHONL)) {
                raw('\n');
            }
            end(c);
        } else if (termios.is(VEOF, c)) {
            end(DISABLED);
        } else if (termios.is(VEOL, c) || termios.is(VEOL2, c) && termios.local(IEXTEN)) {
            if (termios.local(ECHO)) {
                beginLine();
                echo(c);
            }
            if (c == PARITY_MARK && termios.input(PARMRK)) {
                put(c);
            }
            end(c);
        } else {
            return false;
        }
        return true;
    }

    private void end(int c) {
        ends.set(place(head));
        put(c);
        canonHead = head;
    }

    // Erasing

    private void erase(int c) {
        if (head == canonHead) {
            return;
        }
        boolean kill = termios.is(VKILL, c) && !termios.is(VERASE, c);
        boolean word = !kill && !termios.is(VERASE, c);
        if (kill && killed(c)) {
            return;
        }
        boolean seen = false;
        while (head != canonHead) {
            long from = head;
            do {
                from--;
            } while (termios.continues(at(from)) && from != canonHead);
            int first = at(from);
            if (termios.continues(first)) {
                break;
            }
            if (word) {
                boolean part = Termios.wordCharacter(first);
                if (!part && seen) {
                    break;
                }
                seen |= part;
            }
            int count = (int) (head - from);
            head = from;
            if (termios.local(ECHO)) {
                showErased(first, count, !kill && !word);
            }
            if (!kill && !word) {
                break;
            }
        }
        if (head == canonHead && termios.local(ECHO)) {
            finishErasing();
        }
    }

    /** A line that goes as a whole; false if it is to be erased character by character. */
    private boolean killed(int c) {
        if (!termios.local(ECHO)) {
            head = canonHead;
            return true;
        }
        if (termios.local(ECHOK) && termios.local(ECHOKE) && termios.local(ECHOE)) {
            return false;
        }
        head = canonHead;
        finishErasing();
        echo(c);
        if (termios.local(ECHOK)) {
            raw('\n');
        }
        return true;
    }

    private void showErased(int c, int count, boolean one) {
        if (termios.local(ECHOPRT)) {
            if (!erasing) {
                raw('\\');
                erasing = true;
            }
            echo(c);
            for (int i = 1; i < count; i++) {
                raw(at(head + i));
                processing.back();
            }
        } else if (one && !termios.local(ECHOE)) {
            echo(termios.chars[VERASE] & 0xff);
        } else if (c == '\t') {
            eraseTab();
        } else {
            boolean control = Termios.control(c);
            if (control && termios.local(ECHOCTL)) {
                rubOut();
            }
            if (!control || termios.local(ECHOCTL)) {
                rubOut();
            }
        }
    }

    private void rubOut() {
        raw('\b');
        raw(' ');
        raw('\b');
    }

    private void eraseTab() {
        int columns = 0;
        for (long i = head; i != canonHead;) {
            int c = at(--i);
            if (c == '\t') {
                processing.eraseTab(columns, true, echo);
                return;
            }
            columns += Termios.control(c) ? termios.local(ECHOCTL) ? 2 : 0 : termios.continues(c) ? 0 : 1;
        }
        processing.eraseTab(columns, false, echo);
    }

    // Echo

    private void finishErasing() {
        if (erasing) {
            raw('/');
            erasing = false;
        }
    }

    private void raw(int c) {
        processing.shown(c, echo);
    }

    private void echo(int c) {
        if (termios.local(ECHOCTL) && Termios.control(c) && c != '\t') {
            processing.pair('^', c ^ 0100, echo);
        } else {
            raw(c);
        }
    }
}
