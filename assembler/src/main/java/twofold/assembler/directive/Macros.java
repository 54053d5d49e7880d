package twofold.assembler.directive;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import twofold.assembler.source.Input;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Macros and repetition. */
final class Macros {
    /** The most characters that one repetition may make. */
    private static final int MAX_TEXT = 1 << 26;
    /** The most expansions in one source. */
    private static final int MAX_EXPANSIONS = 1 << 20;
    private static final Set<String> REPEATS = Set.of(".rept", ".rep", ".irp", ".irpc");

    private final Map<String, Macro> macros = new HashMap<>();
    private int expansions;

    static void addTo(Map<String, Directive> table) {
        table.put(".macro", call -> call.processor().macros().define(call));
        table.put(".purgem", call -> call.names().forEach(name -> call.processor().macros().remove(call, name.text())));
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
        Macro macro = new Macro(name, Macro.parameters(header.from(from)), body);
        if (macros.putIfAbsent(name.toLowerCase(Locale.ROOT), macro) != null) {
            throw call.error("macro '" + name + "' is defined twice; .purgem removes the first");
        }
    }

    /** The text that a call stands for. */
    Source expand(Macro macro, Statement arguments, Span span) {
        if (expansions >= MAX_EXPANSIONS) {
            throw new SyntaxError(span, "there are more than " + MAX_EXPANSIONS + " macro expansions");
        }
        String text = Macro.substitute(macro.body().text(), macro.bind(arguments, span), expansions++);
        return macro.body().derive(text, span, "in the expansion of macro '" + macro.name() + "'");
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
        Input.Body body = body(call);
        List<String> parts = Arguments.split(call.raw().text(), characters ? 2 : Integer.MAX_VALUE);
        if (parts.isEmpty()) {
            throw call.error(call.name() + " needs a name and values");
        }
        String name = parts.getFirst();
        List<String> values = parts.subList(1, parts.size()).stream().map(Arguments::unquote).toList();
        if (characters) {
            values = values.isEmpty() ? List.of() : values.getFirst().chars().mapToObj(Character::toString).toList();
        }
        if (values.isEmpty()) {
            values = List.of("");
        }
        StringBuilder text = new StringBuilder();
        for (String value : values) {
            text.append(Macro.substitute(body.text(), Map.of(name, value), call.processor().macros().expansions));
            if (text.length() > MAX_TEXT) {
                throw call.error("this repetition makes more than " + (MAX_TEXT >> 20) + " MiB of text");
            }
        }
        push(call, body, text.toString());
    }

    private static void push(Call call, Input.Body body, String text) {
        call.processor().pushExpansion(body.derive(text, call.span(), "in the repetition"), call.span());
    }

    /** Complains about recursion without end. */
    static SyntaxError tooDeep(Span span) {
        return new SyntaxError(span, "macros and includes are nested more than " + Input.MAX_DEPTH + " deep");
    }
}
