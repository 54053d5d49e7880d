package twofold.container.cli;

import java.util.ArrayList;
import java.util.List;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Splits a line into words as a shell does: blanks, single and double quotes, backslash; nothing is expanded. */
final class Words {
    private Words() {
    }

    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escaped = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (escaped) {
                word = (word == null ? new StringBuilder() : word).append(line.charAt(++i));
            } else if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote != 0 ? 0 : c;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new UserError(ExitStatus.USAGE, "a quote is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
