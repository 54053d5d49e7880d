package twofold.assembler.model;

import twofold.toolkit.diagnostic.Span;

/** An expression whose value may not be known yet. */
public sealed interface Expression {
    /** A number. */
    record Constant(long value) implements Expression { }

    /** A symbol's value. */
    record Reference(AsmSymbol symbol, Span span) implements Expression { }

    /** {@code - ~ !} before an operand. */
    record Unary(String operator, Expression operand, Span span) implements Expression { }

    /** An operator between two operands. */
    record Binary(String operator, Expression left, Expression right, Span span) implements Expression { }

    /** A number. */
    static Expression of(long value) {
        return new Constant(value);
    }

    /** A symbol. */
    static Expression of(AsmSymbol symbol, Span span) {
        return new Reference(symbol, span);
    }

    /** The sum that a value is, without the tree it came from. */
    static Expression of(Value value, Span span) {
        Expression sum = of(value.number());
        if (value.add() != null) {
            sum = value.number() == 0 ? of(value.add(), span) : new Binary("+", of(value.add(), span), sum, span);
        }
        return value.sub() == null ? sum : new Binary("-", sum, of(value.sub(), span), span);
    }
}
