package twofold.toolkit.diagnostic;

/**
 * One message about one place.
 *
 * @param severity error or warning
 * @param span     where; null when it is about no place in particular
 * @param message  one sentence, without a full stop
 */
public record Diagnostic(Severity severity, Span span, String message) {
    private static final int MAX_CHAIN = 8;
    private static final int MAX_WIDTH = 200;

    /** How bad it is. */
    public enum Severity {
        /** The work failed. */
        ERROR("error"),
        /** The work goes on. */
        WARNING("warning");

        private final String label;

        Severity(String label) {
            this.label = label;
        }
    }

    /** The message with its place, the line, a caret below, and the chain of expansions, each line ended by a newline. */
    public String render() {
        StringBuilder out = new StringBuilder();
        if (span == null) {
            return out.append(severity.label).append(": ").append(message).append('\n').toString();
        }
        out.append(span.place()).append(": ").append(severity.label).append(": ").append(message).append('\n');
        excerpt(out, span);
        Source source = span.source();
        for (int depth = 0; source.parent() != null && depth < MAX_CHAIN; depth++) {
            out.append("  ").append(source.reason()).append(" at ").append(source.parent().place()).append('\n');
            if (depth == 0) {
                excerpt(out, source.parent());
            }
            source = source.parent().source();
        }
        return out.toString();
    }

    private static void excerpt(StringBuilder out, Span span) {
        String line = span.source().lineText(span.start());
        int column = span.source().column(span.start()) - 1;
        if (column > line.length() || line.length() > MAX_WIDTH) {
            return;
        }
        out.append("    ").append(line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?")).append("\n    ");
        for (int i = 0; i < column; i++) {
            out.append(line.charAt(i) == '\t' ? '\t' : ' ');
        }
        int length = Math.max(1, Math.min(span.end(), span.start() - column + line.length()) - span.start());
        out.append('^').append("~".repeat(length - 1)).append('\n');
    }
}
