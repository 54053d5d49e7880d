package twofold.image.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.toolkit.cli.UserError;

/**
 * Reads one JSON text (RFC 8259) from UTF-8. Written out because a command reads a few small documents at its start, where a library's
 * set-up takes ten times as long as they do.
 */
final class JsonReader {
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 1000;

    private final byte[] bytes;
    private final String what;
    private int at;

    JsonReader(byte[] bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    /** The document, which is one object. */
    Map<String, Object> document() {
        if (next() != '{') {
            throw new UserError(what + " is not a JSON object");
        }
        Map<String, Object> top = object(0);
        if (next() >= 0) {
            throw new UserError(what + " has something behind its JSON object");
        }
        return top;
    }

    /** The next byte that is not white space, not taken yet; -1 at the end. */
    private int next() {
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
            at++;
        }
        return -1;
    }

    private void take(char wanted, String missing) {
        if (next() != wanted) {
            throw malformed(missing);
        }
        at++;
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        if (next() == '}') {
            at++;
            return map;
        }
        while (true) {
            if (next() != '"') {
                throw malformed("a name in quotes is missing");
            }
            String name = string();
            take(':', "a colon is missing behind a name");
            map.put(name, value(depth));
            if (next() == '}') {
                at++;
                return map;
            }
            take(',', "a comma or a closing brace is missing");
        }
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        at++;
        if (next() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value(depth));
            if (next() == ']') {
                at++;
                return list;
            }
            take(',', "a comma or a closing bracket is missing");
        }
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new UserError(what + " is nested deeper than any real one");
        }
        return switch (next()) {
            case '{' -> object(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Object word(String word, Object meaning) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
                throw malformed("a value is missing");
            }
        }
        at += word.length();
        return meaning;
    }

    private Object number() {
        int start = at;
        boolean whole = true;
        if (peek() == '-') {
            at++;
        }
        boolean zero = peek() == '0';
        int digits = digits();
        if (digits == 0 || zero && digits > 1) {
            throw malformed(at == start ? "a value is missing" : "a number is malformed");
        }
        if (peek() == '.') {
            at++;
            whole = false;
            if (digits() == 0) {
                throw malformed("a number is malformed");
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            whole = false;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (digits() == 0) {
                throw malformed("a number is malformed");
            }
        }
        if (at - start > LONGEST_NUMBER) {
            throw malformed("a number is longer than any real one");
        }
        String text = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
        if (whole) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException large) {
                return Double.parseDouble(text);
            }
        }
        return Double.parseDouble(text);
    }

    private int peek() {
        return at < bytes.length ? bytes[at] : -1;
    }

    private int digits() {
        int start = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at - start;
    }

    private String string() {
        int start = ++at;
        boolean ascii = true;
        StringBuilder unescaped = null;
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b == '"') {
                String rest = text(start, at, ascii);
                at++;
                return unescaped == null ? rest : unescaped.append(rest).toString();
            }
            if (b >= 0 && b < ' ') {
                throw malformed("a control character stands in a string");
            }
            ascii &= b >= 0;
            if (b == '\\') {
                unescaped = unescaped == null ? new StringBuilder() : unescaped;
                unescaped.append(text(start, at, ascii));
                at++;
                unescaped.append(escape());
                start = at;
                ascii = true;
            } else {
                at++;
            }
        }
        throw malformed("a string does not end");
    }

    private String text(int from, int to, boolean ascii) {
        if (ascii) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("a string is not UTF-8");
        }
    }

    private char escape() {
        int letter = peek();
        at++;
        return switch (letter) {
            case '"', '\\', '/' -> (char) letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int value = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(peek(), 16);
                    if (digit < 0) {
                        throw malformed("\\u is not followed by four hexadecimal digits");
                    }
                    value = value << 4 | digit;
                    at++;
                }
                yield (char) value;
            }
            default -> throw malformed("a backslash is followed by what no escape begins with");
        };
    }

    private UserError malformed(String sentence) {
        int line = 1;
        for (int i = 0; i < at && i < bytes.length; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new UserError(what + " is not valid JSON: " + sentence + " (line " + line + ")");
    }
}
