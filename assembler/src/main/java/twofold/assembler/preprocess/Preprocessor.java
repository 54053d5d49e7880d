package twofold.assembler.preprocess;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.assembler.source.SourceFiles;
import twofold.assembler.source.TextFile;
import twofold.assembler.source.Quotes;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Preprocesses one file and what it includes. */
public final class Preprocessor {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TEXT = 1 << 27;
    private static final Pattern DIRECTIVE = Pattern.compile("\\s*#\\s*([a-z_]+)\\b(.*)", Pattern.DOTALL);
    private static final Pattern DEFINE = Pattern.compile("\\s*([A-Za-z_]\\w*)(\\(([^)]*)\\))?(.*)", Pattern.DOTALL);
    private static final Pattern DEFINED = Pattern.compile("\\bdefined\\s*(?:\\(\\s*(\\w+)\\s*\\)|(\\w+))");

    private final SourceFiles files;
    private final Diagnostics diagnostics;
    private final Expander expander = new Expander();
    private final StringBuilder out = new StringBuilder();
    private final List<String> lineFiles = new ArrayList<>();
    private final List<Integer> lineNumbers = new ArrayList<>();
    /** For each open conditional: whether this part counts, whether one counted already. */
    private final Deque<boolean[]> conditionals = new ArrayDeque<>();
    private int depth;

    /** Included files come from {@code files}, errors go to {@code diagnostics}. */
    public Preprocessor(SourceFiles files, Diagnostics diagnostics) {
        this.files = files;
        this.diagnostics = diagnostics;
    }

    /** Defines a macro without parameters. */
    public void define(String name, String body) {
        expander.define(name, Definition.of(body));
    }

    /** The text without directives; each of its lines knows where it came from. */
    public Source run(Source source) {
        file(source);
        List<String> names = List.copyOf(lineFiles);
        int[] numbers = lineNumbers.stream().mapToInt(Integer::intValue).toArray();
        return Source.derived(source.name(), out.toString(), new Source.LineMap() {
            @Override
            public int line(int index) {
                return numbers.length == 0 ? 1 : numbers[Math.min(index, numbers.length - 1)];
            }

            @Override
            public String file(int index) {
                return names.isEmpty() ? null : names.get(Math.min(index, names.size() - 1));
            }
        }, null, null);
    }

