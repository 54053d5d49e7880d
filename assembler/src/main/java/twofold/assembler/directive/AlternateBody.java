package twofold.assembler.directive;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import twofold.assembler.source.Lexer;
import twofold.assembler.source.Quotes;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/**
 * What a body stands for between {@code .altmacro} and {@code .noaltmacro} (GNU as manual, section "Altmacro"): parameters are replaced
 * wherever they are a word, in strings, too; {@code &} joins what is beside it, but {@code &&} is an operator; {@code LOCAL} gives names
 * that are new in each expansion.
 */
final class AlternateBody {
    private static final String LOCAL = "local";

    private final String body;
    private final Map<String, String> values;
    private final int number;
    private final Span span;
    private final StringBuilder out = new StringBuilder();
    private int at;

    /**
     * @param values what the parameters stand for
     * @param number how many macros were expanded before
     * @param span   where the expansion is called for
     */
    AlternateBody(String body, Map<String, String> values, int number, Span span) {
        this.body = Blanks.drop(body);
        this.values = new HashMap<>(values);
        this.number = number;
        this.span = span;
    }

    /** Replaces; {@code locals} gives new names, or is null where {@code LOCAL} has no meaning. */
    String expand(Supplier<String> locals) {
        boolean inString = false;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (body.startsWith("&&", at)) {
                out.append("&&");
                at += 2;
            } else if (c == '&') {
                at++;
                replace("&");
            } else if (c == '\\') {
                at++;
                escaped();
            } else if (isNameStart(c)) {
                if (locals != null && !inString && declares()) {
                    declare(locals);
                } else {
                    replace("");
                }
            } else {
                int end = c == '\'' && !inString ? Quotes.skip(body, at) : at + 1;
                out.append(body, at, end);
                inString ^= c == '"';
                at = end;
            }
            Macro.check(out, span);
        }
        return out.toString();
    }

    private static boolean isNameStart(char c) {
        return Lexer.isNamePart(c) && (c < '0' || c > '9');
    }

    /** The word here, which may be empty; an {@code &} behind it goes with it. */
    private String word() {
        int start = at;
        if (at < body.length() && isNameStart(body.charAt(at))) {
            while (at < body.length() && Lexer.isNamePart(body.charAt(at))) {
                at++;
            }
        }
        String word = body.substring(start, at);
        if (body.startsWith("&", at)) {
            at++;
        }
        return word;
    }

    /** Puts the value of the word here, or the word after what stood before it. */
    private void replace(String before) {
        String word = word();
        String value = values.get(word);
        out.append(value == null ? before + word : value);
    }

    private void escaped() {
        if (body.startsWith("(", at)) {
            at = Macro.literal(body, at, out, span);
        } else if (body.startsWith("@", at)) {
            out.append(number);
            at++;
        } else if (body.startsWith("&", at)) {
            out.append("\\&");
            at++;
        } else {
            replace("\\");
        }
    }

    private boolean declares() {
        int after = at + LOCAL.length();
        return body.regionMatches(true, at, LOCAL, 0, LOCAL.length()) && after < body.length() && Blanks.isBlank(body.charAt(after));
    }

    private void declare(Supplier<String> locals) {
        at += LOCAL.length() + 1;
        while (at < body.length() && body.charAt(at) != '\n') {
            String name = word();
            if (name.isEmpty()) {
                throw new SyntaxError(span, "LOCAL takes names apart by commas and nothing else");
            }
            if (values.putIfAbsent(name, locals.get()) != null) {
                throw new SyntaxError(span, "LOCAL cannot name '" + name + "', which is a parameter or local already");
            }
            at = Blanks.skip(body, at, body.length());
            at = Blanks.skip(body, body.startsWith(",", at) ? at + 1 : at, body.length());
        }
    }
}
