package twofold.assembler.directive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.assembler.source.Input;
import twofold.assembler.source.Lexer;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/**
 * A macro.
 *
 * @param name       its name
 * @param parameters what it takes
 * @param body       its statements
 */
record Macro(String name, List<Parameter> parameters, Input.Body body) {
    /**
     * A parameter.
     *
     * @param otherwise its value when a call has none
     * @param required  whether a call must have one
     * @param rest      whether it takes all that is left of a call
     */
    record Parameter(String name, String otherwise, boolean required, boolean rest) { }

    /** Reads parameters: names apart by commas or blanks, each possibly with {@code =default}, {@code :req} or {@code :vararg}. */
    static List<Parameter> parameters(Statement text) {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : Arguments.split(text.text(), Integer.MAX_VALUE)) {
            String declared = part.strip();
            if (declared.isEmpty()) {
                continue;
            }
            int equals = declared.indexOf('=');
            String otherwise = equals < 0 ? "" : Arguments.unquote(declared.substring(equals + 1).strip());
            String head = equals < 0 ? declared : declared.substring(0, equals).strip();
            int colon = head.indexOf(':');
            String qualifier = colon < 0 ? "" : head.substring(colon + 1).strip();
            String name = colon < 0 ? head : head.substring(0, colon).strip();
            if (!name.chars().allMatch(c -> Lexer.isNamePart((char) c)) || !List.of("", "req", "vararg").contains(qualifier)) {
                throw new SyntaxError(text.span(), "'" + declared + "' is not a macro parameter");
            }
            parameters.add(new Parameter(name, otherwise, qualifier.equals("req"), qualifier.equals("vararg")));
        }
        return parameters;
    }

    /** Reads parameters between {@code .altmacro} and {@code .noaltmacro}, where defaults are written like arguments. */
    static List<Parameter> parameters(AlternateArguments text) {
        List<Parameter> parameters = new ArrayList<>();
        while (!text.atEnd()) {
            Statement left = text.left();
            String name = text.name();
            String qualifier = text.accept(':') ? text.name() : "";
            if (name.isEmpty() || !List.of("", "req", "vararg").contains(qualifier)) {
                throw new SyntaxError(left.span(), "'" + left.text().strip() + "' is not a macro parameter");
            }
            String otherwise = text.accept('=') ? text.value() : "";
            parameters.add(new Parameter(name, otherwise, qualifier.equals("req"), qualifier.equals("vararg")));
            text.separator();
        }
        return parameters;
    }

    /** The values of the parameters in a call. */
    Map<String, String> bind(Statement call, Span span) {
        List<String> given = Arguments.split(call.text(), mostArguments());
        Map<String, String> values = new HashMap<>();
        int position = 0;
        for (String argument : given) {
            Parameter named = named(argument);
            if (named != null && !named.rest()) {
                values.put(named.name, Arguments.unquote(argument.substring(argument.indexOf('=') + 1).strip()));
            } else if (position < parameters.size()) {
                Parameter parameter = parameters.get(position++);
                if (!argument.isEmpty()) {
                    values.put(parameter.name, parameter.rest() ? argument : Arguments.unquote(argument));
                }
            } else if (!argument.isEmpty()) {
                throw tooMany(given, span);
            }
        }
        return complete(values, span);
    }

    /** The values of the parameters in a call whose arguments are in their order. */
    Map<String, String> bind(AlternateArguments call, Span span) {
        List<String> given = call.all(mostArguments());
        if (given.size() > parameters.size()) {
            throw tooMany(given, span);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            if (!given.get(i).isEmpty()) {
                values.put(parameters.get(i).name, given.get(i));
            }
        }
        return complete(values, span);
    }

    private int mostArguments() {
        return !parameters.isEmpty() && parameters.getLast().rest() ? parameters.size() : Integer.MAX_VALUE;
    }

    private SyntaxError tooMany(List<String> given, Span span) {
        return new SyntaxError(span, "macro '" + name + "' takes " + parameters.size() + " arguments, not " + given.size());
    }

    private Map<String, String> complete(Map<String, String> values, Span span) {
        for (Parameter parameter : parameters) {
            if (parameter.required && !values.containsKey(parameter.name)) {
                throw new SyntaxError(span, "macro '" + name + "' needs a value for '" + parameter.name + "'");
            }
            values.putIfAbsent(parameter.name, parameter.otherwise);
        }
        return values;
    }

    private Parameter named(String argument) {
        int equals = argument.indexOf('=');
        if (equals <= 0 || argument.startsWith("==", equals)) {
            return null;
        }
        String key = argument.substring(0, equals).strip();
        return parameters.stream().filter(parameter -> parameter.name.equals(key)).findFirst().orElse(null);
    }

    /**
     * Replaces {@code \name} by the values, {@code \@} by the number of the expansion and {@code \(text)} by the text as it is.
     *
     * @param values what the names stand for
     * @param number how many macros were expanded before
     * @param span   where the expansion is called for
     */
    static String substitute(String body, Map<String, String> values, int number, Span span) {
        StringBuilder out = new StringBuilder(body.length() + 32);
        int at = 0;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (c != '\\' || at + 1 == body.length()) {
                out.append(c);
                at++;
                continue;
            }
            if (body.charAt(at + 1) == '(') {
                at = literal(body, at + 1, out, span);
                continue;
            }
            if (body.charAt(at + 1) == '@') {
                out.append(number);
                at += 2;
                continue;
            }
            int end = at + 1;
            while (end < body.length() && Lexer.isNamePart(body.charAt(end))) {
                end++;
            }
            String value = values.get(body.substring(at + 1, end));
            int shorter = end;
            while (value == null && --shorter > at + 1) {
                value = body.charAt(shorter) == '.' ? values.get(body.substring(at + 1, shorter)) : null;
            }
            if (value == null) {
                out.append(c);
                at++;
            } else {
                out.append(value);
                at = Math.min(end, Math.max(shorter, at + 1));
                check(out, span);
            }
        }
        return out.toString();
    }

    /** Puts what the parentheses at {@code at} hold; the offset after them. */
    static int literal(String body, int at, StringBuilder out, Span span) {
        int close = body.indexOf(')', at);
        if (close < 0) {
            throw new SyntaxError(span, "what follows '\\(' in the body has no ')'");
        }
        out.append(body, at + 1, close);
        return close + 1;
    }

    /** Complains when an expansion is longer than any source should be. */
    static void check(StringBuilder expansion, Span span) {
        if (expansion.length() > Macros.MAX_TEXT) {
            throw new SyntaxError(span, "this expansion makes more than " + (Macros.MAX_TEXT >> 20) + " MiB of text");
        }
    }
}
