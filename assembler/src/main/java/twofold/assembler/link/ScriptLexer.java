package twofold.assembler.link;

import java.util.List;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Cuts a linker script into words; what a word is depends on whether an expression or a pattern is read. */
final class ScriptLexer {
    private static final String[] OPERATORS = {"<<=", ">>=", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "&=",
        "|="};
    private final Source source;
    private final String text;
    private int at;
    private int lastStart;

    ScriptLexer(Source source) {
        this.source = source;
        this.text = source.text();
    }

    private void skip() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else {
                return;
            }
        }
    }

    boolean atEnd() {
        skip();
        return at >= text.length();
    }

    /** The next word of an expression or statement, or "" at the end. */
    String next() {
        skip();
        lastStart = at;
        if (at >= text.length()) {
            return "";
        }
        char c = text.charAt(at);
        if (isWord(c)) {
            while (at < text.length() && isWord(text.charAt(at))) {
                at++;
            }
        } else if (c == '"') {
            int end = text.indexOf('"', at + 1);
            at = end < 0 ? text.length() : end + 1;
        } else {
            at += operatorLength();
        }
        return text.substring(lastStart, at);
    }

    /** The next word where globs and section names are read: everything up to a blank, parenthesis, comma or the like. */
    String nextName() {
        skip();
        lastStart = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "(){},;:=\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at > lastStart ? text.substring(lastStart, at) : next();
    }

    private int operatorLength() {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                return operator.length();
            }
        }
        return 1;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
    }

    String peek() {
        int saved = at;
        String word = next();
        at = saved;
        return word;
    }

    String peekName() {
        int saved = at;
        String word = nextName();
        at = saved;
        return word;
    }

    /** Whether a name and an assignment operator come next. */
    boolean followedByAssignment() {
        int saved = at;
        next();
        String operator = next();
        at = saved;
        return operator.endsWith("=") && !List.of("==", "!=", "<=", ">=").contains(operator);
    }

    boolean accept(String word) {
        if (peek().equals(word)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String word) {
        String found = next();
        if (!found.equals(word)) {
            throw error("expected '" + word + "'" + (found.isEmpty() ? " at the end of the script" : ", found '" + found + "'"));
        }
    }

    /** The place of the last word. */
    Span span() {
        return new Span(source, lastStart, Math.max(at, lastStart));
    }

    SyntaxError error(String message) {
        return new SyntaxError(span(), message);
    }
}
