package twofold.compare;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.UserError;

/**
 * Starts the runners.
 *
 * @param root    the root directory, for both
 * @param kernel  the machine's kernel, or null for the default
 * @param stdin   a file for standard input, or null for none
 * @param options more words for {@code run}, before the image
 * @param image   the image
 * @param command the words behind it
 */
record Runners(Path root, String kernel, Path stdin, List<String> options, String image, List<String> command) {

    /** Runs the image one way; with {@code virtual} by the virtual clock. */
    Run run(Mode mode, boolean virtual) {
        try {
            Path folder = Files.createTempDirectory("twofold-compare");
            Path metrics = folder.resolve("metrics.json");
            Path out = folder.resolve("stdout");
            Path err = folder.resolve("stderr");
            try {
                int status = new ProcessBuilder(words(mode, virtual, metrics)).redirectOutput(out.toFile()).redirectError(err.toFile())
                        .redirectInput(stdin == null ? new File("/dev/null") : stdin.toFile()).start().waitFor();
                SortedMap<String, Long> numbers = Files.exists(metrics) ? MetricsReader.read(metrics) : new TreeMap<>();
                return new Run(status, Files.readAllBytes(out), Files.readAllBytes(err), numbers);
            } finally {
                for (Path each : new Path[] {metrics, out, err, folder}) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new UserError(130, "interrupted");
        }
    }

    private List<String> words(Mode mode, boolean virtual, Path metrics) {
        List<String> words = new ArrayList<>(List.of(command(mode.runner), "run", "--rm", "--root", root.toString(),
                "--metrics", metrics.toString(), "--clock", virtual ? "virtual" : "host"));
        if (mode == Mode.VM && kernel != null) {
            words.addAll(List.of("--kernel", kernel));
        }
        if (stdin != null) {
            words.add("-i");
        }
        words.addAll(options);
        words.add(image);
        words.addAll(command);
        return words;
    }

    /** The runner beside this tool, else the one on the PATH. */
    private static String command(String runner) {
        String beside = System.getProperty("twofold.bin");
        if (beside != null && Files.isExecutable(Path.of(beside, runner))) {
            return Path.of(beside, runner).toString();
        }
        return runner;
    }
}
