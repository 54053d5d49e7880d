package twofold.image.recipe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import twofold.image.model.Json;
import twofold.image.recipe.Instruction.Command;
import twofold.image.recipe.Instruction.Heredoc;
import twofold.image.recipe.Instruction.Mount;
import twofold.image.recipe.Instruction.Pair;
import twofold.toolkit.cli.UserError;

/** Parses one instruction. */
final class InstructionParser {
    private static final Set<String> KEYWORDS = Set.of("FROM", "ARG", "ENV", "LABEL", "WORKDIR", "USER", "COPY", "ADD", "RUN", "CMD",
            "ENTRYPOINT", "EXPOSE", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "SHELL", "ONBUILD", "MAINTAINER");

    private final LogicalLine line;
    private final String text;
    private final char escape;
    private final List<Heredoc> heredocs;
    private int at;

    InstructionParser(LogicalLine line, char escape, List<Heredoc> heredocs) {
        this.line = line;
        this.text = line.text();
        this.escape = escape;
        this.heredocs = heredocs;
    }

    Instruction parse() {
        skipSpace();
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        String keyword = word.toUpperCase(Locale.ROOT);
        Place place = line.place(start);
        if (!KEYWORDS.contains(keyword)) {
            throw place.error("unknown instruction \"" + word + "\"" + suggestion(keyword));
        }
        skipSpace();
        if (at == text.length()) {
            throw line.place(start).error(keyword + " needs an operand");
        }
        return operands(keyword, place);
    }

    private Instruction operands(String keyword, Place place) {
        return switch (keyword) {
            case "FROM" -> from(place);
            case "ARG" -> new Instruction.Arg(place, arguments());
            case "ENV" -> new Instruction.Env(place, pairs(keyword));
            case "LABEL" -> new Instruction.Label(place, pairs(keyword));
            case "WORKDIR" -> new Instruction.Workdir(place, rest());
            case "USER" -> new Instruction.User(place, single(keyword));
            case "COPY", "ADD" -> copy(place, keyword);
            case "RUN" -> run(place);
            case "CMD" -> new Instruction.Cmd(place, command());
            case "ENTRYPOINT" -> new Instruction.Entrypoint(place, command());
            case "EXPOSE" -> new Instruction.Expose(place, words());
            case "VOLUME" -> {
                List<String> paths = json();
                yield new Instruction.Volume(place, paths != null ? paths : words());
            }
            case "STOPSIGNAL" -> new Instruction.StopSignal(place, single(keyword));
            case "HEALTHCHECK" -> healthCheck(place);
            case "SHELL" -> {
                List<String> words = json();
                if (words == null || words.isEmpty()) {
                    throw line.place(at).error("SHELL takes a JSON list of words, such as SHELL [\"/bin/sh\", \"-c\"]");
                }
                yield new Instruction.Shell(place, words);
            }
            case "ONBUILD" -> onBuild(place);
            case "MAINTAINER" -> new Instruction.Maintainer(place, rest());
            default -> throw new IllegalStateException(keyword);
        };
    }

