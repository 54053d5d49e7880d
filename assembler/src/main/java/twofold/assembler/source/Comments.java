package twofold.assembler.source;

/** Blanks comments: {@code # …} and {@code // …} to the end of the line, and block comments, which may span lines. */
final class Comments {
    private Comments() { }

    /** The text with every comment replaced by as many spaces; line ends stay, so offsets and lines stay. */
    static String blank(String text) {
        if (text.indexOf('#') < 0 && text.indexOf('/') < 0) {
            return text;
        }
        char[] chars = text.toCharArray();
        int at = 0;
        while (at < chars.length) {
            char c = chars[at];
            if (c == '"' || c == '\'') {
                at = Quotes.skip(text, at);
            } else if (c == '#' || c == '/' && next(chars, at) == '/') {
                at = blankTo(chars, at, lineEnd(text, at));
            } else if (c == '/' && next(chars, at) == '*') {
                int end = text.indexOf("*/", at + 2);
                at = blankTo(chars, at, end < 0 ? chars.length : end + 2);
            } else {
                at++;
            }
        }
        return new String(chars);
    }

    private static char next(char[] chars, int at) {
        return at + 1 < chars.length ? chars[at + 1] : 0;
    }

    private static int lineEnd(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private static int blankTo(char[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            if (chars[i] != '\n') {
                chars[i] = ' ';
            }
        }
        return to;
    }
}
