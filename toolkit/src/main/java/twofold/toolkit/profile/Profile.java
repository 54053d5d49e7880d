package twofold.toolkit.profile;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Samples by stack, outermost name first. Stacks are kept in the order of their text, so that equal samples make equal files. */
public final class Profile {
    private final SortedMap<String, Long> counts = new TreeMap<>();

    /** Adds samples to a stack. Semicolons, control characters and line ends in names become underscores. */
    public void add(List<String> stack, long samples) {
        StringBuilder key = new StringBuilder();
        for (String frame : stack) {
            if (!key.isEmpty()) {
                key.append(';');
            }
            key.append(frame.isEmpty() ? "?" : plain(frame));
        }
        counts.merge(key.toString(), samples, Long::sum);
    }

    /** The samples of each stack, names joined by semicolons. */
    public SortedMap<String, Long> counts() {
        return counts;
    }

    private static String plain(String frame) {
        StringBuilder text = new StringBuilder(frame);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ';' || c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
                text.setCharAt(i, '_');
            }
        }
        return text.toString();
    }
}
