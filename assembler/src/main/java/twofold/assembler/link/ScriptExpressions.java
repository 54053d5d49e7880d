package twofold.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import twofold.assembler.link.Script.Expression;
import twofold.assembler.link.Script.Region;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/** Reads the expressions of linker scripts, which have C's operators and ranks. */
final class ScriptExpressions {
    private static final List<List<String>> RANKS = List.of(List.of("||"), List.of("&&"), List.of("|"), List.of("^"), List.of("&"),
        List.of("==", "!="), List.of("<", ">", "<=", ">="), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));
    private static final long PAGE = 0x1000;
    private static final int MAX_DEPTH = 100;

    private final ScriptLexer lexer;
    private final Map<String, Region> regions;
    private boolean usesHeaders;
    private int depth;

    ScriptExpressions(ScriptLexer lexer, Map<String, Region> regions) {
        this.lexer = lexer;
        this.regions = regions;
    }

    boolean usesHeaders() {
        return usesHeaders;
    }

    Expression parse() {
        if (++depth > MAX_DEPTH) {
            throw lexer.error("this expression is nested too deeply");
        }
        Expression condition = level(0);
        depth--;
        if (!lexer.accept("?")) {
            return condition;
        }
        Expression yes = parse();
        lexer.expect(":");
        Expression no = parse();
        return scope -> condition.value(scope) != 0 ? yes.value(scope) : no.value(scope);
    }

    Expression inParentheses() {
        lexer.expect("(");
        Expression inner = parse();
        lexer.expect(")");
        return inner;
    }

    private Expression level(int rank) {
        if (rank == RANKS.size()) {
            return unary();
        }
        Expression left = level(rank + 1);
        while (RANKS.get(rank).contains(lexer.peek())) {
            String operator = lexer.next();
            Span span = lexer.span();
            Expression first = left;
            Expression second = level(rank + 1);
            left = scope -> compute(operator, first.value(scope), second.value(scope), span);
        }
        return left;
    }

    static long compute(String operator, long a, long b, Span span) {
        return switch (operator) {
            case "||" -> a != 0 || b != 0 ? 1 : 0;
            case "&&" -> a != 0 && b != 0 ? 1 : 0;
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "==" -> a == b ? 1 : 0;
            case "!=" -> a != b ? 1 : 0;
            case "<" -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case ">" -> Long.compareUnsigned(a, b) > 0 ? 1 : 0;
            case "<=" -> Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
            case ">=" -> Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
            case "<<" -> b < 0 || b > 63 ? 0 : a << b;
            case ">>" -> b < 0 || b > 63 ? 0 : a >>> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> {
                if (b == 0) {
                    throw new SyntaxError(span, "division by zero");
                }
                yield operator.equals("/") ? Long.divideUnsigned(a, b) : Long.remainderUnsigned(a, b);
            }
        };
    }

    private Expression unary() {
        String word = lexer.next();
        Span span = lexer.span();
        return switch (word) {
            case "-" -> negate(unaryOperand());
            case "~" -> {
                Expression operand = unaryOperand();
                yield scope -> ~operand.value(scope);
            }
            case "!" -> {
                Expression operand = unaryOperand();
                yield scope -> operand.value(scope) == 0 ? 1 : 0;
            }
            case "+" -> unaryOperand();
            case "(" -> {
                Expression inner = parse();
                lexer.expect(")");
                yield inner;
            }
            case "." -> Script.Scope::dot;
            case "" -> throw lexer.error("an expression is missing");
            default -> word(word, span);
        };
    }

    private Expression unaryOperand() {
        if (++depth > MAX_DEPTH) {
            throw lexer.error("this expression is nested too deeply");
        }
        Expression operand = unary();
        depth--;
        return operand;
    }

    private static Expression negate(Expression operand) {
        return scope -> -operand.value(scope);
    }

    private Expression word(String word, Span span) {
        if (Character.isDigit(word.charAt(0))) {
            long value = number(word, span);
            return scope -> value;
        }
        if (word.equals("SIZEOF_HEADERS")) {
            usesHeaders = true;
            return Script.Scope::headerBytes;
        }
        if (lexer.peek().equals("(")) {
            return function(word, span);
        }
        if (!Character.isLetter(word.charAt(0)) && "_.$\"".indexOf(word.charAt(0)) < 0) {
            throw new SyntaxError(span, "expected an expression, found '" + word + "'");
        }
        String name = word.replace("\"", "");
        return scope -> scope.symbol(name, span);
    }

    private static long number(String word, Span span) {
        try {
            String lower = word.toLowerCase(Locale.ROOT);
            boolean hexadecimal = lower.startsWith("0x");
            int unit = lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : 0;
            String digits = lower.substring(hexadecimal ? 2 : 0, lower.length() - (unit > 0 ? 1 : 0));
            return Long.parseUnsignedLong(digits, hexadecimal ? 16 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10) << unit;
        } catch (NumberFormatException e) {
            throw new SyntaxError(span, "'" + word + "' is not a number");
        }
    }

    private Expression function(String name, Span span) {
        lexer.expect("(");
        if (List.of("ADDR", "SIZEOF", "LOADADDR", "ALIGNOF", "DEFINED", "ORIGIN", "LENGTH", "CONSTANT").contains(name)) {
            String argument = lexer.nextName();
            Span at = lexer.span();
            lexer.expect(")");
            return named(name, argument, at);
        }
        List<Expression> arguments = new ArrayList<>();
        do {
            arguments.add(parse());
        } while (lexer.accept(","));
        lexer.expect(")");
        return computed(name, arguments, span);
    }

    private Expression named(String function, String argument, Span span) {
        return switch (function) {
            case "ADDR" -> scope -> scope.section(argument, span).address();
            case "SIZEOF" -> scope -> scope.section(argument, span).size();
            case "LOADADDR" -> scope -> scope.section(argument, span).loadAddress();
            case "ALIGNOF" -> scope -> scope.section(argument, span).alignment();
            case "DEFINED" -> scope -> scope.isDefined(argument) ? 1 : 0;
            case "CONSTANT" -> scope -> PAGE;
            default -> {
                Region region = regions.get(argument);
                if (region == null) {
                    throw new SyntaxError(span, "there is no memory region '" + argument + "'");
                }
                yield scope -> function.equals("ORIGIN") ? region.origin() : region.length();
            }
        };
    }

    private static Expression computed(String name, List<Expression> arguments, Span span) {
        int expected = name.equals("MIN") || name.equals("MAX") ? 2 : name.equals("ALIGN") ? arguments.size() : 1;
        if (arguments.size() != expected || arguments.size() > 2) {
            throw new SyntaxError(span, name + " has the wrong number of arguments");
        }
        Expression first = arguments.getFirst();
        Expression last = arguments.getLast();
        return switch (name) {
            case "ALIGN" -> scope -> align(arguments.size() == 2 ? first.value(scope) : scope.dot(), last.value(scope), span);
            case "ABSOLUTE" -> first;
            case "MIN" -> scope -> Math.min(first.value(scope), last.value(scope));
            case "MAX" -> scope -> Math.max(first.value(scope), last.value(scope));
            default -> throw new SyntaxError(span, "function " + name + " is not supported");
        };
    }

    private static long align(long value, long alignment, Span span) {
        if (Long.bitCount(alignment) > 1) {
            throw new SyntaxError(span, alignment + " is not a power of two");
        }
        return alignment == 0 ? value : value + alignment - 1 & -alignment;
    }
}