    private Instruction from(Place place) {
        Map<String, String> flags = flags(Set.of("platform"));
        int start = at;
        List<String> words = words();
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.size() != 1 && !named) {
            throw line.place(start).error("FROM takes IMAGE or IMAGE AS NAME");
        }
        String name = named ? words.get(2).toLowerCase(Locale.ROOT) : null;
        if (name != null && !name.matches("[a-z][a-z0-9._-]*")) {
            throw line.place(start).error("\"" + words.get(2) + "\" is not a stage name; use letters, digits, and _ . -");
        }
        return new Instruction.From(place, flags.get("platform"), words.getFirst(), name);
    }

    private List<Pair> arguments() {
        List<Pair> pairs = new ArrayList<>();
        int start = at;
        for (String word : words()) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            checkName(name, start);
            pairs.add(new Pair(name, equals < 0 ? null : word.substring(equals + 1)));
        }
        return pairs;
    }

    /** {@code NAME=VALUE ...}, or the old form {@code NAME VALUE}. */
    private List<Pair> pairs(String keyword) {
        int start = at;
        List<String> words = words();
        if (!words.getFirst().contains("=")) {
            at = start;
            if (words.size() < 2) {
                throw line.place(start).error(keyword + " needs NAME=VALUE");
            }
            String name = words.getFirst();
            return List.of(new Pair(name, text.substring(start + name.length()).strip()));
        }
        List<Pair> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw line.place(text.indexOf(word, start)).error("\"" + word
                        + "\" is not NAME=VALUE; put quotes around a value with spaces");
            }
            pairs.add(new Pair(word.substring(0, equals), word.substring(equals + 1)));
        }
        return pairs;
    }

    private Instruction copy(Place place, String keyword) {
        Map<String, String> flags = flags(keyword.equals("ADD") ? Set.of("chown", "chmod", "link") : Set.of("chown", "chmod", "link",
                "from"));
        int start = at;
        List<String> words = json();
        if (words == null) {
            words = words();
        }
        if (words.size() < 2) {
            throw line.place(start).error(keyword + " needs a source and a destination");
        }
        List<String> sources = new ArrayList<>();
        for (String each : words.subList(0, words.size() - 1)) {
            if (heredocs.isEmpty() || !each.startsWith("<<")) {
                sources.add(each);
            }
        }
        return new Instruction.Copy(place, keyword.equals("ADD"), flags, List.copyOf(sources), heredocs, words.getLast());
    }

    private Instruction run(Place place) {
        List<Mount> mounts = new ArrayList<>();
        Map<String, String> flags = flags(Set.of("mount", "network", "security"), mounts);
        Command command = command();
        if (!heredocs.isEmpty() && command instanceof Command.Shell(String shell)) {
            Heredoc first = heredocs.getFirst();
            if (shell.strip().matches("<<-?[\"']?" + first.name().replace(".", "\\.") + "[\"']?")) {
                return new Instruction.Run(place, flags, mounts, new Command.Shell(first.text()));
            }
            StringBuilder script = new StringBuilder(shell);
            heredocs.forEach(each -> script.append('\n').append(each.text()).append(each.name()));
            return new Instruction.Run(place, flags, mounts, new Command.Shell(script.append('\n').toString()));
        }
        return new Instruction.Run(place, flags, mounts, command);
    }

    private Instruction healthCheck(Place place) {
        Map<String, String> flags = flags(Set.of("interval", "timeout", "start-period", "start-interval", "retries"));
        if (rest().equalsIgnoreCase("NONE")) {
            return new Instruction.HealthCheck(place, flags, null);
        }
        if (!text.regionMatches(true, at, "CMD", 0, 3)) {
            throw line.place(at).error("HEALTHCHECK takes NONE or CMD COMMAND");
        }
        at += 3;
        skipSpace();
        return new Instruction.HealthCheck(place, flags, command());
    }

    private Instruction onBuild(Place place) {
        int start = at;
        String trigger = text.substring(start);
        Instruction inner = parse();
        if (inner instanceof Instruction.OnBuild || inner instanceof Instruction.From || inner instanceof Instruction.Maintainer) {
            throw line.place(start).error("this instruction cannot be an ONBUILD trigger");
        }
        return new Instruction.OnBuild(place, trigger.strip());
    }

    private Command command() {
        List<String> words = json();
        return words != null ? new Command.Exec(words) : new Command.Shell(rest());
    }

    /** {@code --NAME=VALUE} words at the start; what is not among {@code known} is an error. */
    private Map<String, String> flags(Set<String> known) {
        return flags(known, new ArrayList<>());
    }

    /** The same; those that are named {@code mount} are put aside. */
    private Map<String, String> flags(Set<String> known, List<Mount> mounts) {
        Map<String, String> flags = new LinkedHashMap<>();
        while (text.startsWith("--", at)) {
            int start = at;
            String flag = word().substring(2);
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            if (!known.contains(name)) {
                throw line.place(start).error("the flag --" + name + " is not supported here"
                        + (known.isEmpty() ? "" : "; known are --" + String.join(", --", known.stream().sorted().toList())));
            }
            if (name.equals("mount")) {
                int from = Math.min(start + "--mount=".length(), at);
                mounts.add(new MountParser(text.substring(from, at), escape, offset -> line.place(from + offset)).parse(line.place(start)));
            } else {
                flags.put(name, equals < 0 ? "true" : flag.substring(equals + 1));
            }
            skipSpace();
        }
        return flags;
    }

    /** The rest as words at white space, quotes and escapes kept as written. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        while (at < text.length()) {
            words.add(word());
            skipSpace();
        }
        if (words.isEmpty()) {
            throw line.place(at).error("an operand is missing");
        }
        return words;
    }

    /** What comes before the next white space that no quotes are around. */
    private String word() {
        int start = at;
        at = Words.end(text, at, escape, Character::isWhitespace);
        if (at < 0) {
            throw line.place(start).error("a quote is not closed");
        }
        return text.substring(start, at);
    }

    /** The rest as a JSON list of strings, or null if it is not one. */
    private List<String> json() {
        String rest = rest();
        if (!rest.startsWith("[")) {
            return null;
        }
        try {
            return Json.parse(("{\"words\":" + rest + "}").getBytes(StandardCharsets.UTF_8), "list").strings("words");
        } catch (UserError notJson) {
            return null;
        }
    }

    private String single(String keyword) {
        int start = at;
        List<String> words = words();
        if (words.size() != 1) {
            throw line.place(start).error(keyword + " takes one operand");
        }
        return words.getFirst();
    }

    private String rest() {
        return text.substring(at).strip();
    }

    private void checkName(String name, int start) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw line.place(start).error("\"" + name + "\" is not a variable name");
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static String suggestion(String keyword) {
        return KEYWORDS.stream().sorted().filter(known -> near(known, keyword)).findFirst().map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    /** Whether one letter more, less, other or swapped makes them equal. */
    private static boolean near(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        String restA = a.substring(same);
        String restB = b.substring(same);
        if (restA.isEmpty() || restB.isEmpty()) {
            return Math.abs(restA.length() - restB.length()) <= 1;
        }
        boolean swapped = restA.length() > 1 && restB.length() > 1 && restA.charAt(0) == restB.charAt(1)
                && restA.charAt(1) == restB.charAt(0)
                && restA.substring(2).equals(restB.substring(2));
        return swapped || restA.substring(1).equals(restB) || restB.substring(1).equals(restA) || restA.substring(1)
                .equals(restB.substring(1));
    }
}
