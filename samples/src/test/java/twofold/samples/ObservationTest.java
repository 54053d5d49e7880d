package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --trace} and {@code --profile} of both runners: what they write, and that the guest does not notice. */
class ObservationTest {
    private static final int INTERVAL = 10_007;

    @TempDir
    static Path folder;
    private static Images images;

    @BeforeAll
    static void makesTheImages() throws IOException {
        images = Images.withSamples(folder);
    }

    private static Images.Result run(String runner, String... words) {
        List<String> all = new ArrayList<>(List.of("--clock", "virtual"));
        all.addAll(List.of(words));
        return images.run(runner, all.toArray(String[]::new));
    }

    /** Metrics without what depends on the host. */
    private static List<String> counts(Path metrics) throws IOException {
        return Files.readAllLines(metrics).stream()
                .filter(line -> !line.matches("\\s*\"host_rss_bytes\".*")).toList();
    }

    private static long instructions(Path metrics) throws IOException {
        for (String line : Files.readAllLines(metrics)) {
            if (line.strip().startsWith("\"total\"")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new AssertionError("no instructions in " + metrics);
    }

    @ParameterizedTest
    @ValueSource(strings = {"container-runner", "vm-runner"})
    void whoIsWatchedCountsTheSame(String runner) throws IOException {
        Path metrics = folder.resolve(runner + ".json");
        assertEquals(0, run(runner, "--metrics", metrics.toString(), "samples/cow").status());
        List<String> expected = counts(metrics);
        String trace = folder.resolve(runner + ".trace").toString();
        String profile = folder.resolve(runner + ".folded").toString();
        for (List<String> options : List.of(List.of("--trace", trace), List.of("--profile", profile),
                List.of("--trace", trace, "--profile", profile))) {
            List<String> words = new ArrayList<>(options);
            words.addAll(List.of("--metrics", metrics.toString(), "samples/cow"));
            assertEquals(0, run(runner, words.toArray(String[]::new)).status());
            assertEquals(expected, counts(metrics), options.toString());
        }
        long lines;
        try (var all = Files.lines(Path.of(trace))) {
            lines = all.filter(line -> !line.matches(".* (trap|interrupt|outside)( .*)?") && !line.endsWith(" ecall")
                    && !line.matches(".* (lb|lbu|ld|lw|lwu|sb|sd|sw) [^=]*")).count();
        }
        assertTrue(lines <= instructions(metrics) && lines > 0, lines + " lines");
    }

    @Test
    void aContainersTraceShowsItsInstructions() throws IOException {
        Path trace = folder.resolve("hello.trace");
        Images.Result result = run("container-runner", "--trace", trace.toString(), "samples/hello");
        assertEquals("Hello from RISC-V\n", result.out());
        List<String> lines = Files.readAllLines(trace);
        assertTrue(lines.getFirst().matches("1 hello [0-9a-f]{16} [0-9a-f ]{8} .*"), lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.contains("li a7,64") && line.endsWith("a7=0000000000000040")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("outside a0=0000000000000012")), lines.toString());
        assertTrue(lines.getLast().endsWith("ecall"), lines.getLast());
    }

    @Test
    void aTraceGoesToStandardErrorWhenAsked() {
        Images.Result result = run("container-runner", "--trace", "-", "samples/hello");
        assertEquals("Hello from RISC-V\n", result.out());
        assertTrue(result.err().startsWith("1 hello "), result.err());
    }

    @Test
    void aMachinesTraceShowsModesAndTraps() throws IOException {
        Path trace = folder.resolve("vm.trace");
        assertEquals(0, run("vm-runner", "--trace", trace.toString(), "samples/hello").status());
        List<String> lines = Files.readAllLines(trace);
        assertTrue(lines.getFirst().startsWith("0 S 0000000080200000 "), lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.matches("0 U .* trap 8 call from U-mode mstatus=[0-9a-f]{16}")));
        assertTrue(lines.stream().anyMatch(line -> line.matches("0 S .* csrw stvec,.* stvec=[0-9a-f]{16}")));
    }

    @Test
    void aProfileNamesProcessFileAndFunction() throws IOException {
        Path file = folder.resolve("primes.folded");
        Path metrics = folder.resolve("primes.json");
        assertEquals(0, run("container-runner", "--profile", file.toString(), "--metrics", metrics.toString(), "samples/primes").status());
        long samples = 0;
        for (String line : Files.readAllLines(file)) {
            assertTrue(line.matches("primes;primes(;[A-Za-z_.]\\w*)+ [0-9]+"), line);
            samples += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
        }
        assertEquals(instructions(metrics) / INTERVAL, samples);
    }

    @Test
    void aMachinesProfileNamesTheKernelsFunctions() throws IOException {
        Path file = folder.resolve("vm.folded");
        assertEquals(0, run("vm-runner", "--profile", file.toString(), "samples/primes").status());
        String text = Files.readString(file);
        assertTrue(text.matches("(?s).*(^|\n)kernel;([a-z_]\\w*_\\[k\\];)+[a-z_]\\w*_\\[k\\] [0-9]+\n.*"), text);
        assertTrue(text.matches("(?s).*\nuser;0x10000 [0-9]+\n.*"), text);
    }

    @Test
    void aJsonProfileIsForSpeedscope() throws IOException {
        Path file = folder.resolve("primes.speedscope.json");
        assertEquals(0, run("container-runner", "--profile", file.toString(), "samples/primes").status());
        assertTrue(Files.readString(file).startsWith("{\"$schema\":\"https://www.speedscope.app/"), Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"container-runner", "vm-runner"})
    void aFileThatCannotBeWrittenIsAnError(String runner) {
        for (String option : List.of("--trace", "--profile")) {
            Images.Result result = run(runner, option, folder.resolve("no/such/folder").toString(), "samples/hello");
            assertEquals(125, result.status(), option);
            assertTrue(result.err().lines().count() == 1 && result.err().contains("no/such/folder"), result.err());
        }
    }
}
