package twofold.assembler.directive;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Tail;
import twofold.assembler.model.Value;
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
        each(table, ".globl", AsmSymbol::makeGlobal);
        table.put(".global", table.get(".globl"));
        each(table, ".weak", AsmSymbol::makeWeak);
        each(table, ".local", AsmSymbol::makeLocal);
        each(table, ".internal", symbol -> symbol.visibility(1));
        each(table, ".hidden", symbol -> symbol.visibility(2));
        each(table, ".protected", symbol -> symbol.visibility(3));
        table.put(".type", SymbolDirectives::type);
        table.put(".size", SymbolDirectives::size);
        table.put(".set", call -> set(call, true));
        table.put(".equ", call -> set(call, true));
        table.put(".equiv", call -> set(call, false));
        table.put(".eqv", call -> set(call, false));
        table.put(".symver", VersionDirective::run);
        table.put(".variant_cc", SymbolDirectives::variant);
        table.put(".weakref", SymbolDirectives::weakReference);
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
        symbol.type(switch (type.text().toLowerCase(Locale.ROOT).replace("stt_", "")) {
            case "function", "func" -> Symbol.FUNCTION;
            case "object" -> Symbol.OBJECT;
            case "tls_object", "tls" -> Symbol.TLS;
            case "notype" -> Symbol.NOTYPE;
            case "common" -> Symbol.OBJECT;
            case "gnu_unique_object" -> unique(symbol);
            case "gnu_indirect_function", "gnu_ifunc" -> Symbol.GNU_IFUNC;
            default -> throw cursor.error(type, "unknown symbol type '" + type.text() + "'");
        });
        cursor.expectEnd();
    }

    private static int unique(AsmSymbol symbol) {
        symbol.makeUnique();
        return Symbol.OBJECT;
    }

    private static void size(Call call) {
        AsmSymbol symbol = call.unit().symbols().get(call.cursor().expectName("a symbol").text());
        call.cursor().expect(",");
        symbol.size(call.expression());
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
        if (symbol.isDefined() && !(again && symbol.isRedefinable())) {
            String where = symbol.definedAt() == null ? "" : "; the first time at " + symbol.definedAt().place();
            throw new SyntaxError(span, "'" + name + "' is defined twice" + where);
        }
        if (symbol.isLabel()) {
            symbol = processor.unit().symbols().renew(symbol);
        }
        define(symbol, expression, again, span);
    }

    /** Places become labels and sums are computed, which keeps a chain of assignments from becoming a deep tree. */
    private static void define(AsmSymbol symbol, Expression expression, boolean again, Span span) {
        Value value;
        try {
            value = Evaluator.NOW.evaluate(expression);
        } catch (SyntaxError later) {
            symbol.equate(expression, again, span);
            return;
        }
        if (value.sub() == null && value.add() != null && value.add().isLabel() && value.number() == (int) value.number()) {
            symbol.place(value.add(), value.number(), again, span);
        } else {
            symbol.equate(Expression.of(value, span), again, span);
        }
    }

    /** The symbol is of a function that does not keep to the standard calling convention (RISC-V ELF psABI, STO_RISCV_VARIANT_CC). */
    private static void variant(Call call) {
        for (Token token : call.names()) {
            call.unit().symbols().get(token.text()).callsInItsOwnWay();
        }
    }

    /** A name by which a symbol is used weakly: unless it is used by its own name, too, it need not be defined. */
    private static void weakReference(Call call) {
        Token name = call.cursor().expectName("a symbol");
        call.cursor().expect(",");
        Token target = call.cursor().expectName("a symbol");
        call.cursor().expectEnd();
        AsmSymbol symbol = call.unit().symbols().get(target.text());
        symbol.useWeakly();
        call.unit().symbols().get(name.text()).equate(Expression.of(symbol, call.cursor().span(target)), false, call.span());
    }

    private static void common(Call call) {
        block(call, call.unit().symbols().get(call.cursor().expectName("a symbol").text()));
    }

    private static void localCommon(Call call) {
        AsmSymbol symbol = call.unit().symbols().get(call.cursor().expectName("a symbol").text());
        symbol.makeLocal();
        block(call, symbol);
    }

    /** A block of zeros: a common one is the linker's to place, a local one goes to .bss after all else. */
    private static void block(Call call, AsmSymbol symbol) {
        call.cursor().expect(",");
        long size = call.number("the size");
        long alignment = call.optionalNumber("the alignment", 1);
        call.cursor().expectEnd();
        check(call, symbol, size, alignment);
        symbol.common(size, alignment);
        if (symbol.isForcedLocal()) {
            call.unit().atEnd(() -> reserve(call, symbol, size, alignment));
        } else {
            symbol.makeGlobal();
        }
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
        AsmSection bss = call.unit().findSection(".bss");
        bss.align(alignment);
        bss.addTail(new Tail.Align(alignment, 0, 1, false, 0, call.span()), 0);
        symbol.define(bss.current(), 0, call.span());
        symbol.type(Symbol.OBJECT);
        symbol.size(Expression.of(size));
        bss.fill(size, 0, call.span());
    }
}
