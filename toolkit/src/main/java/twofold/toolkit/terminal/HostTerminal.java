package twofold.toolkit.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The host's terminal in raw mode: every key goes through as it is typed, and nothing is written that the guest did not write. Its
 * settings are changed by stty(1), which POSIX promises; closing puts them back as they were.
 */
public final class HostTerminal implements AutoCloseable {
    private final String before;
    private final Thread restorer;

    private HostTerminal(String before) {
        this.before = before;
        stty("raw", "-echo");
        restorer = new Thread(() -> stty(before));
        Runtime.getRuntime().addShutdownHook(restorer);
    }

    /** Takes the terminal of standard input; an error if that or standard output is none. */
    public static HostTerminal open() {
        String before = System.console() != null && System.console().isTerminal() ? stty("-g") : null;
        if (before == null || before.isBlank()) {
            throw new UserError(ExitStatus.CANNOT, "-t needs a terminal on standard input and output; leave it out or run it on one");
        }
        return new HostTerminal(before.strip());
    }

    /** What is typed. */
    public InputStream input() {
        return new FileInputStream(FileDescriptor.in);
    }

    /** What is shown. */
    public OutputStream output() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** Height and width of the window in characters; 24 by 80 if it does not say. */
    public int[] size() {
        String text = stty("size");
        String[] words = text == null ? new String[0] : text.strip().split(" ");
        boolean said = words.length == 2 && words[0].matches("[1-9][0-9]{0,3}") && words[1].matches("[1-9][0-9]{0,3}");
        return said ? new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])} : new int[] {24, 80};
    }

    /** Calls {@code action} when the window's size changes. */
    public void onResize(Runnable action) {
        HostSignals.handle("WINCH", action);
    }

    @Override
    public void close() {
        stty(before);
        try {
            Runtime.getRuntime().removeShutdownHook(restorer);
        } catch (IllegalStateException ending) {
            // The machine is going down already, and runs the hook itself
        }
    }

    /** Runs stty on standard input; what it prints, or null if it failed. */
    private static String stty(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "stty";
        System.arraycopy(words, 0, command, 1, words.length);
        try {
            Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? text : null;
        } catch (IOException missing) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
