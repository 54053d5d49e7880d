package twofold.assembler.directive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Unit;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.toolkit.diagnostic.Span;

/** A directive with its operands. */
final class Call {
    private final Processor processor;
    private final String name;
    private final Span nameSpan;
    private final Statement operands;
    private Cursor cursor;

    Call(Processor processor, String name, Span nameSpan, Statement operands) {
        this.processor = processor;
        this.name = name;
        this.nameSpan = nameSpan;
        this.operands = operands;
    }

    Processor processor() {
        return processor;
    }

    Unit unit() {
        return processor.unit();
    }

    /** The directive in lower case, with its dot. */
    String name() {
        return name;
    }

    /** Where the directive is. */
    Span span() {
        return nameSpan;
    }

    /** What follows it, not cut into tokens. */
    Statement raw() {
        return operands;
    }

    /** The same directive without the end of it that a pattern finds. */
    Call cutBefore(Pattern end) {
        Matcher matcher = end.matcher(operands.text());
        return matcher.find() ? new Call(processor, name, nameSpan, new Statement(operands.source(), operands.clean(), operands.start(),
            operands.start() + matcher.start())) : this;
    }

    /** What follows it. */
    Cursor cursor() {
        if (cursor == null) {
            cursor = new Cursor(operands);
        }
        return cursor;
    }

    Expression expression() {
        return ExpressionParser.parse(cursor(), unit());
    }

    /** A number that must be known here. */
    long number(String what) {
        Span span = cursor().rest();
        return Evaluator.NOW.number(expression(), span, what);
    }

    /** A number after a comma, or the default when there is no comma or nothing before the next. */
    long optionalNumber(String what, long otherwise) {
        if (!cursor().accept(",") || cursor().atEnd() || cursor().peek().is(",")) {
            return otherwise;
        }
        return number(what);
    }

    /** Names apart by commas. */
    List<Token> names() {
        List<Token> names = new ArrayList<>();
        do {
            names.add(cursor().expectName("a symbol"));
        } while (cursor().accept(","));
        cursor().expectEnd();
        return names;
    }

    SyntaxError error(String message) {
        return new SyntaxError(nameSpan, message);
    }
}
