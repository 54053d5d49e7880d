package twofold.toolkit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command line as nearly all are: known options by their names, each value a word of its own or behind {@code =}, and operands. Reading
 * it takes none of the parser's machinery, which costs a command more than most of them then do. Whatever else there is (help, clusters
 * with values, mistakes) is the parser's, which also has the words for what is wrong.
 */
final class PlainWords {
    private final CommandSpec spec;
    private final Map<ArgSpec, Object> values = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();

    private PlainWords(CommandSpec spec) {
        this.spec = spec;
    }

    /**
     * Gives a command's options and operands the values that words have for them.
     *
     * @param stop whether options end at the first operand
     * @return false, and nothing was changed, if the words are for the parser
     */
    static boolean assign(CommandSpec spec, List<String> words, boolean stop) {
        PlainWords read = new PlainWords(spec);
        if (!read.read(words, stop) || !read.operandsFit()) {
            return false;
        }
        read.values.forEach(ArgSpec::setValue);
        return true;
    }

    private boolean read(List<String> words, boolean stop) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.length() < 2 || word.charAt(0) != '-') {
                operands.add(word);
                if (stop) {
                    operands.addAll(words.subList(i + 1, words.size()));
                    return true;
                }
                continue;
            }
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            OptionSpec option = spec.optionsMap().get(equals < 0 ? word : word.substring(0, equals));
            if (option == null) {
                if (!flags(word)) {
                    return false;
                }
            } else if (option.usageHelp() || option.versionHelp()) {
                return false;
            } else if (option.arity().max() == 0) {
                if (equals >= 0 || values.put(option, true) != null) {
                    return false;
                }
            } else {
                String value = equals >= 0 ? word.substring(equals + 1) : ++i < words.size() ? words.get(i) : null;
                if (value == null || equals < 0 && value.length() > 1 && value.charAt(0) == '-' || !value(option, value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Single letters in one word, all of them switches. */
    private boolean flags(String word) {
        for (int i = 1; i < word.length(); i++) {
            OptionSpec option = spec.optionsMap().get("-" + word.charAt(i));
            if (option == null || option.arity().max() != 0 || values.put(option, true) != null) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // a list of ours
    private boolean value(OptionSpec option, String value) {
        if (option.type() == List.class) {
            ((List<String>) values.computeIfAbsent(option, fresh -> new ArrayList<String>())).add(value);
            return true;
        }
        return option.type() == String.class && values.put(option, value) == null;
    }

    private boolean operandsFit() {
        if (spec.positionalParameters().isEmpty()) {
            return operands.isEmpty();
        }
        ArgSpec all = spec.positionalParameters().getFirst();
        if (!operands.isEmpty()) {
            values.put(all, operands);
        }
        return spec.positionalParameters().size() == 1 && all.type() == List.class && operands.size() >= all.arity().min();
    }
}
