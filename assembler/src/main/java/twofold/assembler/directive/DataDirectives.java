package twofold.assembler.directive;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import twofold.riscv.elf.RelocationType;
import twofold.toolkit.diagnostic.Span;

/** Directives that put data into the section. */
final class DataDirectives {
    /** What GNU as writes for no number. */
    private static final int HALF_NAN = 0x7fff;
    /** The bytes of the longest numbers. */
    private static final int OCTA = 16;

    private DataDirectives() { }

    static void addTo(Map<String, Directive> table) {
        numbers(table, 1, ".byte", ".dc.b");
        numbers(table, 2, ".half", ".short", ".hword", ".2byte", ".dc", ".dc.w");
        numbers(table, 4, ".word", ".long", ".int", ".4byte", ".dc.l");
        numbers(table, 8, ".dword", ".quad", ".8byte", ".dc.a");
        table.put(".octa", DataDirectives::octas);
        table.put(".dtprelword", call -> threadOffsets(call, RelocationType.TLS_DTPREL32, 4));
        table.put(".dtpreldword", call -> threadOffsets(call, RelocationType.TLS_DTPREL64, 8));
        table.put(".ascii", call -> strings(call, 1, false));
        for (String name : new String[] {".asciz", ".string", ".string8"}) {
            table.put(name, call -> strings(call, 1, true));
        }
        table.put(".string16", call -> strings(call, 2, true));
        table.put(".string32", call -> strings(call, 4, true));
        table.put(".float16", call -> floats(call, 2));
        for (String name : new String[] {".float", ".single", ".dc.s"}) {
            table.put(name, call -> floats(call, 4));
        }
        for (String name : new String[] {".double", ".dc.d"}) {
            table.put(name, call -> floats(call, 8));
        }
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

    /** Numbers of 16 bytes, or expressions, whose 8 bytes 8 zeros follow, as in GNU as. */
    private static void octas(Call call) {
        for (Span span : parts(call.raw())) {
            BigInteger number = octa(call, span);
            byte[] bytes = number.toByteArray();
            if (bytes.length > OCTA + 1 || bytes.length > OCTA && bytes[0] != 0) {
                throw new SyntaxError(span, "'" + span.text() + "' does not fit in " + OCTA + " bytes");
            }
            byte[] little = new byte[OCTA];
            Arrays.fill(little, (byte) (number.signum() < 0 ? -1 : 0));
            for (int i = 0; i < Math.min(OCTA, bytes.length); i++) {
                little[i] = bytes[bytes.length - 1 - i];
            }
            call.unit().current().add(little, span);
        }
    }

    private static BigInteger octa(Call call, Span span) {
        String text = span.text().toLowerCase(Locale.ROOT);
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1).strip() : text;
        if (digits.matches("0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*|0b[01]+")) {
            int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0b") ? 2 : digits.startsWith("0") ? 8 : 10;
            BigInteger number = new BigInteger(digits.replaceFirst("^0[xb]", ""), radix);
            return negative ? number.negate() : number;
        }
        if (negative) {
            throw new SyntaxError(span, "of what .octa takes only a number can begin with '-'");
        }
        Cursor operand = new Cursor(new Statement(span.source(), call.raw().clean(), span.start(), span.end()));
        Expression expression = ExpressionParser.parse(operand, call.unit());
        operand.expectEnd();
        return new BigInteger(Long.toUnsignedString(Evaluator.NOW_LINKABLE.number(expression, span, "the value")));
    }

    /** Operands that are no expressions, cut at commas. */
    private static List<Span> parts(Statement raw) {
        List<Span> parts = new ArrayList<>();
        int at = raw.start();
        while (at <= raw.end()) {
            int comma = raw.clean().indexOf(',', at);
            int end = comma < 0 || comma > raw.end() ? raw.end() : comma;
            parts.add(new Statement(raw.source(), raw.clean(), at, end).span());
            at = end + 1;
        }
        return parts;
    }

    /** Where thread-local symbols are in their module's block, as debuggers want it. */
    private static void threadOffsets(Call call, RelocationType type, int size) {
        for (Cursor operand : call.cursor().operands()) {
            Span span = operand.rest();
            Expression expression = ExpressionParser.parse(operand, call.unit());
            operand.expectEnd();
            call.unit().current().relocateNext(type, expression, false, span);
            call.unit().current().add(0, size, span);
        }
    }

    private static void strings(Call call, int width, boolean terminated) {
        Cursor cursor = call.cursor();
        if (cursor.atEnd()) {
            return;
        }
        do {
            Token token = cursor.expectString();
            string(call, token, width);
            while (cursor.peek().kind() == Token.Kind.STRING) {
                string(call, cursor.next(), width);
            }
            if (terminated) {
                call.unit().current().add(0, width, cursor.span(token));
            }
        } while (cursor.accept(","));
        cursor.expectEnd();
    }

    /** The bytes of a string, each as a number of so many bytes. */
    private static void string(Call call, Token token, int width) {
        byte[] narrow = token.text().getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[narrow.length * width];
        for (int i = 0; i < narrow.length; i++) {
            bytes[i * width] = narrow[i];
        }
        call.unit().current().add(bytes, call.cursor().span(token));
    }

    private static void floats(Call call, int size) {
        for (Span span : parts(call.raw())) {
            call.unit().current().add(floatBits(span.text(), size, span), size, span);
        }
    }

    /** The bits of a floating-point number of 2, 4 or 8 bytes. */
    static long floatBits(String text, int size, Span span) {
        String word = text.toLowerCase(Locale.ROOT).replaceFirst("^([-+]?)0[fdrs]", "$1");
        try {
            double wide = switch (word.replaceFirst("^[-+]", "")) {
                case "inf", "infinity" -> word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(digits(word));
            };
            boolean special = Double.isNaN(wide) || Double.isInfinite(wide);
            if (size == 8) {
                return Double.doubleToLongBits(wide);
            }
            float narrow = special ? (float) wide : Float.parseFloat(word);
            return size == 4 ? Float.floatToIntBits(narrow) : Float.isNaN(narrow) ? HALF_NAN : Float.floatToFloat16(narrow) & 0xffff;
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
