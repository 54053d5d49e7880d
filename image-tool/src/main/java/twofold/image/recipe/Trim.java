package twofold.image.recipe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes away or replaces what a pattern finds in a variable's value: {@code ${NAME#pattern}} the shortest at its start, {@code ##} the longest,
 * {@code %} and {@code %%} at its end, {@code ${NAME/pattern/word}} the first anywhere, {@code //} all (Dockerfile reference, section "Environment
 * replacement"). In a pattern {@code *} stands for any characters and {@code ?} for one.
 */
final class Trim {
    /** In a pattern's text: the next character stands for itself. */
    static final char LITERAL = '\0';

    private Trim() {
    }

    static boolean isModifier(char c) {
        return c == '#' || c == '%' || c == '/';
    }

    /** The pattern of a text. */
    static Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == LITERAL && i + 1 < text.length()) {
                regex.append(Pattern.quote(text.substring(++i, i + 1)));
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** A value without the shortest or longest part at its start or end that a pattern matches. */
    static String ends(String value, Pattern pattern, boolean start, boolean longest) {
        Matcher matcher = pattern.matcher(value);
        for (int i = 0; i <= value.length(); i++) {
            int length = longest ? value.length() - i : i;
            int from = start ? 0 : value.length() - length;
            if (matcher.region(from, from + length).matches()) {
                return start ? value.substring(length) : value.substring(0, from);
            }
        }
        return value;
    }

    /** A value with another text for the first, or for all, that a pattern finds. */
    static String replaced(String value, Pattern pattern, String by, boolean all) {
        Matcher matcher = pattern.matcher(value);
        return all ? matcher.replaceAll(Matcher.quoteReplacement(by)) : matcher.replaceFirst(Matcher.quoteReplacement(by));
    }
}
