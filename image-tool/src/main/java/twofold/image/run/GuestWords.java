package twofold.image.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Words of this process's command line as the bytes they were typed as, one to a char, for a guest to have them unchanged. */
public final class GuestWords {
    private final RawWords raw = new RawWords();

    /** Reads this process's command line. */
    public GuestWords() {
    }

    /** The bytes of the last words, which were decoded to these. */
    public List<String> last(List<String> decoded) {
        return raw.tail(decoded);
    }

    /** The bytes of an option's value. */
    public String of(String decoded) {
        return raw.value(decoded);
    }

    /** The bytes of an option's values {@code NAME=VALUE}, or {@code NAME} for one of this process's own variables; others are an error. */
    public List<String> environment(String option, List<String> decoded) {
        Map<String, String> own = RawWords.environment();
        List<String> variables = new ArrayList<>();
        decoded.forEach(each -> RunOptions.variable(option, raw.value(each), own, variables));
        return List.copyOf(variables);
    }
}
