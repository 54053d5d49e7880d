package twofold.assembler.source;

/**
 * A piece of a statement.
 *
 * @param kind  what it is
 * @param text  the characters; of a string its bytes, one per char, escapes resolved
 * @param value of a number or character constant
 * @param start offset in the source
 * @param end   offset after it
 */
public record Token(Kind kind, String text, long value, int start, int end) {
    /** Kinds of tokens. */
    public enum Kind {
        /** A symbol, register, mnemonic or directive. */
        NAME,
        /** A number or a character constant. */
        NUMBER,
        /** A reference to a numeric label: {@code 1f} or {@code 1b}; the value is the number. */
        LOCAL,
        /** A quoted string. */
        STRING,
        /** An operator or other punctuation, of one or two characters. */
        PUNCTUATION,
        /** The end of the statement. */
        END
    }

    /** Whether it is this punctuation. */
    public boolean is(String punctuation) {
        return kind == Kind.PUNCTUATION && text.equals(punctuation);
    }
}
