package twofold.assembler.directive;

import java.util.ArrayList;
import java.util.List;
import twofold.assembler.source.Quotes;

/** Arguments of macros: pieces of text apart by commas, or by blanks where no operator is beside them. */
final class Arguments {
    private static final String JOINING = "+-*/%&|^<>=!~(";

    private Arguments() { }

    /** Cuts text into at most {@code limit} arguments, the last of which is all that is left. */
    static List<String> split(String text, int limit) {
        List<String> parts = new ArrayList<>();
        String line = text.strip();
        int start = 0;
        int depth = 0;
        int at = 0;
        while (at < line.length() && parts.size() < limit - 1) {
            char c = line.charAt(at);
            if (c == '"' || c == '\'') {
                at = Quotes.skip(line, at);
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth <= 0) {
                parts.add(line.substring(start, at).strip());
                at = skipBlanks(line, at + 1);
                start = at;
                continue;
            }
            if (Character.isWhitespace(c) && depth <= 0) {
                int next = skipBlanks(line, at);
                if (separates(line, at, next)) {
                    parts.add(line.substring(start, at).strip());
                    start = next;
                }
                at = next;
                continue;
            }
            at++;
        }
        if (start < line.length() || !parts.isEmpty()) {
            parts.add(line.substring(start).strip());
        }
        return parts;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean separates(String line, int blank, int next) {
        char before = line.charAt(blank - 1);
        char after = line.charAt(next);
        boolean joins = JOINING.indexOf(before) >= 0 || ",:".indexOf(before) >= 0 || after == ',' || after == ':' || after == '='
            || after == ')' || "+*/&|^<>!".indexOf(after) >= 0 && next + 1 < line.length() && Character.isWhitespace(line.charAt(next + 1))
            || after == '-' && next + 1 < line.length() && Character.isWhitespace(line.charAt(next + 1));
        return !joins;
    }

    /** A quoted argument without its quotes; escapes stay, to be read when the expansion is. */
    static String unquote(String argument) {
        return argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"")
            ? argument.substring(1, argument.length() - 1) : argument;
    }
}
