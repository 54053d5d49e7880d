package twofold.container.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import twofold.container.syscall.SyscallTable;
import twofold.container.syscall.Trace;
import twofold.toolkit.cli.UserError;

/** Opens what {@code --trace-syscalls} asks for. */
final class Traces {
    private Traces() {
    }

    static SyscallTable open(String file) {
        if (file == null) {
            return new SyscallTable(null);
        }
        try {
            return new SyscallTable(new Trace(file.equals("-") ? System.err
                    : new PrintStream(new FileOutputStream(file), false, StandardCharsets.ISO_8859_1)));
        } catch (FileNotFoundException refused) {
            throw new UserError("--trace-syscalls: cannot write " + file);
        }
    }
}
