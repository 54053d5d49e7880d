package twofold.assembler.preprocess;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.assembler.source.Quotes;

/** Replaces macros in lines (ISO C, section "Macro replacement"). */
final class Expander {
    /** What replacement may make of one line: more is taken for an attack. */
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_DEPTH = 100;

    private final Map<String, Definition> macros = new HashMap<>();

    /** Too much text came of a line. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLarge() {
            super("macro replacement makes too much of this line", null, false, false);
        }
    }

    void define(String name, Definition definition) {
        macros.put(name, definition);
    }

    void remove(String name) {
        macros.remove(name);
    }

    boolean isDefined(String name) {
        return macros.containsKey(name);
    }

    String expand(String line) {
        return expand(line, Set.of(), 0);
    }

    private String expand(String text, Set<String> hidden, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TooLarge();
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end;
            if (c == '"' || c == '\'') {
                end = Quotes.skip(text, at);
                out.append(text, at, end);
            } else if (isDigit(c)) {
                end = wordEnd(text, at);
                out.append(text, at, end);
            } else if (isWord(c)) {
                end = word(text, at, hidden, depth, out);
            } else {
                end = at + 1;
                out.append(c);
            }
            at = end;
            if (out.length() > MAX_TEXT) {
                throw new TooLarge();
            }
        }
        return out.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static int wordEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int word(String text, int at, Set<String> hidden, int depth, StringBuilder out) {
        int end = wordEnd(text, at);
        String name = text.substring(at, end);
        Definition definition = hidden.contains(name) ? null : macros.get(name);
        if (definition == null) {
            out.append(name);
            return end;
        }
        Set<String> inner = new HashSet<>(hidden);
        inner.add(name);
        if (definition.parameters() == null) {
            out.append(expand(paste(definition.body()), inner, depth + 1));
            return end;
        }
        int open = end;
        while (open < text.length() && Character.isWhitespace(text.charAt(open))) {
            open++;
        }
        List<String> arguments = new ArrayList<>();
        int close = open < text.length() && text.charAt(open) == '(' ? arguments(text, open, arguments) : -1;
        if (close < 0) {
            out.append(name);
            return end;
        }
        out.append(expand(paste(substitute(definition, arguments, hidden, depth)), inner, depth + 1));
        return close;
    }

    /** Cuts arguments; returns the offset after the closing parenthesis or -1 when there is none. */
    private static int arguments(String text, int open, List<String> into) {
        int depth = 0;
        int start = open + 1;
        int at = open;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = Quotes.skip(text, at);
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 || depth == 1 && c == ',') {
                into.add(text.substring(start, at).strip());
                start = at + 1;
                if (depth == 0) {
                    return at + 1;
                }
            }
            at++;
        }
        return -1;
    }

    private String substitute(Definition definition, List<String> given, Set<String> hidden, int depth) {
        Map<String, String> values = new HashMap<>();
        List<String> names = definition.parameters();
        for (int i = 0; i < names.size(); i++) {
            boolean rest = definition.variadic() && i == names.size() - 1;
            String value = i >= given.size() ? "" : rest ? String.join(",", given.subList(i, given.size())) : given.get(i);
            values.put(names.get(i), value);
        }
        String body = definition.body();
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            char c = body.charAt(at);
            int end = at + 1;
            if (c == '"' || c == '\'') {
                end = Quotes.skip(body, at);
                out.append(body, at, end);
            } else if (isWord(c)) {
                end = wordEnd(body, at);
                String value = values.get(body.substring(at, end));
                boolean pasted = out.toString().stripTrailing().endsWith("##") || body.substring(end).stripLeading().startsWith("##");
                out.append(value == null ? body.substring(at, end) : pasted ? value : expand(value, hidden, depth + 1));
            } else if (c == '#' && !body.startsWith("##", at) && (at == 0 || body.charAt(at - 1) != '#')) {
                end = stringify(body, at, values, out);
            } else {
                out.append(c);
            }
            at = end;
            if (out.length() > MAX_TEXT) {
                throw new TooLarge();
            }
        }
        return out.toString();
    }

    private static int stringify(String body, int at, Map<String, String> values, StringBuilder out) {
        int start = at + 1;
        while (start < body.length() && Character.isWhitespace(body.charAt(start))) {
            start++;
        }
        int end = wordEnd(body, start);
        String value = values.get(body.substring(start, end));
        if (value == null) {
            out.append('#');
            return at + 1;
        }
        out.append('"').append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        return end;
    }

    private static String paste(String text) {
        return text.contains("##") ? text.replaceAll("\\s*##\\s*", "") : text;
    }
}
