package twofold.assembler.directive;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Section;
import twofold.assembler.model.Tail;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Span;

/** Directives about symbols. */
final class SymbolDirectives {
    private SymbolDirectives() { }

    static void addTo(Map<String, Directive> table) {
        each(table, ".globl", symbol -> symbol.binding = symbol.binding == Symbol.WEAK ? Symbol.WEAK : Symbol.GLOBAL);
        table.put(".global", table.get(".globl"));
        each(table, ".weak", symbol -> symbol.binding = Symbol.WEAK);
        each(table, ".local", symbol -> {
            symbol.binding = Symbol.LOCAL;
            symbol.forcedLocal = true;
        });
        each(table, ".internal", symbol -> symbol.visibility = 1);
        each(table, ".hidden", symbol -> symbol.visibility = 2);
        each(table, ".protected", symbol -> symbol.visibility = 3);
        table.put(".type", SymbolDirectives::type);
        table.put(".size", SymbolDirectives::size);
        table.put(".set", call -> set(call, true));
        table.put(".equ", call -> set(call, true));
        table.put(".equiv", call -> set(call, false));
        table.put(".comm", SymbolDirectives::common);
        table.put(".lcomm", SymbolDirectives::localCommon);
    }

    private static void each(Map<String, Directive> table, String name, Consumer<AsmSymbol> change) {
        table.put(name, call -> {
            for (Token token : call.names()) {
                change.accept(call.unit().symbols().get(token.text()));
            }
        });
    }

    private static void type(Call call) {
        Cursor cursor = call.cursor();
        AsmSymbol symbol = call.unit().symbols().get(cursor.expectName("a symbol").text());
        cursor.accept(",");
        if (!cursor.accept("@")) {
            cursor.accept("%");
        }
        Token type = cursor.expectName("a symbol type");
        symbol.type = switch (type.text().toLowerCase(Locale.ROOT).replace("stt_", "")) {
            case "function", "func" -> Symbol.FUNCTION;
            case "object" -> Symbol.OBJECT;
            case "tls_object", "tls" -> Symbol.TLS;
            case "notype" -> Symbol.NOTYPE;
            case "common" -> Symbol.OBJECT;
            case "gnu_indirect_function", "gnu_ifunc" -> Symbol.GNU_IFUNC;
            default -> throw cursor.error(type, "unknown symbol type '" + type.text() + "'");
        };
        cursor.expectEnd();
    }

    private static void size(Call call) {
        AsmSymbol symbol = call.unit().symbols().get(call.cursor().expectName("a symbol").text());
        call.cursor().expect(",");
        symbol.size = call.expression();
        call.cursor().expectEnd();
    }

    private static void set(Call call, boolean again) {
        Token name = call.cursor().expectName("a symbol");
        call.cursor().expect(",");
        assign(call.processor(), name.text(), call.cursor().span(name), call.cursor(), again);
    }

    /** Gives a symbol the value of the expression that is left. */
    static void assign(Processor processor, String name, Span span, Cursor cursor, boolean again) {
        Expression expression = ExpressionParser.parse(cursor, processor.unit());
        cursor.expectEnd();
        if (name.equals(".")) {
            processor.unit().current().addTail(new Tail.Org(expression, 0, span), 0);
            return;
        }
        AsmSymbol symbol = processor.unit().symbols().get(name);
        if (symbol.isLabel() || symbol.commonSize >= 0 || symbol.value() != null && !(again && symbol.isRedefinable())) {
            String where = symbol.definedAt() == null ? "" : "; the first time at " + symbol.definedAt().place();
            throw new SyntaxError(span, "'" + name + "' is defined twice" + where);
        }
        symbol.equate(simplified(expression, span), again, span);
    }

    /** Keeps a chain of assignments from becoming a deep tree; what cannot be computed yet stays as it is. */
    private static Expression simplified(Expression expression, Span span) {
        try {
            return Expression.of(Evaluator.NOW.evaluate(expression), span);
        } catch (SyntaxError later) {
            return expression;
        }
    }

    private static void common(Call call) {
        AsmSymbol symbol = call.unit().symbols().get(call.cursor().expectName("a symbol").text());
        call.cursor().expect(",");
        long size = call.number("the size");
        long alignment = call.optionalNumber("the alignment", 1);
        call.cursor().expectEnd();
        check(call, symbol, size, alignment);
        if (symbol.forcedLocal) {
            reserve(call, symbol, size, alignment);
            return;
        }
        symbol.commonSize = size;
        symbol.commonAlignment = alignment;
        symbol.binding = symbol.binding == Symbol.WEAK ? Symbol.WEAK : Symbol.GLOBAL;
    }

    private static void localCommon(Call call) {
        AsmSymbol symbol = call.unit().symbols().get(call.cursor().expectName("a symbol").text());
        call.cursor().expect(",");
        long size = call.number("the size");
        long alignment = call.optionalNumber("the alignment", 1);
        call.cursor().expectEnd();
        check(call, symbol, size, alignment);
        reserve(call, symbol, size, alignment);
    }

    private static void check(Call call, AsmSymbol symbol, long size, long alignment) {
        if (size < 0 || size > 1L << 40 || alignment < 1 || Long.bitCount(alignment) != 1) {
            throw call.error("a common block needs a size of at least 0 and an alignment that is a power of two");
        }
        if (symbol.isDefined()) {
            throw call.error("'" + symbol.name() + "' is defined twice");
        }
    }

    private static void reserve(Call call, AsmSymbol symbol, long size, long alignment) {
        Section bss = call.unit().findSection(".bss");
        bss.align(alignment);
        bss.addTail(new Tail.Align(alignment, 0, 1, false, 0, call.span()), 0);
        symbol.define(bss.current(), 0, call.span());
        symbol.type = Symbol.OBJECT;
        symbol.size = Expression.of(size);
        bss.fill(size, 0, call.span());
    }
}
