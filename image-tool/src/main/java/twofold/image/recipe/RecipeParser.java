package twofold.image.recipe;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.image.recipe.Instruction.Heredoc;
import twofold.toolkit.cli.UserError;

/** Parses a recipe: directives, comments, continuation lines and heredocs here, one instruction's form in {@link InstructionParser}. */
public final class RecipeParser {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([A-Za-z]+)\\s*=\\s*(.*?)\\s*");
    private static final Pattern HEREDOC = Pattern.compile("(?:^|\\s)[0-9]*<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_.]*)\\2");
    private static final int LONGEST = 4 << 20;

    private final String file;
    private final List<String> lines;
    private char escape = '\\';

    private RecipeParser(String file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Parses a recipe's bytes, which must be UTF-8. */
    public static Recipe parse(byte[] bytes, String file) {
        if (bytes.length > LONGEST) {
            throw new UserError(file + " is longer than any recipe (" + LONGEST + " bytes)");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
            List<String> lines = new ArrayList<>(Arrays.asList(plain.split("\r?\n", -1)));
            return new RecipeParser(file, lines).recipe();
        } catch (CharacterCodingException notText) {
            throw new UserError(file + " is not UTF-8 text");
        }
    }

    private Recipe recipe() {
        List<Instruction> instructions = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int at = directives();
        while (at < lines.size()) {
            if (blankOrComment(lines.get(at))) {
                at++;
                continue;
            }
            LogicalLine line = join(at);
            List<Heredoc> heredocs = new ArrayList<>();
            at = heredocs(line, heredocs);
            instructions.add(new InstructionParser(line, escape, heredocs).parse());
            texts.add(line.text().strip());
        }
        if (instructions.isEmpty()) {
            throw new UserError(file + " has no instructions; the first is FROM IMAGE or FROM scratch");
        }
        return new Recipe(file, escape, List.copyOf(instructions), List.copyOf(texts));
    }

    /** Reads the parser directives at the top and returns the first line behind them. */
    private int directives() {
        int at = 0;
        for (; at < lines.size(); at++) {
            Matcher matcher = DIRECTIVE.matcher(lines.get(at).strip());
            if (!matcher.matches()) {
                return at;
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("escape")) {
                if (!matcher.group(2).equals("\\") && !matcher.group(2).equals("`")) {
                    throw new Place(file, at + 1, 1, lines.get(at)).error("the escape character must be \\ or `");
                }
                escape = matcher.group(2).charAt(0);
            } else if (!name.equals("syntax") && !name.equals("check")) {
                return at;
            }
        }
        return at;
    }

    private LogicalLine join(int first) {
        StringBuilder text = new StringBuilder();
        int[] places = new int[64];
        int at = first;
        boolean more = true;
        while (more && at < lines.size()) {
            String line = lines.get(at);
            if (at > first && blankOrComment(line)) {
                at++;
                continue;
            }
            String stripped = line.stripTrailing();
            more = !stripped.isEmpty() && stripped.charAt(stripped.length() - 1) == escape;
            String kept = more ? stripped.substring(0, stripped.length() - 1) : line;
            if (text.length() + kept.length() + 1 > places.length) {
                places = Arrays.copyOf(places, (text.length() + kept.length() + 1) * 2);
            }
            for (int i = 0; i < kept.length(); i++) {
                places[text.length() + i] = at << 16 | Math.min(i, 0xffff);
            }
            text.append(kept);
            at++;
        }
        places[Math.min(text.length(), places.length - 1)] = at - 1 << 16 | Math.min(lines.get(at - 1).length(), 0xffff);
        return new LogicalLine(text.toString(), Arrays.copyOf(places, text.length() + 1), file, lines, at);
    }

    private int heredocs(LogicalLine line, List<Heredoc> into) {
        int at = line.next();
        if (!line.text().stripLeading().matches("(?is)(RUN|COPY|ADD)\\s.*<<.*")) {
            return at;
        }
        Matcher matcher = HEREDOC.matcher(line.text());
        while (matcher.find()) {
            boolean tabs = !matcher.group(1).isEmpty();
            StringBuilder text = new StringBuilder();
            while (true) {
                if (at >= lines.size()) {
                    throw line.place(matcher.start(3)).error("the heredoc has no end line \"" + matcher.group(3) + "\"");
                }
                String each = tabs ? lines.get(at).replaceFirst("^\t+", "") : lines.get(at);
                at++;
                if (each.equals(matcher.group(3))) {
                    break;
                }
                text.append(each).append('\n');
            }
            into.add(new Heredoc(matcher.group(3), text.toString(), matcher.group(2).isEmpty()));
        }
        return at;
    }

    private static boolean blankOrComment(String line) {
        String stripped = line.stripLeading();
        return stripped.isEmpty() || stripped.startsWith("#");
    }
}
