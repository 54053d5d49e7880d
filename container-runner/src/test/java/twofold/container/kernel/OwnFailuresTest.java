package twofold.container.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import twofold.container.Guest;
import twofold.container.syscall.SyscallTable;

/** When a handler of ours throws, one call fails and everything else goes on. */
@Timeout(60)
class OwnFailuresTest {
    private static final int MKDIRAT = 34;
    @TempDir
    Path directory;

    private Guest.Result run(Throwable thrown) throws Exception {
        Path upper = directory.resolve(thrown.getClass().getSimpleName());
        SyscallTable table = new SyscallTable(null);
        Kernel.Calls failing = task -> {
            if (task.hart.x[17] == MKDIRAT) {
                task.state = Task.State.WAITING;
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
            return table.call(task);
        };
        try (Guest guest = new Guest(upper, true, failing).busybox()) {
            return guest.run("sh", "-c", "mkdir /tmp/a; echo $?; echo on");
        }
    }

    @Test
    @DisplayName("an exception in a system call is EIO for the task")
    void anExceptionIsAnInputOutputError() throws Exception {
        Guest.Result result = run(new IllegalStateException("broken"));
        assertEquals("1\non\n", result.out());
        assertTrue(result.err().endsWith("I/O error\n") || result.err().endsWith("Input/output error\n"), result.err());
    }

    @Test
    @DisplayName("a stack overflow in a system call is EIO, no memory is ENOMEM")
    void errorsOfTheJavaMachineAreErrnos() throws Exception {
        assertTrue(run(new StackOverflowError()).out().equals("1\non\n"));
        Guest.Result result = run(new OutOfMemoryError("none"));
        assertEquals("1\non\n", result.out());
        assertTrue(result.err().contains("emory"), result.err());
    }
}
