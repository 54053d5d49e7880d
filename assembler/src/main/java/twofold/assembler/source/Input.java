package twofold.assembler.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Predicate;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** The texts being read, innermost first. */
public final class Input {
    /** How deep includes and expansions may nest: deeper is taken for endless recursion. */
    public static final int MAX_DEPTH = 200;

    /** One text and how far it has been read. */
    private static final class Frame {
        private final Source source;
        private final String clean;
        private int at;

        Frame(Source source, String clean) {
            this.source = source;
            this.clean = clean;
        }
    }

    private final Deque<Frame> frames = new ArrayDeque<>();

    /** Reads a text that may have comments before what is left of the others. */
    public void push(Source source) {
        frames.push(new Frame(source, Comments.blank(source.text())));
    }

    /** Reads a text whose comments are gone already. */
    public void pushClean(Source source) {
        frames.push(new Frame(source, source.text()));
    }

    /** How many texts are being read. */
    public int depth() {
        return frames.size();
    }

    /** Leaves the innermost text before its end. */
    public void leave() {
        frames.pop();
    }

    /** The next statement, or null at the end of everything. */
    public Statement next() {
        while (!frames.isEmpty()) {
            Frame frame = frames.peek();
            if (frame.at < frame.clean.length()) {
                int start = frame.at;
                int end = statementEnd(frame.clean, start);
                frame.at = end + 1;
                return new Statement(frame.source, frame.clean, start, end);
            }
            frames.pop();
        }
        return null;
    }

    private static int statementEnd(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' || c == ';') {
                return at;
            }
            at = c == '"' || c == '\'' ? Quotes.skip(text, at) : at + 1;
        }
        return at;
    }

    /**
     * A body collected up to its closing directive.
     *
     * @param source    where it is written
     * @param text      its statements, each ended as in the source
     * @param start     offset in the source
     */
    public record Body(Source source, String text, int start) {
        /** Text made from the body, whose lines are those of the body as often as need be. */
        public Source derive(String made, Span parent, String reason) {
            int lines = Math.max(1, (int) text.chars().filter(c -> c == '\n').count());
            int first = start < source.text().length() ? start : Math.max(0, source.text().length() - 1);
            int line = source.line(first);
            return Source.derived(source.file(first), made, index -> line + index % lines, parent, reason);
        }
    }

    /**
     * Reads statements up to the one that closes a body.
     *
     * @param opening where the body's directive is, for the message when the end is missing
     * @param open    tells the directives that start a nested body
     * @param close   tells those that end one
     * @throws SyntaxError when the text ends first
     */
    public Body body(Span opening, Predicate<String> open, Predicate<String> close) {
        Frame frame = frames.peek();
        if (frame == null || frame.source != opening.source()) {
            throw new SyntaxError(opening, "the body of this directive must be in the same file");
        }
        int start = frame.at;
        int nested = 0;
        while (frame.at < frame.clean.length()) {
            int from = frame.at;
            int end = statementEnd(frame.clean, from);
            frame.at = end + 1;
            String word = directiveWord(frame.clean, from, end);
            if (close.test(word)) {
                if (nested-- == 0) {
                    return new Body(frame.source, frame.clean.substring(Math.min(start, from), from), start);
                }
            } else if (open.test(word)) {
                nested++;
            }
        }
        throw new SyntaxError(opening, "this is never closed");
    }

    /** The first word of a statement after its labels, in lower case; "" when there is none. */
    public static String directiveWord(String text, int from, int end) {
        int at = from;
        while (true) {
            while (at < end && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int start = at;
            while (at < end && Lexer.isNamePart(text.charAt(at))) {
                at++;
            }
            if (at > start && at < end && text.charAt(at) == ':') {
                at++;
                continue;
            }
            return text.substring(start, at).toLowerCase(Locale.ROOT);
        }
    }
}
