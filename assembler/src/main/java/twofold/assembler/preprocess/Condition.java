package twofold.assembler.preprocess;

import java.util.List;

/** The expressions of {@code #if}: integers with C's operators and ranks; names that are left are 0. */
final class Condition {
    private static final List<List<String>> RANKS = List.of(List.of("||"), List.of("&&"), List.of("|"), List.of("^"), List.of("&"),
        List.of("==", "!="), List.of("<=", ">=", "<", ">"), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    private Condition(String text) {
        this.text = text;
    }

    /**
     * Computes an expression in which macros and {@code defined} are replaced already.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong
     */
    static long value(String text) {
        Condition condition = new Condition(text);
        long value = condition.ternary();
        condition.skip();
        if (condition.at < text.length()) {
            throw new IllegalArgumentException("unexpected '" + text.substring(condition.at) + "' in this condition");
        }
        return value;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean accept(String operator) {
        skip();
        if (!text.startsWith(operator, at)) {
            return false;
        }
        char next = at + operator.length() < text.length() ? text.charAt(at + operator.length()) : 0;
        boolean partOfLonger = operator.length() == 1 && (next == operator.charAt(0) && "|&<>".contains(operator) || next == '='
            && "<>!".contains(operator));
        if (partOfLonger) {
            return false;
        }
        at += operator.length();
        return true;
    }

    private long ternary() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("this condition is nested too deeply");
        }
        long condition = level(0);
        if (accept("?")) {
            long yes = ternary();
            if (!accept(":")) {
                throw new IllegalArgumentException("expected ':' in this condition");
            }
            long no = ternary();
            condition = condition != 0 ? yes : no;
        }
        depth--;
        return condition;
    }

    private long level(int rank) {
        if (rank == RANKS.size()) {
            return unary();
        }
        long left = level(rank + 1);
        while (true) {
            String found = null;
            for (String operator : RANKS.get(rank)) {
                if (found == null && accept(operator)) {
                    found = operator;
                }
            }
            if (found == null) {
                return left;
            }
            left = compute(found, left, level(rank + 1));
        }
    }

    private static long compute(String operator, long a, long b) {
        return switch (operator) {
            case "||" -> a != 0 || b != 0 ? 1 : 0;
            case "&&" -> a != 0 && b != 0 ? 1 : 0;
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "==" -> a == b ? 1 : 0;
            case "!=" -> a != b ? 1 : 0;
            case "<" -> a < b ? 1 : 0;
            case ">" -> a > b ? 1 : 0;
            case "<=" -> a <= b ? 1 : 0;
            case ">=" -> a >= b ? 1 : 0;
            case "<<" -> a << b;
            case ">>" -> a >> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> {
                if (b == 0) {
                    throw new IllegalArgumentException("division by zero in this condition");
                }
                yield operator.equals("/") ? a / b : a % b;
            }
        };
    }

    private long unary() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("this condition is nested too deeply");
        }
        try {
            if (accept("!")) {
                return unary() == 0 ? 1 : 0;
            }
            if (accept("~")) {
                return ~unary();
            }
            if (accept("-")) {
                return -unary();
            }
            if (accept("+")) {
                return unary();
            }
            if (accept("(")) {
                long value = ternary();
                if (!accept(")")) {
                    throw new IllegalArgumentException("expected ')' in this condition");
                }
                return value;
            }
            return primary();
        } finally {
            depth--;
        }
    }

    private long primary() {
        skip();
        if (at + 2 < text.length() && text.charAt(at) == '\'' && text.charAt(at + 2) == '\'') {
            at += 3;
            return text.charAt(at - 2);
        }
        int start = at;
        while (at < text.length() && Expander.isWord(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.isEmpty()) {
            throw new IllegalArgumentException("a value is missing in this condition");
        }
        if (!Character.isDigit(word.charAt(0))) {
            return 0;
        }
        try {
            String digits = word.replaceFirst("(?i)[ul]+$", "");
            return digits.matches("(?i)0x.*") ? Long.parseUnsignedLong(digits.substring(2), 16)
                : digits.length() > 1 && digits.startsWith("0") ? Long.parseUnsignedLong(digits, 8) : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a number", e);
        }
    }
}
