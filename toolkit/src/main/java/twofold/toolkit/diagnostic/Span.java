package twofold.toolkit.diagnostic;

/**
 * A range of a source.
 *
 * @param source the text
 * @param start  offset of the first character
 * @param end    offset after the last one
 */
public record Span(Source source, int start, int end) {
    /** The place as {@code file:line:column}. */
    public String place() {
        return source.file(start) + ":" + source.line(start) + ":" + source.column(start);
    }

    /** The characters. */
    public String text() {
        return source.text().substring(start, end);
    }

    /** From the start of this to the end of another span of the same source. */
    public Span to(Span other) {
        return new Span(source, start, Math.max(end, other.end));
    }
}
