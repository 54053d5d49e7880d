package twofold.toolkit.diagnostic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import twofold.toolkit.diagnostic.Diagnostic.Severity;

/** Collects messages. Not for use by several threads at once. */
public final class Diagnostics {
    /** Errors after which a tool stops looking for more. */
    public static final int MAX_ERRORS = 20;

    private final List<Diagnostic> all = new ArrayList<>();
    private final Set<String> places = new HashSet<>();
    private int errors;

    /** Thrown when there are {@link #MAX_ERRORS} errors; whoever owns the collection catches it and renders. */
    public static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooMany() {
            super("too many errors", null, false, false);
        }
    }

    /** Adds an error. A second error at the same place is dropped, as it follows from the first. */
    public void error(Span span, String message) {
        if (span != null && !places.add(span.place())) {
            return;
        }
        all.add(new Diagnostic(Severity.ERROR, span, message));
        if (++errors >= MAX_ERRORS) {
            throw new TooMany();
        }
    }

    /** Adds a warning. */
    public void warning(Span span, String message) {
        all.add(new Diagnostic(Severity.WARNING, span, message));
    }

    /** Whether there was an error. */
    public boolean hasErrors() {
        return errors > 0;
    }

    /** The messages in the order they came. */
    public List<Diagnostic> all() {
        return List.copyOf(all);
    }

    /** All messages as text; says so at the end if there were too many. */
    public String render() {
        return render(true);
    }

    /** The same without warnings. */
    public String renderErrors() {
        return render(false);
    }

    private String render(boolean warnings) {
        StringBuilder out = new StringBuilder();
        for (Diagnostic diagnostic : all) {
            if (warnings || diagnostic.severity() == Severity.ERROR) {
                out.append(diagnostic.render());
            }
        }
        if (errors >= MAX_ERRORS) {
            out.append("stopped after ").append(MAX_ERRORS).append(" errors\n");
        }
        return out.toString();
    }
}
