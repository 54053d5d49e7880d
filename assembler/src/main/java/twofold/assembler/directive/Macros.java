package twofold.assembler.directive;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import twofold.assembler.model.Unit;
import twofold.assembler.source.Input;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Macros and repetition. */
final class Macros {
    /** The most characters that one repetition or expansion may make. */
    static final int MAX_TEXT = 1 << 26;
    /** The most expansions in one source. */
    private static final int MAX_EXPANSIONS = 1 << 20;
    private static final Set<String> REPEATS = Set.of(".rept", ".rep", ".irp", ".irpc");

    private final Map<String, Macro> macros = new HashMap<>();
    private int expansions;
    private boolean alternate;
    /** How many names {@code LOCAL} has made. */
    private int locals;

    static void addTo(Map<String, Directive> table) {
        table.put(".macro", call -> call.processor().macros().define(call));
        table.put(".purgem", call -> call.names().forEach(name -> call.processor().macros().remove(call, name.text())));
        table.put(".altmacro", call -> call.processor().macros().choose(call, true));
        table.put(".noaltmacro", call -> call.processor().macros().choose(call, false));
        table.put(".exitm", call -> call.processor().leaveMacro(call.span()));
        table.put(".rept", Macros::repeat);
        table.put(".rep", Macros::repeat);
        table.put(".irp", call -> overValues(call, false));
        table.put(".irpc", call -> overValues(call, true));
        for (String closing : new String[] {".endm", ".endmacro", ".endr"}) {
            table.put(closing, call -> {
                throw call.error(call.name() + (closing.equals(".endr") ? " without .rept, .irp or .irpc" : " without .macro"));
            });
        }
    }

    private void choose(Call call, boolean isAlternate) {
        call.cursor().expectEnd();
        alternate = isAlternate;
    }

    Macro find(String name) {
        return macros.isEmpty() ? null : macros.get(name.toLowerCase(Locale.ROOT));
    }

    Collection<String> names() {
        return new TreeSet<>(macros.keySet());
    }

    private void remove(Call call, String name) {
        if (macros.remove(name.toLowerCase(Locale.ROOT)) == null) {
            throw call.error("there is no macro '" + name + "'");
        }
    }

    private void define(Call call) {
        Statement header = call.raw();
        Input.Body body = call.processor().input().body(call.span(), ".macro"::equals,
            word -> word.equals(".endm") || word.equals(".endmacro"));
        String text = header.text().strip();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && text.charAt(end) != ',') {
            end++;
        }
        String name = text.substring(0, end);
        if (name.isEmpty()) {
            throw call.error(".macro needs a name");
        }
        int from = header.start() + header.text().indexOf(name) + end;
        while (from < header.end() && (Character.isWhitespace(header.clean().charAt(from)) || header.clean().charAt(from) == ',')) {
            from++;
        }
        Statement rest = header.from(from);
        Macro macro = new Macro(name,
            alternate ? Macro.parameters(new AlternateArguments(rest, call.unit())) : Macro.parameters(rest), body);
        if (macros.putIfAbsent(name.toLowerCase(Locale.ROOT), macro) != null) {
            throw call.error("macro '" + name + "' is defined twice; .purgem removes the first");
        }
    }

    /** The text that a call stands for. */
    Source expand(Macro macro, Statement arguments, Unit unit, Span span) {
        if (expansions >= MAX_EXPANSIONS) {
            throw new SyntaxError(span, "there are more than " + MAX_EXPANSIONS + " macro expansions");
        }
        String body = macro.body().text();
        String text = alternate
            ? new AlternateBody(body, macro.bind(new AlternateArguments(arguments, unit), span), expansions++, span).expand(this::newLocal)
            : Macro.substitute(body, macro.bind(arguments, span), expansions++, span);
        return macro.body().derive(text, span, "in the expansion of macro '" + macro.name() + "'");
    }

    private String newLocal() {
        return ".LL%04x".formatted(++locals);
    }

    private static Input.Body body(Call call) {
        return call.processor().input().body(call.span(), REPEATS::contains, ".endr"::equals);
    }

    private static void repeat(Call call) {
        Input.Body body = body(call);
        long count = call.number("the count");
        call.cursor().expectEnd();
        if (count < 0) {
            throw call.error("the count must not be negative");
        }
        if (body.text().length() * count > MAX_TEXT || count > MAX_TEXT) {
            throw call.error("this repetition makes more than " + (MAX_TEXT >> 20) + " MiB of text");
        }
        push(call, body, body.text().repeat((int) count));
    }

    private static void overValues(Call call, boolean characters) {
        Macros macros = call.processor().macros();
        Input.Body body = body(call);
        AlternateArguments header = new AlternateArguments(call.raw(), call.unit());
        String name = header.name();
        if (name.isEmpty()) {
            throw call.error(call.name() + " needs a name and values");
        }
        header.separator();
        List<String> values = characters ? characters(header.left().text())
            : macros.alternate ? header.all(Integer.MAX_VALUE)
            : Arguments.split(header.left().text(), Integer.MAX_VALUE).stream().map(Arguments::unquote).toList();
        StringBuilder text = new StringBuilder();
        for (String value : values.isEmpty() ? List.of("") : values) {
            text.append(macros.repeated(body.text(), Map.of(name, value), call.span()));
            if (text.length() > MAX_TEXT) {
                throw call.error("this repetition makes more than " + (MAX_TEXT >> 20) + " MiB of text");
            }
        }
        push(call, body, text.toString());
    }

    /** Each character of a string, or each that is no blank of what is none. */
    private static List<String> characters(String text) {
        String all = text.strip();
        String string = Arguments.unquote(all);
        return string.chars().filter(c -> string.length() < all.length() || !Character.isWhitespace(c)).mapToObj(Character::toString).toList();
    }

    private String repeated(String body, Map<String, String> values, Span span) {
        return alternate ? new AlternateBody(body, values, expansions, span).expand(null) : Macro.substitute(body, values, expansions, span);
    }

    private static void push(Call call, Input.Body body, String text) {
        call.processor().pushExpansion(body.derive(text, call.span(), "in the repetition"), call.span());
    }

    /** Complains about recursion without end. */
    static SyntaxError tooDeep(Span span) {
        return new SyntaxError(span, "macros and includes are nested more than " + Input.MAX_DEPTH + " deep");
    }
}
