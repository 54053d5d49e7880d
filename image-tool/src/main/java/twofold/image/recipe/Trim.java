package twofold.image.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes away or replaces what a pattern finds in a variable's value: {@code ${NAME#pattern}} the shortest at its start, {@code ##} the longest,
 * {@code %} and {@code %%} at its end, {@code ${NAME/pattern/word}} the first anywhere, {@code //} all (Dockerfile reference, section "Environment
 * replacement"). In a pattern {@code *} stands for any characters and {@code ?} for one.
 */
final class Trim {
    /** In a pattern's text: the next character stands for itself. */
    static final char LITERAL = '\0';

    /** In a pattern: any characters, and one. */
    private static final int ANY = -1;
    private static final int ONE = -2;

    private final List<Integer> pattern;

    private Trim(List<Integer> pattern) {
        this.pattern = pattern;
    }

    /** By the pattern of a text. */
    Trim(String text) {
        this(new ArrayList<>());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == LITERAL && i + 1 < text.length()) {
                pattern.add((int) text.charAt(++i));
            } else if (c != '*') {
                pattern.add(c == '?' ? ONE : c);
            } else if (pattern.isEmpty() || pattern.getLast() != ANY) {
                pattern.add(ANY);
            }
        }
    }

    static boolean isModifier(char c) {
        return c == '#' || c == '%' || c == '/';
    }

    /** For each length whether the pattern matches so many characters from a place on. All places of the pattern go along the text together. */
    private boolean[] matches(String value, int from) {
        boolean[] ends = new boolean[value.length() - from + 1];
        boolean[] at = new boolean[pattern.size() + 1];
        at[0] = true;
        boolean alive = true;
        for (int length = 0; alive && length < ends.length; length++) {
            alive = false;
            for (int i = 0; i < pattern.size(); i++) {
                at[i + 1] |= at[i] && pattern.get(i) == ANY;
            }
            ends[length] = at[pattern.size()];
            boolean[] next = new boolean[at.length];
            for (int i = 0; i < pattern.size() && from + length < value.length(); i++) {
                int expected = pattern.get(i);
                next[i] |= at[i] && expected == ANY;
                next[i + 1] |= at[i] && (expected == ONE || expected == value.charAt(from + length));
                alive |= next[i] || next[i + 1];
            }
            at = next;
        }
        return ends;
    }

    private int choose(String value, boolean longest) {
        return choose(matches(value, 0), longest);
    }

    /** The longest or shortest length that matches, or -1. */
    private static int choose(boolean[] ends, boolean longest) {
        for (int i = 0; i < ends.length; i++) {
            int length = longest ? ends.length - 1 - i : i;
            if (ends[length]) {
                return length;
            }
        }
        return -1;
    }

    /** A value without the shortest or longest part at its start or end that matches. */
    String ends(String value, boolean start, boolean longest) {
        if (start) {
            return value.substring(Math.max(0, choose(value, longest)));
        }
        int length = new Trim(pattern.reversed()).choose(new StringBuilder(value).reverse().toString(), longest);
        return value.substring(0, value.length() - Math.max(0, length));
    }

    /** A value with another text for the first, or for all, that it finds; each as long as possible. */
    String replaced(String value, String by, boolean all) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        boolean done = false;
        while (at < value.length()) {
            int length = done ? -1 : choose(matches(value, at), true);
            if (length > 0) {
                out.append(by);
                at += length;
                done = !all;
            } else {
                out.append(value.charAt(at++));
            }
        }
        return out.toString();
    }
}
