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

    /** The values of the parameters in a call. */
    Map<String, String> bind(Statement call, Span span) {
        boolean hasRest = !parameters.isEmpty() && parameters.getLast().rest();
        List<String> given = Arguments.split(call.text(), hasRest ? parameters.size() : Integer.MAX_VALUE);
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
                throw new SyntaxError(span, "macro '" + name + "' takes " + parameters.size() + " arguments, not " + given.size());
            }
        }
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
     * Replaces {@code \name} by the values, {@code \@} by the number of the expansion and {@code \()} by nothing.
     *
     * @param values what the names stand for
     * @param number how many macros were expanded before
     */
    static String substitute(String body, Map<String, String> values, int number) {
        StringBuilder out = new StringBuilder(body.length() + 32);
        int at = 0;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (c != '\\' || at + 1 == body.length()) {
                out.append(c);
                at++;
                continue;
            }
            if (body.startsWith("()", at + 1)) {
                at += 3;
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
            }
        }
        return out.toString();
    }
}
