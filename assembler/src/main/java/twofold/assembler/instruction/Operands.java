package twofold.assembler.instruction;

import java.util.List;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Names;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Register;
import twofold.toolkit.diagnostic.Span;

/**
 * The operands of one instruction as they were written; each is read when it is asked for.
 *
 * @param form  which form they fit
 * @param given them
 * @param names for expressions
 * @param span  the whole instruction
 */
record Operands(Form form, List<Cursor> given, Names names, Span span) {
    Span span(int index) {
        return given.get(index).all();
    }

    int register(int index) {
        Token token = given.get(index).peek();
        int integer = Register.integerNumber(token.text());
        return integer >= 0 ? integer : Register.floatNumber(token.text());
    }

    Expression expression(int index) {
        Cursor cursor = given.get(index);
        Expression expression = ExpressionParser.parse(cursor, names);
        if (cursor.accept("@")) {
            Token suffix = cursor.next();
            if (!suffix.text().equals("plt")) {
                throw cursor.error(suffix, "expected 'plt' after '@'");
            }
        }
        cursor.expectEnd();
        return expression;
    }

    Modified modified(int index) {
        Cursor cursor = given.get(index);
        Modified modified = Modified.parse(cursor, names);
        cursor.expectEnd();
        return modified;
    }

    /** The base register of a memory operand. */
    int base(int index) {
        Cursor cursor = given.get(index);
        Token token = cursor.peek(cursor.remaining() - 2);
        int register = Register.integerNumber(token.text());
        if (register < 0) {
            throw cursor.error(token, "'" + token.text() + "' is not an integer register");
        }
        return register;
    }

    /** The offset of a memory operand; nothing written is 0. */
    Modified offset(int index) {
        Cursor cursor = given.get(index);
        int count = cursor.remaining() - 3;
        if (count == 0) {
            return new Modified(null, Expression.of(0), cursor.rest());
        }
        Cursor part = cursor.slice(0, count);
        Modified modified = Modified.parse(part, names);
        part.expectEnd();
        return modified;
    }

    int csr(int index) {
        Cursor cursor = given.get(index);
        if (cursor.remaining() == 1 && cursor.peek().kind() == Token.Kind.NAME) {
            int number = Csr.number(cursor.peek().text());
            if (number >= 0) {
                return number;
            }
            if (!isSymbol(cursor.peek().text())) {
                throw new SyntaxError(cursor.rest(), "unknown control and status register '" + cursor.peek().text() + "'");
            }
        }
        return -1;
    }

    private boolean isSymbol(String name) {
        return names.symbol(name).isDefined();
    }

    int rounding(int index) {
        if (index >= given.size()) {
            return 7;
        }
        Cursor cursor = given.get(index);
        int mode = cursor.remaining() == 1 ? Register.roundingNumber(cursor.peek().text()) : -1;
        if (mode < 0) {
            throw new SyntaxError(cursor.rest(), "expected a rounding mode: rne, rtz, rdn, rup, rmm or dyn");
        }
        return mode;
    }

    int fenceSet(int index) {
        Cursor cursor = given.get(index);
        Token token = cursor.peek();
        if (cursor.remaining() == 1 && token.kind() == Token.Kind.NUMBER && token.value() >= 0 && token.value() < 16) {
            return (int) token.value();
        }
        int set = 0;
        for (char c : token.text().toCharArray()) {
            int bit = "wroi".indexOf(c);
            if (bit < 0 || cursor.remaining() != 1) {
                throw new SyntaxError(cursor.rest(), "expected a set of i, o, r and w");
            }
            set |= 1 << bit;
        }
        return set;
    }
}
