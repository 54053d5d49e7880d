package twofold.image.recipe;

import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * Replaces variables in a word and takes its quotes away: {@code $NAME}, {@code ${NAME}}, {@code ${NAME:-word}}, {@code ${NAME-word}},
 * {@code ${NAME:+word}}, {@code ${NAME+word}}, {@code ${NAME:?word}}, {@code ${NAME?word}}, and by {@link Trim} {@code ${NAME#pattern}} and its
 * kin; single quotes keep everything, double
 * quotes only keep spaces, the escape character keeps the next one.
 */
public final class Words {
    private static final int DEEPEST = 100;

    private final String word;
    private final char escape;
    private final UnaryOperator<String> variables;
    private final Place place;
    private final boolean quotes;
    private int at;
    private int depth;

    private Words(String word, char escape, UnaryOperator<String> variables, Place place, boolean quotes) {
        this.word = word;
        this.escape = escape;
        this.variables = variables;
        this.place = place;
        this.quotes = quotes;
    }

    /** The word expanded; {@code variables} gives a variable's value or null. Errors point at {@code place}. */
    public static String expand(String word, char escape, UnaryOperator<String> variables, Place place) {
        return new Words(word, escape, variables, place, true).until('\0');
    }

    /** A heredoc's text expanded: quotes are ordinary characters there. */
    public static String expandText(String text, char escape, UnaryOperator<String> variables, Place place) {
        return new Words(text, escape, variables, place, false).until('\0');
    }

    /** Where a text as written has, from an index on and outside of quotes, the first character of some kind, or its length; -1 if a quote is not closed. */
    static int end(String text, int from, char escape, IntPredicate kind) {
        char quote = 0;
        int at = from;
        for (; at < text.length() && (quote != 0 || !kind.test(text.charAt(at))); at++) {
            char c = text.charAt(at);
            if (c == escape && quote != '\'' && at + 1 < text.length()) {
                at++;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return quote != 0 ? -1 : at;
    }

    private String until(char end) {
        StringBuilder out = new StringBuilder();
        while (at < word.length() && (end == '\0' || word.charAt(at) != end)) {
            char c = word.charAt(at++);
            if (quotes && c == '\'') {
                int close = word.indexOf('\'', at);
                close = close < 0 ? word.length() : close;
                out.append(word, at, close);
                at = Math.min(close + 1, word.length());
            } else if (quotes && c == '"') {
                doubleQuoted(out);
            } else if (c == escape && at < word.length()) {
                if (!quotes && word.charAt(at) != '$' && word.charAt(at) != escape) {
                    out.append(c);
                }
                out.append(word.charAt(at++));
            } else if (c == '$') {
                variable(out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void doubleQuoted(StringBuilder out) {
        while (at < word.length() && word.charAt(at) != '"') {
            char c = word.charAt(at++);
            if (c == escape && at < word.length()) {
                char next = word.charAt(at++);
                if (next != '"' && next != '$' && next != escape) {
                    out.append(c);
                }
                out.append(next);
            } else if (c == '$') {
                variable(out);
            } else {
                out.append(c);
            }
        }
        at = Math.min(at + 1, word.length());
    }

    private void variable(StringBuilder out) {
        if (at < word.length() && word.charAt(at) == '{') {
            at++;
            braced(out);
            return;
        }
        String name = name();
        if (name.isEmpty()) {
            out.append('$');
            return;
        }
        String value = variables.apply(name);
        out.append(value == null ? "" : value);
    }

    private void braced(StringBuilder out) {
        String name = name();
        if (name.isEmpty() || at >= word.length()) {
            throw place.error("malformed variable in \"" + word + "\"");
        }
        String value = variables.apply(name);
        char c = word.charAt(at++);
        if (c == '}') {
            out.append(value == null ? "" : value);
            return;
        }
        if (Trim.isModifier(c)) {
            out.append(trimmed(value == null ? "" : value, c));
            return;
        }
        boolean colon = c == ':';
        char modifier = colon && at < word.length() ? word.charAt(at++) : c;
        if ("-+?".indexOf(modifier) < 0) {
            throw place.error("the modifier in \"${" + name + (colon ? ":" : "") + modifier
                    + "…}\" is not supported; known are - + ? with or without a colon, # ## % %% / //");
        }
        String alternative = nested('}');
        boolean set = value != null && !(colon && value.isEmpty());
        switch (modifier) {
            case '-' -> out.append(set ? value : alternative);
            case '+' -> out.append(set ? alternative : "");
            default -> {
                if (!set) {
                    throw place.error(name + ": " + (alternative.isEmpty() ? "is not set" : alternative));
                }
                out.append(value);
            }
        }
    }

    /** What comes before a character that ends it, which is stepped over. */
    private String nested(char end) {
        if (++depth > DEEPEST) {
            throw place.error("variables are nested too deep");
        }
        String text = until(end);
        depth--;
        if (at >= word.length()) {
            throw place.error("a ${ is not closed in \"" + word + "\"");
        }
        at++;
        return text;
    }

    /** A value without what a pattern finds in it, or with something else in its place. */
    private String trimmed(String value, char modifier) {
        boolean twice = at < word.length() && word.charAt(at) == modifier;
        at += twice ? 1 : 0;
        if (modifier != '/') {
            return pattern('}').ends(value, modifier == '#', twice);
        }
        Trim found = pattern('/');
        return found.replaced(value, nested('}'), twice);
    }

    /** A pattern up to a character that ends it; one that is escaped stands for itself. */
    private Trim pattern(char end) {
        if (++depth > DEEPEST) {
            throw place.error("variables are nested too deep");
        }
        StringBuilder text = new StringBuilder();
        while (at < word.length() && word.charAt(at) != end) {
            char c = word.charAt(at++);
            if (c == escape && at < word.length()) {
                text.append(Trim.LITERAL).append(word.charAt(at++));
            } else if (c == '$') {
                StringBuilder value = new StringBuilder();
                variable(value);
                text.append(value);
            } else {
                text.append(c);
            }
        }
        if (at >= word.length()) {
            throw place.error("a ${ is not closed in \"" + word + "\"");
        }
        at++;
        depth--;
        return new Trim(text.toString());
    }

    private String name() {
        int start = at;
        while (at < word.length() && (word.charAt(at) == '_' || word.charAt(at) < 128 && Character.isLetterOrDigit(word.charAt(at)))
                && !(at == start && Character.isDigit(word.charAt(at)))) {
            at++;
        }
        return word.substring(start, at);
    }
}