    private void file(Source source) {
        String text = withoutComments(source.text());
        int open = conditionals.size();
        int at = 0;
        while (at < text.length()) {
            int start = at;
            StringBuilder logical = new StringBuilder();
            int end = lineEnd(text, at);
            while (end > at && text.charAt(end - 1) == '\\' && end < text.length()) {
                logical.append(text, at, end - 1);
                at = end + 1;
                end = lineEnd(text, at);
            }
            logical.append(text, Math.min(at, end), end);
            line(logical.toString(), new Span(source, start, Math.max(start, end)));
            at = end + 1;
        }
        if (conditionals.size() != open) {
            diagnostics.error(new Span(source, Math.max(0, text.length() - 1), text.length()), "an #if of this file is never closed");
            while (conditionals.size() > open) {
                conditionals.pop();
            }
        }
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** Comments become blanks; line ends within them stay. */
    private static String withoutComments(String text) {
        StringBuilder out = new StringBuilder(text);
        int at = 0;
        while (at < out.length()) {
            if (out.charAt(at) == '"') {
                at = Quotes.skip(text, at);
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = blank(out, at, end < 0 ? out.length() : end + 2);
            } else if (text.startsWith("//", at)) {
                at = blank(out, at, lineEnd(text, at));
            } else {
                at++;
            }
        }
        return out.toString();
    }

    private static int blank(StringBuilder out, int from, int to) {
        for (int i = from; i < to; i++) {
            if (out.charAt(i) != '\n') {
                out.setCharAt(i, ' ');
            }
        }
        return to;
    }

    private boolean active() {
        return conditionals.stream().allMatch(level -> level[0]);
    }

    private void line(String line, Span span) {
        Matcher directive = DIRECTIVE.matcher(line);
        try {
            if (directive.matches() && directive(directive.group(1), directive.group(2), span)) {
                return;
            }
            if (active() && !line.stripLeading().startsWith("#")) {
                emit(expander.expand(line), span);
            }
        } catch (IllegalArgumentException | Expander.TooLarge e) {
            diagnostics.error(span, e.getMessage());
        }
    }

    private void emit(String text, Span span) {
        if (text.isBlank()) {
            return;
        }
        if (out.length() + text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("preprocessing makes more than " + (MAX_TEXT >> 20) + " MiB");
        }
        out.append(text).append('\n');
        lineFiles.add(span.source().name());
        lineNumbers.add(span.source().line(span.start()));
    }

    /** Carries a directive out; false when it is none. */
    private boolean directive(String name, String rest, Span span) {
        switch (name) {
            case "if" -> open(active() && condition(rest));
            case "ifdef" -> open(active() && expander.isDefined(rest.strip()));
            case "ifndef" -> open(active() && !expander.isDefined(rest.strip()));
            case "elif", "else" -> {
                boolean[] level = innermost(name);
                level[0] = false;
                level[0] = !level[1] && (name.equals("else") || outsideActive() && condition(rest));
                level[1] |= level[0];
            }
            case "endif" -> {
                innermost(name);
                conditionals.pop();
            }
            default -> {
                return !active() || simple(name, rest, span);
            }
        }
        return true;
    }

    private boolean outsideActive() {
        return conditionals.stream().skip(1).allMatch(level -> level[0]);
    }

    private void open(boolean condition) {
        conditionals.push(new boolean[] {condition, condition});
    }

    private boolean[] innermost(String name) {
        if (conditionals.isEmpty()) {
            throw new IllegalArgumentException("#" + name + " without #if");
        }
        return conditionals.peek();
    }

    private boolean simple(String name, String rest, Span span) {
        switch (name) {
            case "define" -> define(rest);
            case "undef" -> expander.remove(rest.strip());
            case "include" -> include(expander.expand(rest).strip(), span);
            case "error" -> diagnostics.error(span, rest.strip());
            case "warning" -> diagnostics.warning(span, rest.strip());
            case "pragma", "line" -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean condition(String text) {
        Matcher matcher = DEFINED.matcher(text);
        String replaced = matcher.replaceAll(found -> expander.isDefined(found.group(1) != null ? found.group(1) : found.group(2)) ? "1"
            : "0");
        return Condition.value(expander.expand(replaced)) != 0;
    }

    private void define(String rest) {
        Matcher matcher = DEFINE.matcher(rest);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("#define needs a name");
        }
        List<String> parameters = null;
        boolean variadic = false;
        if (matcher.group(2) != null) {
            parameters = new ArrayList<>();
            for (String parameter : matcher.group(3).split(",")) {
                String word = parameter.strip();
                variadic = word.endsWith("...");
                if (!word.isEmpty()) {
                    parameters.add(word.equals("...") ? "__VA_ARGS__" : word.replace("...", "").strip());
                }
            }
        }
        expander.define(matcher.group(1), new Definition(parameters, variadic, matcher.group(4).strip()));
    }

    private void include(String operand, Span span) {
        boolean quoted = operand.length() > 2 && (operand.startsWith("\"") && operand.endsWith("\"") || operand.startsWith("<")
            && operand.endsWith(">"));
        if (!quoted) {
            throw new IllegalArgumentException("#include needs \"file\" or <file>");
        }
        if (++depth > MAX_DEPTH) {
            depth--;
            throw new IllegalArgumentException("includes are nested more than " + MAX_DEPTH + " deep");
        }
        String name = operand.substring(1, operand.length() - 1);
        try {
            String from = span.source().name();
            String text = TextFile.decode(files.read(name, from), name);
            file(Source.derived(files.locate(name, from), text, index -> index + 1, span, "included"));
        } catch (IOException e) {
            diagnostics.error(span, e.getMessage());
        } finally {
            depth--;
        }
    }
}
