package twofold.image.recipe;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import twofold.toolkit.cli.UserError;

/**
 * Shell patterns over slash-separated paths: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]}, {@code **} for any number of components.
 */
public final class Glob {
    private Glob() {
    }

    /** Whether a text has any of the characters that make it a pattern. */
    public static boolean pattern(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** The pattern as a regular expression over the whole path. */
    public static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    if (glob.startsWith("**/", i)) {
                        regex.append("(?:.*/)?");
                        i += 2;
                    } else if (glob.startsWith("**", i)) {
                        regex.append(".*");
                        i++;
                    } else {
                        regex.append("[^/]*");
                    }
                }
                case '?' -> regex.append("[^/]");
                case '[' -> i = bracket(glob, i, regex);
                case '\\' -> {
                    if (i + 1 < glob.length()) {
                        i++;
                    }
                    regex.append(Pattern.quote(glob.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException malformed) {
            throw new UserError("\"" + glob + "\" is not a valid pattern");
        }
    }

    private static int bracket(String glob, int open, StringBuilder regex) {
        int close = glob.indexOf(']', open + 2);
        if (close < 0) {
            throw new UserError("the pattern \"" + glob + "\" has a [ that is not closed");
        }
        String inside = glob.substring(open + 1, close);
        boolean negated = inside.startsWith("^") || inside.startsWith("!");
        String set = (negated ? inside.substring(1) : inside).replaceAll("[\\[\\]&\\\\^]", "\\\\$0");
        regex.append(negated ? "[^/" : "[").append(set).append(']');
        return close;
    }
}
