package twofold.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** The command {@code compare}. */
public final class Main extends Command implements Tool.PassesArguments {
    private final CommonOptions common = new CommonOptions(spec());
    private final OptionSpec runs = value("N", "runs with the host's clock of which times are medians (default 3)", "--runs");
    private final OptionSpec kernel = value("K", "the machine's kernel: a file or an image", "--kernel");
    private final OptionSpec stdin = value("FILE", "standard input of the program", "--stdin");
    private final OptionSpec memory = value("SIZE", "the memory of both", "-m", "--memory");
    private final OptionSpec format = value("FORMAT", "table (default), json, markdown or junit", "--format");
    private final OptionSpec html = value("FILE", "write a page there too", "--html");
    private final OptionSpec baseline = value("FILE", "an earlier comparison in JSON: instruction counts must be within 1% of it", "--baseline");
    private final OptionSpec bounds = values("METRIC=RATIO", "the most a metric of the machine may be, as a multiple of the container's",
            "--max");
    private final PositionalParamSpec words = operands("IMAGE [COMMAND [ARG...]]", "the image, and the program's words");

    private Main() {
        super("compare", "Runs an image as a virtual machine and as a container, and sets both side by side.");
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.main(new Main(), args);
    }

    @Override
    protected int run() throws IOException {
        Report report = report();
        int count = count();
        List<Bound> asked = list(bounds).stream().map(Bound::parse).toList();
        SortedMap<String, Long> earlier = text(baseline) == null ? new TreeMap<>() : MetricsReader.read(file(baseline));
        List<String> operands = words(words, 1, Integer.MAX_VALUE);
        Runners runners = new Runners(common.root(), text(kernel), text(stdin) == null ? null : file(stdin),
                text(memory) == null ? List.of() : List.of("-m", text(memory)), operands.getFirst(), operands.subList(1, operands.size()));
        Comparison comparison = Comparison.of(runners, count, asked, Map.copyOf(earlier));
        System.out.write(report.of(comparison).getBytes(StandardCharsets.UTF_8));
        if (text(html) != null) {
            Files.writeString(Path.of(text(html)), HtmlReport.of(comparison));
        }
        return comparison.holds() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private Report report() {
        if (text(format) == null) {
            return Report.TABLE;
        }
        for (Report each : Report.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text(format))) {
                return each;
            }
        }
        throw new UserError(ExitStatus.USAGE, "--format takes table, json, markdown or junit, not \"" + text(format) + "\"");
    }

    private int count() {
        if (text(runs) == null) {
            return 3;
        }
        if (text(runs).matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(text(runs));
        }
        throw new UserError(ExitStatus.USAGE, "--runs takes a number from 1 to 9999, not \"" + text(runs) + "\"");
    }

    private static Path file(OptionSpec option) {
        Path file = Path.of(text(option));
        if (!Files.isReadable(file)) {
            throw new UserError(ExitStatus.USAGE, "cannot read the file \"" + file + "\"");
        }
        return file;
    }
}
