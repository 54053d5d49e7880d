package twofold.assembler.source;

import twofold.toolkit.diagnostic.Span;

/** Ends the work on one statement; the statement loop reports it and goes on with the next. */
public final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Span span;

    /** An error at a place. */
    public SyntaxError(Span span, String message) {
        super(message, null, false, false);
        this.span = span;
    }

    /** Where. */
    public Span span() {
        return span;
    }
}
