package twofold.container.fs.tty;

import static twofold.container.abi.Tty.*;

import java.io.ByteArrayOutputStream;

/** What a terminal makes of bytes that are shown, OPOST of termios(3): it knows the column the cursor is in. */
final class OutputProcessing {
    private static final int TAB = 8;
    private final Termios termios;
    private int column;
    /** Where the line that is being typed began. */
    private int canonColumn;

    OutputProcessing(Termios termios) {
        this.termios = termios;
    }

    /** The columns, to go back to by {@link #restore} when what was made could not be shown. */
    long state() {
        return (long) column << 32 | canonColumn;
    }

    void restore(long state) {
        column = (int) (state >> 32);
        canonColumn = (int) state;
    }

    /** The line that is typed begins here. */
    void lineBegins() {
        canonColumn = column;
    }

    void back() {
        column = Math.max(0, column - 1);
    }

    /** Two characters are shown as they are, as for a control character. */
    void pair(int first, int second, ByteArrayOutputStream to) {
        to.write(first);
        to.write(second);
        column += 2;
    }

    /** Goes back over a tab behind so many columns, counted from the tab before or from where the line began. */
    void eraseTab(int columns, boolean afterTab, ByteArrayOutputStream to) {
        int before = (columns & 7) + (afterTab ? 0 : canonColumn);
        for (int i = TAB - (before & 7); i > 0; i--) {
            to.write('\b');
            back();
        }
    }

    void shown(int c, ByteArrayOutputStream to) {
        if ((termios.output & OPOST) == 0) {
            to.write(c);
            return;
        }
        switch (c) {
            case '\n' -> newLine(to);
            case '\r' -> carriageReturn(to);
            case '\t' -> tab(to);
            case '\b' -> {
                back();
                to.write(c);
            }
            default -> to.write(plain(c));
        }
    }

    private void newLine(ByteArrayOutputStream to) {
        if ((termios.output & (ONLRET | ONLCR)) != 0) {
            column = 0;
        }
        canonColumn = column;
        if ((termios.output & ONLCR) != 0) {
            to.write('\r');
        }
        to.write('\n');
    }

    private void carriageReturn(ByteArrayOutputStream to) {
        if ((termios.output & ONOCR) != 0 && column == 0) {
            return;
        }
        boolean asNewLine = (termios.output & OCRNL) != 0;
        if (!asNewLine || (termios.output & ONLRET) != 0) {
            column = 0;
            canonColumn = 0;
        }
        to.write(asNewLine ? '\n' : '\r');
    }

    private void tab(ByteArrayOutputStream to) {
        int spaces = TAB - (column & 7);
        column += spaces;
        if ((termios.output & TABDLY) != XTABS) {
            to.write('\t');
            return;
        }
        for (int i = 0; i < spaces; i++) {
            to.write(' ');
        }
    }

    private int plain(int c) {
        if (Termios.control(c)) {
            return c;
        }
        if (!termios.continues(c)) {
            column++;
        }
        return (termios.output & OLCUC) != 0 ? Termios.upper(c) : c;
    }
}
