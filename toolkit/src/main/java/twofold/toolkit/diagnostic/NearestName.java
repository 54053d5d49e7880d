package twofold.toolkit.diagnostic;

import java.util.Collection;
import java.util.Optional;

/** Finds what a misspelt word was probably meant to be. */
public final class NearestName {
    private NearestName() { }

    /** The candidate with the fewest edits from {@code word}, if that is at most a third of its length; ties go to one that only adds
    /** letters, then to
     * the first. */
    public static Optional<String> find(String word, Collection<String> candidates) {
        String best = null;
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) <= bestDistance) {
                int distance = distance(word, candidate);
                if (distance < bestDistance || distance == bestDistance && best != null && adds(word, candidate) && !adds(word, best)) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether a candidate is the word with more letters in between. */
    private static boolean adds(String word, String candidate) {
        int at = 0;
        for (int i = 0; i < candidate.length() && at < word.length(); i++) {
            at += candidate.charAt(i) == word.charAt(at) ? 1 : 0;
        }
        return at == word.length();
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
