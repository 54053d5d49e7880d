package twofold.assembler.syntax;

import java.util.Set;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Names;
import twofold.assembler.source.Token;

/**
 * Reads expressions with the operators and ranks of GNU as (manual, section "Infix Operators"): highest
 * {@code * / % << >>}, then {@code | & ^ !}, then {@code + - == != <> < > <= >=}, then {@code &&}, then {@code ||}.
 */
public final class ExpressionParser {
    private static final Set<String> PRODUCT = Set.of("*", "/", "%", "<<", ">>");
    private static final Set<String> BITS = Set.of("|", "&", "^", "!");
    private static final Set<String> SUM = Set.of("+", "-", "==", "=", "!=", "<>", "<", ">", "<=", ">=");
    private static final int MAX_DEPTH = 200;
    private static final int MAX_TERMS = 1000;

    private final Cursor cursor;
    private final Names names;
    private int depth;

    private ExpressionParser(Cursor cursor, Names names) {
        this.cursor = cursor;
        this.names = names;
    }

    /** Reads the longest expression from here. */
    public static Expression parse(Cursor cursor, Names names) {
        return new ExpressionParser(cursor, names).level(0);
    }

    private static int rank(Token token) {
        String text = token.text();
        if (token.kind() != Token.Kind.PUNCTUATION) {
            return -1;
        }
        return text.equals("||") ? 0 : text.equals("&&") ? 1 : SUM.contains(text) ? 2 : BITS.contains(text) ? 3
            : PRODUCT.contains(text) ? 4 : -1;
    }

    private Expression level(int rank) {
        if (rank > 4) {
            return unary();
        }
        Token first = cursor.peek();
        Expression left = level(rank + 1);
        for (int count = 0; rank(cursor.peek()) == rank; count++) {
            if (count > MAX_TERMS) {
                throw cursor.error("this expression is too long");
            }
            Token operator = cursor.next();
            String text = operator.text().equals("=") ? "==" : operator.text();
            Token last = cursor.peek();
            Expression right = level(rank + 1);
            left = fold(new Expression.Binary(text, left, right, cursor.span(first).to(cursor.span(last))));
        }
        return left;
    }

    /** Numbers are combined at once, which keeps the trees of generated sources small. */
    private static Expression fold(Expression.Binary binary) {
        if (binary.left() instanceof Expression.Constant && binary.right() instanceof Expression.Constant) {
            return Expression.of(Evaluator.NOW.evaluate(binary).number());
        }
        return binary;
    }

    private Expression unary() {
        if (++depth > MAX_DEPTH) {
            throw cursor.error("this expression is nested too deeply");
        }
        try {
            Token token = cursor.peek();
            if (token.is("-") || token.is("~") || token.is("!")) {
                cursor.next();
                Expression operand = unary();
                Expression.Unary whole = new Expression.Unary(token.text(), operand, cursor.span(token));
                return operand instanceof Expression.Constant
                    ? Expression.of(Evaluator.NOW.evaluate(whole).number()) : whole;
            }
            if (cursor.accept("+")) {
                return unary();
            }
            return primary();
        } finally {
            depth--;
        }
    }

    private Expression primary() {
        Token token = cursor.next();
        return switch (token.kind()) {
            case NUMBER -> Expression.of(token.value());
            case LOCAL -> local(token);
            case NAME -> token.text().equals(".") ? Expression.of(names.here(), cursor.span(token)) : name(token);
            case STRING -> name(token);
            case END -> throw cursor.error(token, "an expression is missing");
            case PUNCTUATION -> {
                if (!token.text().equals("(")) {
                    throw cursor.error(token, "expected an expression, found '" + token.text() + "'");
                }
                Expression inner = level(0);
                cursor.expect(")");
                yield inner;
            }
        };
    }

    private Expression name(Token token) {
        AsmSymbol symbol = names.symbol(token.text());
        symbol.use(cursor.span(token));
        if (symbol.value() != null && symbol.isRedefinable()) {
            return symbol.value();
        }
        return Expression.of(symbol, cursor.span(token));
    }

    private Expression local(Token token) {
        boolean forward = token.text().endsWith("f");
        AsmSymbol symbol = forward ? names.forward(token.value()) : names.backward(token.value());
        if (symbol == null) {
            throw cursor.error(token, "there is no label '" + token.value() + ":' before this");
        }
        symbol.use(cursor.span(token));
        return Expression.of(symbol, cursor.span(token));
    }
}
