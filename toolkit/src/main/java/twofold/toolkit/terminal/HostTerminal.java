package twofold.toolkit.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The host's terminal in raw mode: every key goes through as it is typed. Closing it puts the terminal back as it was. */
public final class HostTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    private HostTerminal(Terminal terminal) {
        this.terminal = terminal;
        before = terminal.enterRawMode();
    }

    /** Opens the terminal of standard input and output; an error if they are none. */
    public static HostTerminal open() {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false).build();
            return new HostTerminal(terminal);
        } catch (IOException | IllegalStateException none) {
            throw new UserError(ExitStatus.CANNOT, "-t needs a terminal on standard input and output; leave it out or run it on one");
        }
    }

    /** What is typed. */
    public InputStream input() {
        return terminal.input();
    }

    /** What is shown. */
    public OutputStream output() {
        return terminal.output();
    }

    /** The window's height in characters. */
    public int rows() {
        return Math.max(1, size().getRows());
    }

    /** The window's width in characters. */
    public int columns() {
        return Math.max(1, size().getColumns());
    }

    private Size size() {
        return terminal.getSize();
    }

    /** Calls {@code action} when the window's size changes. */
    public void onResize(Runnable action) {
        HostSignals.handle("WINCH", action);
    }

    @Override
    public void close() {
        try {
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException gone) {
            // Nothing is left to be put back
        }
    }
}
