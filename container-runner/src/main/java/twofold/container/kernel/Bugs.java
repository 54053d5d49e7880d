package twofold.container.kernel;

import twofold.toolkit.cli.UserError;

/** What is said when the kernel itself fails: one line on standard error, and the trace for those who ask for it. */
final class Bugs {
    private static final int MOST_FRAMES = 40;

    private Bugs() {
    }

    /** Tells of a failure while {@code name} was served. */
    static void tell(String name, Throwable thrown) {
        if (thrown instanceof UserError refused) {
            System.err.println("container-runner: " + name + ": " + refused.getMessage());
            return;
        }
        System.err.println("container-runner: internal error in " + name + ": " + thrown);
        if ("1".equals(System.getenv("TWOFOLD_DEBUG"))) {
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int i = 0; i < Math.min(MOST_FRAMES, frames.length); i++) {
                System.err.println("\tat " + frames[i]);
            }
        }
    }
}
