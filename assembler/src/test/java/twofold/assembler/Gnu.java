package twofold.assembler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs the tools that tests compare with. */
public final class Gnu {
    /** What a program said and how it ended. */
    public record Result(int status, String output) { }

    private Gnu() { }

    /** Skips the test, by name, where a tool is missing. */
    public static void need(String... tools) {
        for (String tool : tools) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), "needs " + tool);
        }
    }

    /** Runs a program to its end. */
    public static Result run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Runs a program that must succeed. */
    public static void must(String... command) throws IOException, InterruptedException {
        Result result = run(command);
        if (result.status() != 0) {
            throw new AssertionError(List.of(command) + " failed: " + result.output());
        }
    }
}
