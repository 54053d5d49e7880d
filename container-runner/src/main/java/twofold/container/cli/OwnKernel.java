package twofold.container.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import twofold.image.instance.Description;
import twofold.toolkit.cli.UserError;

/** A container that a {@code run} of its own has in the foreground: that process hands the host's signals on to it. */
final class OwnKernel {
    private static final int HARD_SECONDS = 10;

    private OwnKernel() {
    }

    /** Ends the run: by SIGTERM, which reaches the program, and after a while by killing it. */
    static void stop(Description container, int seconds) {
        ProcessHandle process = ProcessHandle.of(container.pid()).orElse(null);
        if (process == null) {
            return;
        }
        process.destroy();
        if (!ended(process, seconds)) {
            kill(container);
        }
    }

    /** Kills the run. */
    static void kill(Description container) {
        ProcessHandle process = ProcessHandle.of(container.pid()).orElse(null);
        if (process != null) {
            process.destroyForcibly();
            if (!ended(process, HARD_SECONDS)) {
                throw new UserError("process " + container.pid() + ", which runs \"" + container.name() + "\", cannot be ended");
            }
        }
    }

    private static boolean ended(ProcessHandle process, int seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stubborn) {
            return false;
        } catch (ExecutionException | InterruptedException failed) {
            return !process.isAlive();
        }
    }
}
