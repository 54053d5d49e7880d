package twofold.assembler.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import twofold.assembler.source.Token.Kind;
import twofold.riscv.elf.RawText;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Cuts text into tokens. */
public final class Lexer {
    private final Source source;
    private final String text;
    private final int end;
    private int at;
    private final List<Token> tokens = new ArrayList<>();

    private Lexer(Source source, String text, int start, int end) {
        this.source = source;
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** The tokens of a statement, the last one being END. */
    public static List<Token> tokens(Statement statement) {
        return new Lexer(statement.source(), statement.clean(), statement.start(), statement.end()).run();
    }

    /** Whether a character can be in a name after its first one. */
    public static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$' || c > 127;
    }

    private List<Token> run() {
        while (true) {
            while (at < end && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at >= end) {
                tokens.add(new Token(Kind.END, "", 0, end, end));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        int start = at;
        char c = text.charAt(at);
        if (c >= '0' && c <= '9') {
            return number();
        }
        if (isNamePart(c)) {
            while (at < end && isNamePart(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.NAME, text.substring(start, at), 0, start, at);
        }
        if (c == '"') {
            return string();
        }
        if (c == '\'') {
            at = Math.min(end, Quotes.skip(text, at));
            return new Token(Kind.NUMBER, text.substring(start, at), character(start, at), start, at);
        }
        return punctuation();
    }

    private Token punctuation() {
        int start = at;
        if (at + 1 < end && isPair(text.charAt(at), text.charAt(at + 1))) {
            at += 2;
        } else {
            at++;
        }
        return new Token(Kind.PUNCTUATION, text.substring(start, at), 0, start, at);
    }

    private static boolean isPair(char a, char b) {
        return switch (a) {
            case '<' -> b == '<' || b == '=' || b == '>';
            case '>' -> b == '>' || b == '=';
            case '=', '!' -> b == '=';
            case '&' -> b == '&';
            case '|' -> b == '|';
            default -> false;
        };
    }

    private Token number() {
        int start = at;
        while (at < end && isNamePart(text.charAt(at)) && text.charAt(at) != '$') {
            at++;
        }
        String word = text.substring(start, at).replace("_", "");
        char last = word.charAt(word.length() - 1);
        boolean allDigits = word.length() > 1 && word.substring(0, word.length() - 1).chars().allMatch(c -> c >= '0' && c <= '9');
        if (allDigits && (last == 'f' || last == 'b') && word.length() < 11) {
            return new Token(Kind.LOCAL, word, Long.parseLong(word.substring(0, word.length() - 1)), start, at);
        }
        try {
            return new Token(Kind.NUMBER, word, parse(word), start, at);
        } catch (NumberFormatException e) {
            throw new SyntaxError(new Span(source, start, at), "'" + text.substring(start, at) + "' is not a number of at most 64 bits");
        }
    }

    private static long parse(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.startsWith("0x")) {
            return Long.parseUnsignedLong(lower.substring(2), 16);
        }
        if (lower.startsWith("0b")) {
            return Long.parseUnsignedLong(lower.substring(2), 2);
        }
        return lower.length() > 1 && lower.startsWith("0") ? Long.parseUnsignedLong(lower.substring(1), 8) : Long.parseUnsignedLong(lower);
    }

    private long character(int start, int stop) {
        boolean closed = stop - start >= 3 && text.charAt(stop - 1) == '\'';
        StringBuilder bytes = new StringBuilder();
        unescape(start + 1, closed ? stop - 1 : stop, bytes);
        if (bytes.isEmpty()) {
            throw new SyntaxError(new Span(source, start, stop), "a character is missing after the quote");
        }
        return bytes.charAt(0);
    }

    private Token string() {
        int start = at;
        int stop = Math.min(end, Quotes.skip(text, at));
        if (stop - start < 2 || text.charAt(stop - 1) != '"') {
            throw new SyntaxError(new Span(source, start, stop), "this string is not closed");
        }
        StringBuilder bytes = new StringBuilder();
        unescape(start + 1, stop - 1, bytes);
        at = stop;
        return new Token(Kind.STRING, bytes.toString(), 0, start, stop);
    }

    private void unescape(int from, int to, StringBuilder bytes) {
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < to) {
                i = escape(i + 1, to, bytes);
            } else {
                int next = text.offsetByCodePoints(i, 1);
                for (byte b : RawText.encode(text.codePointAt(i))) {
                    bytes.append((char) (b & 0xff));
                }
                i = next;
            }
        }
    }

    private int escape(int at, int to, StringBuilder bytes) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '7') {
            int i = at;
            int value = 0;
            while (i < to && i < at + 3 && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
                value = value * 8 + text.charAt(i++) - '0';
            }
            bytes.append((char) (value & 0xff));
            return i;
        }
        if (c == 'x' || c == 'X') {
            int i = at + 1;
            int value = 0;
            while (i < to && Character.digit(text.charAt(i), 16) >= 0) {
                value = value * 16 + Character.digit(text.charAt(i++), 16);
            }
            bytes.append((char) (value & 0xff));
            return i;
        }
        int plain = "bfnrtav\\\"'e".indexOf(c);
        if (plain < 0) {
            throw new SyntaxError(new Span(source, at - 1, at + 1), "unknown escape '\\" + c + "'");
        }
        bytes.append("\b\f\n\r\t\007\013\\\"'\033".charAt(plain));
        return at + 1;
    }
}
