package twofold.assembler.directive;

import twofold.assembler.source.Lexer;
import twofold.assembler.source.Quotes;

/**
 * Which blanks count between {@code .altmacro} and {@code .noaltmacro}: as in GNU as, which drops the others before it reads macros,
 * those between two words or strings and the first after an operation.
 */
final class Blanks {
    private Blanks() { }

    static boolean isBlank(char c) {
        return c != '\n' && Character.isWhitespace(c);
    }

    /** The offset of what follows the blanks at {@code from}. */
    static int skip(String text, int from, int end) {
        int at = from;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether the blanks from {@code from} to before {@code to} are between two words or strings. */
    static boolean separate(String text, int from, int to, int end) {
        return from > 0 && to < end && isWord(text.charAt(from - 1)) && (isWord(text.charAt(to)) || text.charAt(to) == '\\');
    }

    private static boolean isWord(char c) {
        return Lexer.isNamePart(c) || c == '"';
    }

    /** Statements without the blanks that do not count, and with one for those that do. */
    static String drop(String statements) {
        StringBuilder out = new StringBuilder(statements.length());
        boolean operands = false;
        int at = 0;
        while (at < statements.length()) {
            char c = statements.charAt(at);
            if (isBlank(c)) {
                int next = skip(statements, at, statements.length());
                boolean first = !operands && followsOperation(out) && next < statements.length() && statements.charAt(next) != ':';
                operands |= first;
                if (first || separate(statements, at, next, statements.length())) {
                    out.append(' ');
                }
                at = next;
                continue;
            }
            int end = c == '"' || c == '\'' ? Quotes.skip(statements, at) : at + 1;
            out.append(statements, at, end);
            operands &= c != '\n' && c != ';';
            at = end;
        }
        return out.toString();
    }

    private static boolean followsOperation(StringBuilder out) {
        return !out.isEmpty() && "\n;:".indexOf(out.charAt(out.length() - 1)) < 0;
    }
}
