package twofold.assembler.model;

import java.util.OptionalLong;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/**
 * Computes expressions. Evaluators differ in when the distance of two labels is known; arithmetic is on 64 bits, wrapping, as in GNU as:
 * shifts to the right are logical, comparisons give -1 for true.
 */
public enum Evaluator {
    /** While reading: labels in one fragment. */
    NOW {
        @Override
        boolean distanceIsKnown(AsmSymbol a, AsmSymbol b) {
            return a.fragment() == b.fragment();
        }
    },
    /** While reading, for what is written into the file: labels in one fragment where the linker does not move code. */
    NOW_LINKABLE {
        @Override
        boolean distanceIsKnown(AsmSymbol a, AsmSymbol b) {
            return a.fragment() == b.fragment() && !a.section().isCode();
        }
    },
    /** After the layout: labels in one section. What the linker's relaxation may do later does not count. */
    FINAL {
        @Override
        boolean distanceIsKnown(AsmSymbol a, AsmSymbol b) {
            return a.section() == b.section();
        }
    },
    /** After the layout, for what is written into the file: labels in one section where the linker does not move code. */
    LINKABLE {
        @Override
        boolean distanceIsKnown(AsmSymbol a, AsmSymbol b) {
            return a.section() == b.section() && !a.section().isCode();
        }
    };

    abstract boolean distanceIsKnown(AsmSymbol a, AsmSymbol b);

    /** How deeply expressions may depend on each other. */
    private static final int MAX_DEPTH = 1200;

    /** Evaluates; symbols that are labels, undefined or common stay. */
    public Value evaluate(Expression expression) {
        return evaluate(expression, 0);
    }

    private Value evaluate(Expression expression, int depth) {
        return switch (expression) {
            case Expression.Constant constant -> Value.of(constant.value());
            case Expression.Reference reference when depth > MAX_DEPTH ->
                throw new SyntaxError(reference.span(), "too many values depend on each other here");
            case Expression.Reference reference -> reference(reference, depth + 1);
            case Expression.Unary unary -> unary(unary, depth + 1);
            case Expression.Binary binary when depth > MAX_DEPTH ->
                throw new SyntaxError(binary.span(), "too many values depend on each other here");
            case Expression.Binary binary -> binary(binary, depth + 1);
        };
    }

    /** The number that an expression is, or empty. */
    public OptionalLong number(Expression expression) {
        Value value = evaluate(expression);
        return value.isNumber() ? OptionalLong.of(value.number()) : OptionalLong.empty();
    }

    /** The number that an expression must be. */
    public long number(Expression expression, Span span, String what) {
        return number(expression).orElseThrow(() -> new SyntaxError(span, what + " must be a number that is known here"));
    }

    private Value reference(Expression.Reference reference, int depth) {
        AsmSymbol symbol = reference.symbol();
        if (symbol.value() == null) {
            return new Value(symbol, null, 0);
        }
        if (symbol.evaluating) {
            throw new SyntaxError(reference.span(), "the value of '" + symbol.name() + "' depends on itself");
        }
        symbol.evaluating = true;
        try {
            return evaluate(symbol.value(), depth);
        } finally {
            symbol.evaluating = false;
        }
    }

    private Value unary(Expression.Unary unary, int depth) {
        Value operand = evaluate(unary.operand(), depth);
        if (unary.operator().equals("-") && !operand.isNumber()) {
            return new Value(operand.sub(), operand.add(), -operand.number());
        }
        if (!operand.isNumber()) {
            throw new SyntaxError(unary.span(), "'" + unary.operator() + "' needs a number");
        }
        long n = operand.number();
        return Value.of(switch (unary.operator()) {
            case "-" -> -n;
            case "~" -> ~n;
            default -> n == 0 ? 1 : 0;
        });
    }

    private Value binary(Expression.Binary binary, int depth) {
        Value left = evaluate(binary.left(), depth);
        Value right = evaluate(binary.right(), depth);
        return switch (binary.operator()) {
            case "+" -> sum(binary, left, right);
            case "-" -> sum(binary, left, new Value(right.sub(), right.add(), -right.number()));
            default -> {
                Value difference = isComparison(binary.operator()) && !(left.isNumber() && right.isNumber())
                    ? sum(binary, left, new Value(right.sub(), right.add(), -right.number())) : null;
                if (difference != null && difference.isNumber()) {
                    yield Value.of(compute(binary, difference.number(), 0));
                }
                if (!left.isNumber() || !right.isNumber()) {
                    throw new SyntaxError(binary.span(), "'" + binary.operator() + "' needs numbers that are known here");
                }
                yield Value.of(compute(binary, left.number(), right.number()));
            }
        };
    }

    private static boolean isComparison(String operator) {
        return switch (operator) {
            case "==", "!=", "<>", "<", ">", "<=", ">=" -> true;
            default -> false;
        };
    }

    private Value sum(Expression.Binary binary, Value a, Value b) {
        long number = a.number() + b.number();
        AsmSymbol[] plus = {a.add(), b.add()};
        AsmSymbol[] minus = {a.sub(), b.sub()};
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                if (plus[i] != null && minus[j] != null && cancels(plus[i], minus[j])) {
                    number += plus[i] == minus[j] ? 0 : plus[i].address() - minus[j].address();
                    plus[i] = null;
                    minus[j] = null;
                }
            }
        }
        if (plus[0] != null && plus[1] != null || minus[0] != null && minus[1] != null) {
            throw new SyntaxError(binary.span(), "two symbols cannot be combined with '" + binary.operator()
                + "' unless their distance is known");
        }
        return new Value(plus[0] != null ? plus[0] : plus[1], minus[0] != null ? minus[0] : minus[1], number);
    }

    private boolean cancels(AsmSymbol a, AsmSymbol b) {
        return a == b || a.isLabel() && b.isLabel() && distanceIsKnown(a, b);
    }

    private static long compute(Expression.Binary binary, long a, long b) {
        return switch (binary.operator()) {
            case "*" -> a * b;
            case "/" -> divide(binary, a, b);
            case "%" -> b == 0 ? divide(binary, a, b) : a % b;
            case "<<" -> b < 0 || b > 63 ? 0 : a << b;
            case ">>" -> b < 0 || b > 63 ? 0 : a >>> b;
            case "|" -> a | b;
            case "&" -> a & b;
            case "^" -> a ^ b;
            case "!" -> a | ~b;
            case "==" -> a == b ? -1 : 0;
            case "!=", "<>" -> a != b ? -1 : 0;
            case "<" -> a < b ? -1 : 0;
            case ">" -> a > b ? -1 : 0;
            case "<=" -> a <= b ? -1 : 0;
            case ">=" -> a >= b ? -1 : 0;
            case "&&" -> a != 0 && b != 0 ? 1 : 0;
            case "||" -> a != 0 || b != 0 ? 1 : 0;
            default -> throw new IllegalStateException(binary.operator());
        };
    }

    private static long divide(Expression.Binary binary, long a, long b) {
        if (b == 0) {
            throw new SyntaxError(binary.span(), "division by zero");
        }
        return a / b;
    }
}
