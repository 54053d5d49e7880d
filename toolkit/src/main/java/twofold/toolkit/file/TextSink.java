package twofold.toolkit.file;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Takes much text, one byte a character, for a file or standard error. If that fails, {@link #close} says so. */
public final class TextSink implements Consumer<CharSequence>, AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final String option;
    private final String file;
    private final OutputStream out;
    private boolean broken;

    /**
     * @param option the option that asked for it, for messages
     * @param file   the file, {@code -} for standard error
     * @throws UserError if it cannot be written
     */
    public TextSink(String option, String file) {
        this.option = option;
        this.file = file;
        try {
            out = new BufferedOutputStream(file.equals("-") ? new FileOutputStream(FileDescriptor.err) : new FileOutputStream(file), BUFFER);
        } catch (IOException refused) {
            throw failed();
        }
    }

    @Override
    public void accept(CharSequence text) {
        if (broken) {
            return;
        }
        try {
            for (int i = 0; i < text.length(); i++) {
                out.write(text.charAt(i));
            }
        } catch (IOException full) {
            broken = true;
        }
    }

    @Override
    public void close() {
        if (broken) {
            throw failed();
        }
        try {
            out.flush();
            if (!file.equals("-")) {
                out.close();
            }
        } catch (IOException full) {
            throw failed();
        }
    }

    private UserError failed() {
        return new UserError(ExitStatus.CANNOT, option + ": cannot write " + (file.equals("-") ? "to standard error" : "\"" + file + "\""));
    }
}
