package twofold.assembler.source;

/** Where quoted text ends. */
public final class Quotes {
    private Quotes() { }

    /**
     * The offset after the string or character constant that starts at {@code at}; a string that is not closed ends with its line.
     * A character constant is {@code 'x'}, {@code '\n'} or, as GNU as has it, {@code 'x} without the second quote.
     */
    public static int skip(String text, int at) {
        return text.charAt(at) == '"' ? skipString(text, at + 1) : skipCharacter(text, at + 1);
    }

    private static int skipString(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            at += c == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n' ? 2 : 1;
        }
        return at;
    }

    private static int skipCharacter(String text, int from) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        if (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
        return at < text.length() && text.charAt(at) == '\'' ? at + 1 : at;
    }
}
