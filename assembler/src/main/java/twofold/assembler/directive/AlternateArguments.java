package twofold.assembler.directive;

import java.util.ArrayList;
import java.util.List;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Unit;
import twofold.assembler.source.Lexer;
import twofold.assembler.source.Quotes;
import twofold.assembler.source.Statement;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.toolkit.diagnostic.Span;

/**
 * Reads arguments of macros between {@code .altmacro} and {@code .noaltmacro} (GNU as manual, section "Altmacro"): {@code <text>}, in which
 * brackets nest and {@code !} takes the next character as it is, {@code "text"}, which keeps its quotes, {@code %expression}, which stands
 * for its value in decimal, and anything else up to a comma, a blank between words or a bracket. None is named. Character constants are
 * numbers everywhere, as in GNU as for RISC-V, so that there are no strings in single quotes.
 */
final class AlternateArguments {
    private final Statement statement;
    private final String text;
    private final int end;
    private final Unit unit;
    private int at;

    AlternateArguments(Statement statement, Unit unit) {
        this.statement = statement;
        this.text = statement.clean();
        this.end = statement.end();
        this.unit = unit;
        this.at = Blanks.skip(text, statement.start(), end);
    }

    boolean atEnd() {
        return at >= end;
    }

    /** All that is left, as at most {@code limit} arguments, the last of which is the rest as it is. */
    List<String> all(int limit) {
        List<String> values = new ArrayList<>();
        while (!atEnd()) {
            values.add(values.size() == limit - 1 ? rest() : value());
            separator();
        }
        return values;
    }

    /** The name here, or "" if there is none. */
    String name() {
        int start = at;
        while (at < end && Lexer.isNamePart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Steps over a character, and blanks around it, if it is here. */
    boolean accept(char c) {
        int next = Blanks.skip(text, at, end);
        if (next >= end || text.charAt(next) != c) {
            return false;
        }
        at = Blanks.skip(text, next + 1, end);
        return true;
    }

    /** Steps over what may be between two arguments. */
    void separator() {
        accept(',');
        at = Blanks.skip(text, at, end);
    }

    /** Whatever is from here to the end. */
    Statement left() {
        return statement.from(at);
    }

    /** One argument; "" if there is none before the next comma or the end. */
    String value() {
        if (atEnd()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        switch (text.charAt(at)) {
            case '%' -> out.append(number());
            case '"' -> {
                out.append('"');
                strings(out);
                out.append('"');
            }
            case '<' -> strings(out);
            default -> bare(out);
        }
        return out.toString();
    }

    private long number() {
        int comma = text.indexOf(',', at, end);
        Statement operand = new Statement(statement.source(), text, at + 1, comma < 0 ? end : comma);
        Cursor cursor = new Cursor(operand);
        Span span = cursor.rest();
        Expression expression = ExpressionParser.parse(cursor, unit);
        at = cursor.peek().start();
        return Evaluator.NOW.number(expression, span, "the expression after '%'");
    }

    /** Strings in brackets or quotes that follow each other are one. */
    private void strings(StringBuilder out) {
        while (at < end) {
            char c = text.charAt(at);
            if (c == '<') {
                bracketed(out);
            } else if (c == '"') {
                quoted(out);
            } else {
                break;
            }
            int next = Blanks.skip(text, at, end);
            at = Blanks.separate(text, at, next, end) ? at : next;
        }
    }

    private void bracketed(StringBuilder out) {
        int depth = 0;
        boolean inString = false;
        at++;
        while (at < end) {
            char c = text.charAt(at);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (depth < 0) {
                at++;
                return;
            }
            inString ^= c == '"';
            if (c == '!') {
                at++;
                take(out);
            } else if (inString) {
                take(out);
            } else {
                piece(out);
            }
        }
    }

    /** A quote is in such a string when it is doubled or follows a backslash, which stays. */
    private void quoted(StringBuilder out) {
        boolean escaped = false;
        at++;
        while (at < end) {
            char c = text.charAt(at);
            if (c == '"' && !escaped) {
                at++;
                if (at >= end || text.charAt(at) != '"') {
                    return;
                }
            }
            if (c == '!') {
                at++;
            }
            escaped = c == '\\' && !escaped;
            take(out);
        }
    }

    private void bare(StringBuilder out) {
        while (at < end && text.charAt(at) != ',' && text.charAt(at) != '<') {
            if (Blanks.isBlank(text.charAt(at)) && Blanks.separate(text, at, Blanks.skip(text, at, end), end)) {
                return;
            }
            piece(out);
        }
    }

    private String rest() {
        StringBuilder out = new StringBuilder();
        while (at < end) {
            piece(out);
        }
        return out.toString();
    }

    /** A string, a character constant, blanks or one other character. */
    private void piece(StringBuilder out) {
        char c = text.charAt(at);
        if (Blanks.isBlank(c)) {
            int next = Blanks.skip(text, at, end);
            out.append(Blanks.separate(text, at, next, end) ? " " : "");
            at = next;
        } else if (c == '"') {
            int after = Math.min(end, Quotes.skip(text, at));
            out.append(text, at, after);
            at = after;
        } else if (c == '\'') {
            int after = Math.min(end, Quotes.skip(text, at));
            out.append(new Cursor(new Statement(statement.source(), text, at, after)).next().value());
            at = after;
        } else {
            take(out);
        }
    }

    private void take(StringBuilder out) {
        if (at < end) {
            out.append(text.charAt(at++));
        }
    }
}
