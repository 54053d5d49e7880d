package twofold.samples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the built tools as a user does: from dist/bin, with a store of the test's own. */
record Tools(Path store, Path folder) {
    static final Path PROJECT = Path.of(System.getProperty("twofold.project"));
    private static final long MINUTES = 14;

    /** What a command did. */
    record Done(int status, byte[] stdout, byte[] stderr) {
        String out() {
            return new String(stdout, StandardCharsets.ISO_8859_1);
        }

        String err() {
            return new String(stderr, StandardCharsets.ISO_8859_1);
        }
    }

    /** Runs a tool without input. */
    Done run(String tool, String... words) {
        return run(new File("/dev/null"), tool, words);
    }

    /** Runs a tool with a file as standard input. */
    Done run(File stdin, String tool, String... words) {
        List<String> command = new ArrayList<>(List.of(PROJECT.resolve("dist/bin").resolve(tool).toString()));
        command.addAll(Arrays.asList(words));
        return command(stdin, PROJECT, command);
    }

    /** Runs any command. */
    Done command(File stdin, Path directory, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(stdin).redirectOutput(out.toFile()).redirectError(err.toFile())
                    .directory(directory.toFile());
            builder.environment().put("TWOFOLD_HOME", store.toString());
            builder.environment().remove("TWOFOLD_DEBUG");
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + MINUTES + " minutes: " + command);
            }
            return new Done(process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
