package twofold.toolkit.cli;

/** Exit statuses that scripts rely on; {@code run} and {@code exec} pass the guest's own status through beside these. */
public final class ExitStatus {
    /** The work was done. */
    public static final int DONE = 0;
    /** The work failed: an assembly error, a failed build step, a comparison out of bounds. */
    public static final int FAILED = 1;
    /** Wrong usage: an unknown flag, a missing argument. */
    public static final int USAGE = 2;
    /** {@code --timeout} was reached. */
    public static final int TIMEOUT = 124;
    /** The tool itself could not run the guest. */
    public static final int CANNOT = 125;
    /** The guest's command exists but cannot be executed. */
    public static final int NOT_EXECUTABLE = 126;
    /** The guest's command was not found. */
    public static final int NOT_FOUND = 127;
    /** Added to a signal's number when the guest died by it. */
    public static final int SIGNAL_BASE = 128;

    private ExitStatus() {
    }
}
