package twofold.toolkit.cli;

/**
 * A failure the user can mend: one sentence that says what is wrong and what to do. It carries the exit status and no stack trace.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /** A failure with status {@link ExitStatus#FAILED}. */
    public UserError(String sentence) {
        this(ExitStatus.FAILED, sentence);
    }

    /** A failure with a status of its own. */
    public UserError(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    /** The exit status the tool ends with. */
    public int status() {
        return status;
    }
}
