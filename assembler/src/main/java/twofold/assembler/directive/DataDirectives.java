package twofold.assembler.directive;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import twofold.assembler.model.DataRange;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Leb128;
import twofold.assembler.model.Tail;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Statement;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.toolkit.diagnostic.Span;

/** Directives that put data into the section. */
final class DataDirectives {
    private DataDirectives() { }

    static void addTo(Map<String, Directive> table) {
        numbers(table, 1, ".byte");
        numbers(table, 2, ".half", ".short", ".hword", ".2byte");
        numbers(table, 4, ".word", ".long", ".int", ".4byte");
        numbers(table, 8, ".dword", ".quad", ".8byte");
        table.put(".ascii", call -> strings(call, false));
        table.put(".asciz", call -> strings(call, true));
        table.put(".string", call -> strings(call, true));
        table.put(".float", call -> floats(call, 4));
        table.put(".single", call -> floats(call, 4));
        table.put(".double", call -> floats(call, 8));
        table.put(".uleb128", call -> leb128(call, false));
        table.put(".sleb128", call -> leb128(call, true));
    }

    private static void numbers(Map<String, Directive> table, int size, String... names) {
        for (String name : names) {
            table.put(name, call -> numbers(call, size));
        }
    }

    private static void numbers(Call call, int size) {
        for (Cursor operand : call.cursor().operands()) {
            Span span = operand.rest();
            Expression expression = ExpressionParser.parse(operand, call.unit());
            operand.expectEnd();
            OptionalLong number = Evaluator.NOW_LINKABLE.number(expression);
            if (number.isPresent()) {
                DataRange.check(number.getAsLong(), size, span, call.unit().diagnostics());
                call.unit().current().add(number.getAsLong(), size, span);
            } else {
                call.unit().current().addData(expression, size, span);
            }
        }
    }

    private static void strings(Call call, boolean terminated) {
        Cursor cursor = call.cursor();
        if (cursor.atEnd()) {
            return;
        }
        do {
            Token token = cursor.expectString();
            call.unit().current().add(token.text().getBytes(StandardCharsets.ISO_8859_1), cursor.span(token));
            while (cursor.peek().kind() == Token.Kind.STRING) {
                call.unit().current().add(cursor.next().text().getBytes(StandardCharsets.ISO_8859_1), cursor.span(token));
            }
            if (terminated) {
                call.unit().current().add(0, 1, cursor.span(token));
            }
        } while (cursor.accept(","));
        cursor.expectEnd();
    }

    private static void floats(Call call, int size) {
        Statement raw = call.raw();
        int at = raw.start();
        while (at <= raw.end()) {
            int comma = raw.clean().indexOf(',', at);
            int end = comma < 0 || comma > raw.end() ? raw.end() : comma;
            Span span = new Statement(raw.source(), raw.clean(), at, end).span();
            call.unit().current().add(floatBits(raw.clean().substring(span.start(), span.end()), size, span), size, span);
            at = end + 1;
        }
    }

    private static long floatBits(String text, int size, Span span) {
        String word = text.toLowerCase(Locale.ROOT).replaceFirst("^([-+]?)0[fdrs]", "$1");
        try {
            double wide = switch (word.replaceFirst("^[-+]", "")) {
                case "inf", "infinity" -> word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(digits(word));
            };
            boolean special = Double.isNaN(wide) || Double.isInfinite(wide);
            return size == 8 ? Double.doubleToLongBits(wide) : Float.floatToIntBits(special ? (float) wide : Float.parseFloat(word));
        } catch (NumberFormatException e) {
            throw new SyntaxError(span, text.isEmpty() ? "a floating-point number is missing"
                : "'" + text + "' is not a floating-point number");
        }
    }

    /** Java would also take a type suffix and hexadecimal notation. */
    private static String digits(String word) {
        if (!word.matches("[-+]?[0-9.]+(e[-+]?[0-9]+)?")) {
            throw new NumberFormatException(word);
        }
        return word;
    }

    private static void leb128(Call call, boolean signed) {
        for (Cursor operand : call.cursor().operands()) {
            Span span = operand.rest();
            Expression expression = ExpressionParser.parse(operand, call.unit());
            operand.expectEnd();
            OptionalLong number = Evaluator.NOW.number(expression);
            if (number.isPresent()) {
                call.unit().current().add(Leb128.encode(number.getAsLong(), signed), span);
            } else {
                call.unit().current().addTail(new Tail.Leb128(expression, signed, span), 1);
            }
        }
    }
}
