package twofold.container.syscall;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import twofold.container.abi.Errno;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** Writes one line for each system call, from the signatures of the table. */
public final class Trace {
    private static final int SHOWN = 64;
    private final PrintStream out;

    /** Writes to a stream. */
    public Trace(PrintStream out) {
        this.out = out;
    }

    void call(Task task, SyscallTable.Row row, long number, long result) {
        StringBuilder line = new StringBuilder().append(task.tid).append(' ').append(SyscallTable.name((int) number)).append('(');
        String signature = row == null ? "xxxxxx" : row.signature();
        for (int i = 0; i < Math.min(6, signature.length()); i++) {
            line.append(i == 0 ? "" : ", ").append(argument(task, signature.charAt(i), i));
        }
        line.append(") = ");
        if (result == Task.BLOCKED) {
            line.append("waits");
        } else if (result == Signals.NO_RESULT) {
            line.append("no result");
        } else if (result < 0 && result > -4096) {
            line.append("-1 ").append(Errno.name((int) -result));
        } else {
            line.append(Math.abs(result) > 1 << 20 ? "0x" + Long.toHexString(result) : Long.toString(result));
        }
        out.println(line);
        out.flush();
    }

    private static String argument(Task task, char kind, int n) {
        long value = task.arg(n);
        return switch (kind) {
            case 'd', 'f' -> Integer.toString((int) value);
            case 'l' -> Long.toString(value);
            case 'o' -> "0" + Integer.toOctalString((int) value);
            case 's' -> value == 0 || task.mm.users() == 0 ? "NULL" : text(task, value, 4096);
            case 'b' -> task.mm.users() == 0 ? "?" : bytes(task, value, task.arg(n + 1));
            default -> value == 0 ? "0" : "0x" + Long.toHexString(value);
        };
    }

    private static String text(Task task, long address, int limit) {
        try {
            return quote(task.mm.string(address, limit));
        } catch (FileError fault) {
            return "0x" + Long.toHexString(address);
        }
    }

    private static String bytes(Task task, long address, long length) {
        byte[] some = new byte[(int) Math.max(0, Math.min(SHOWN, length))];
        int count = task.mm.copyIn(address, some, 0, some.length);
        return quote(new String(some, 0, count, StandardCharsets.ISO_8859_1)) + (length > SHOWN ? "..." : "");
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append(c == '\n' ? "\\n" : c == '"' ? "\\\"" : c < 32 || c > 126 ? "\\x%02x".formatted((int) c) : String.valueOf(c));
        }
        return quoted.append('"').toString();
    }
}
