package twofold.assembler.directive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/** The {@code .if} directives: which statements count. */
final class Conditionals {
    private static final Set<String> OPENING = Set.of(".if", ".ifdef", ".ifndef", ".ifnotdef", ".ifeq", ".ifne", ".ifgt", ".ifge", ".iflt",
        ".ifle",
        ".ifb", ".ifnb", ".ifc", ".ifnc", ".ifeqs", ".ifnes");
    private static final Set<String> OTHERS = Set.of(".else", ".elseif", ".elsif", ".endif");

    /** One open conditional: whether what is outside counts, whether this part does, whether a part has, whether .else came. */
    private static final class Level {
        private final Span span;
        private final boolean outside;
        private boolean active;
        private boolean taken;
        private boolean sawElse;

        Level(Span span, boolean outside) {
            this.span = span;
            this.outside = outside;
        }

        void choose(boolean condition) {
            active = outside && !taken && condition;
            taken |= condition;
        }
    }

    private final Deque<Level> levels = new ArrayDeque<>();

    static boolean isConditional(String word) {
        return OPENING.contains(word) || OTHERS.contains(word);
    }

    /** Whether statements count here. */
    boolean active() {
        return levels.isEmpty() || levels.peek().active;
    }

    /** How many conditionals are open. */
    int depth() {
        return levels.size();
    }

    /** Closes conditionals until {@code depth} are left, as leaving a macro does. */
    void unwind(int depth) {
        while (levels.size() > depth) {
            levels.pop();
        }
    }

    /** The innermost one that is open, or null. */
    Span open() {
        return levels.isEmpty() ? null : levels.peek().span;
    }

    void run(Call call) {
        if (OPENING.contains(call.name())) {
            Level level = new Level(call.span(), active());
            level.taken = true;
            levels.push(level);
            if (level.outside) {
                boolean condition = condition(call);
                level.taken = false;
                level.choose(condition);
            }
            return;
        }
        if (levels.isEmpty()) {
            throw call.error(call.name() + " without .if");
        }
        Level level = levels.peek();
        switch (call.name()) {
            case ".endif" -> levels.pop();
            case ".else" -> {
                checkOrder(call, level);
                level.sawElse = true;
                level.choose(true);
            }
            default -> {
                checkOrder(call, level);
                level.choose(level.outside && !level.taken && call.number("the condition") != 0);
            }
        }
    }

    private static void checkOrder(Call call, Level level) {
        if (level.sawElse) {
            throw call.error(call.name() + " after .else");
        }
    }

    private static boolean condition(Call call) {
        boolean result = switch (call.name()) {
            case ".if", ".ifne" -> call.number("the condition") != 0;
            case ".ifeq" -> call.number("the condition") == 0;
            case ".ifgt" -> call.number("the condition") > 0;
            case ".ifge" -> call.number("the condition") >= 0;
            case ".iflt" -> call.number("the condition") < 0;
            case ".ifle" -> call.number("the condition") <= 0;
            case ".ifdef" -> isDefined(call);
            case ".ifndef", ".ifnotdef" -> !isDefined(call);
            case ".ifb" -> call.raw().isBlank();
            case ".ifnb" -> !call.raw().isBlank();
            case ".ifc" -> same(call);
            case ".ifnc" -> !same(call);
            case ".ifeqs" -> sameStrings(call);
            default -> !sameStrings(call);
        };
        return result;
    }

    private static boolean isDefined(Call call) {
        AsmSymbol symbol = call.unit().symbols().find(call.cursor().expectName("a symbol").text());
        return symbol != null && symbol.isDefined();
    }

    private static boolean same(Call call) {
        String text = call.raw().text();
        int comma = text.indexOf(',');
        if (comma < 0) {
            throw new SyntaxError(call.span(), call.name() + " compares two strings apart by a comma");
        }
        return unquoted(text.substring(0, comma)).equals(unquoted(text.substring(comma + 1)));
    }

    private static String unquoted(String text) {
        String s = text.strip();
        return s.length() >= 2 && s.startsWith("'") && s.endsWith("'") ? s.substring(1, s.length() - 1) : s;
    }

    private static boolean sameStrings(Call call) {
        String first = call.cursor().expectString().text();
        call.cursor().expect(",");
        return first.equals(call.cursor().expectString().text());
    }
}
