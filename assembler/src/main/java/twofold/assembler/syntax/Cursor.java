package twofold.assembler.syntax;

import java.util.ArrayList;
import java.util.List;
import twofold.assembler.source.Lexer;
import twofold.assembler.source.Statement;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.source.Token.Kind;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** A position among the tokens of a statement. */
public final class Cursor {
    private final Source source;
    private final List<Token> tokens;
    private int at;

    /** At the start of a statement. */
    public Cursor(Statement statement) {
        this(statement.source(), Lexer.tokens(statement));
    }

    private Cursor(Source source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    /** The token here; at the end the END token. */
    public Token peek() {
        return tokens.get(at);
    }

    /** The token {@code ahead} of here, or the END token. */
    public Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    /** The token here, stepping over it. */
    public Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Whether the statement ends here. */
    public boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    /** Steps over punctuation if it is here. */
    public boolean accept(String punctuation) {
        if (peek().is(punctuation)) {
            at++;
            return true;
        }
        return false;
    }

    /** Steps over punctuation that must be here. */
    public void expect(String punctuation) {
        if (!accept(punctuation)) {
            throw error("expected '" + punctuation + "'" + found());
        }
    }

    /** Steps over a name that must be here, or a quoted one. */
    public Token expectName(String what) {
        Token token = next();
        if (token.kind() != Kind.NAME && token.kind() != Kind.STRING) {
            throw error(token, "expected " + what);
        }
        return token;
    }

    /** Steps over a string that must be here. */
    public Token expectString() {
        Token token = next();
        if (token.kind() != Kind.STRING) {
            throw error(token, "expected a quoted string");
        }
        return token;
    }

    /** Complains unless the statement ends here. */
    public void expectEnd() {
        if (!atEnd()) {
            throw error("unexpected '" + peek().text() + "' at the end of the statement");
        }
    }

    private String found() {
        return atEnd() ? " at the end of the statement" : ", found '" + peek().text() + "'";
    }

    /** The place of a token. */
    public Span span(Token token) {
        return new Span(source, token.start(), token.end());
    }

    /** The place from here to the end of the statement. */
    public Span rest() {
        return new Span(source, peek().start(), Math.max(peek().start(), tokens.getLast().end()));
    }

    /** The place of everything. */
    public Span all() {
        return new Span(source, tokens.getFirst().start(), tokens.size() > 1 ? tokens.get(tokens.size() - 2).end()
            : tokens.getFirst().end());
    }

    /** An error at the token here. */
    public SyntaxError error(String message) {
        return error(peek(), message);
    }

    /** An error at a token. */
    public SyntaxError error(Token token, String message) {
        return new SyntaxError(span(token), message);
    }

    /** What is left, cut at the commas that are not within parentheses; none if nothing is left. Steps over all. */
    public List<Cursor> operands() {
        List<Cursor> parts = new ArrayList<>();
        int depth = 0;
        int start = at;
        while (!atEnd()) {
            Token token = peek();
            if (token.is("(")) {
                depth++;
            } else if (token.is(")")) {
                depth--;
            } else if (token.is(",") && depth <= 0) {
                parts.add(part(start, at));
                start = at + 1;
            }
            at++;
        }
        if (at > start || !parts.isEmpty()) {
            parts.add(part(start, at));
        }
        return parts;
    }

    private Cursor part(int from, int to) {
        List<Token> slice = new ArrayList<>(tokens.subList(from, to));
        Token after = tokens.get(to);
        slice.add(new Token(Kind.END, "", 0, after.start(), after.start()));
        return new Cursor(source, slice);
    }

    /** How many tokens are left before the end. */
    public int remaining() {
        return tokens.size() - 1 - at;
    }

    /** A cursor over the tokens from {@code from} to before {@code to}, counted from here; this one stays where it is. */
    public Cursor slice(int from, int to) {
        return part(at + from, at + to);
    }
}
