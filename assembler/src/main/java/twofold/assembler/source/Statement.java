package twofold.assembler.source;

import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/**
 * One statement: a line or what a semicolon cuts from it, without comments, not yet cut into tokens.
 *
 * @param source the text it is in
 * @param clean  that text with comments blanked
 * @param start  offset of its first character
 * @param end    offset after its last one
 */
public record Statement(Source source, String clean, int start, int end) {
    /** The place of all of it, without surrounding blanks. */
    public Span span() {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(clean.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(clean.charAt(to - 1))) {
            to--;
        }
        return new Span(source, from, to);
    }

    /** The part from an offset on. */
    public Statement from(int offset) {
        return new Statement(source, clean, offset, end);
    }

    /** Its text. */
    public String text() {
        return clean.substring(start, end);
    }

    /** Whether nothing is in it. */
    public boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(clean.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
