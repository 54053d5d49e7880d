package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images made of the samples and of the guest programs of tests, in a store of the test's own, and their runs. */
record Images(Tools tools, Path folder) {
    private static final File NO_INPUT = new File("/dev/null");

    /** How a run ended; bytes are kept as ISO 8859-1 strings. */
    record Result(int status, String out, String err) {
        private static Result of(Tools.Done done) {
            return new Result(done.status(), done.out(), done.err());
        }
    }

    /** An empty store; the test is skipped if the tools were not built. */
    private static Images in(Path folder) throws IOException {
        assumeTrue(Files.isExecutable(Tools.PROJECT.resolve("dist/bin/vm-runner")), "needs dist/bin (make)");
        return new Images(new Tools(folder.resolve("store"), Files.createDirectories(folder.resolve("files"))), folder);
    }

    /** A store with the samples. */
    static Images withSamples(Path folder) throws IOException {
        Images images = in(folder);
        images.makeSamples();
        return images;
    }

    /** A store with the guest programs. */
    static Images withGuests(Path folder) throws IOException {
        Images images = in(folder);
        images.makeGuests();
        return images;
    }

    private static Path samples() {
        return Tools.PROJECT.resolve("samples");
    }

    /** The samples, as their Makefile builds them. */
    void makeSamples() {
        Result result = Result.of(tools.command(NO_INPUT, samples(), List.of("make", "TWOFOLD=" + Tools.PROJECT.resolve("dist/bin"),
                "BUILD=" + folder.resolve("build"), "images")));
        assertEquals(0, result.status(), result.err());
    }

    /** The guest programs in one image, "guest". */
    private void makeGuests() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("guest"));
        List<Path> sources;
        try (Stream<Path> files = Files.list(samples().resolve("src/test/resources/guest"))) {
            sources = files.filter(file -> file.toString().endsWith(".s")).sorted().toList();
        }
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".s", "");
            succeed("assembler", "-o", programs.resolve(name).toString(), source.toString());
        }
        Files.writeString(programs.resolve("text"), "no program\n");
        Path recipe = Files.writeString(folder.resolve("guest.recipe"), "FROM scratch\nCOPY . /\nCMD [\"/nothing\"]\n");
        succeed("image-tool", "build", "-q", "-t", "guest", "-f", recipe.toString(), programs.toString());
    }

    private void succeed(String tool, String... words) {
        Result result = Result.of(tools.run(tool, words));
        assertEquals(0, result.status(), result.err());
    }

    /** {@code RUNNER run --rm WORDS}, without input. */
    Result run(String runner, String... words) {
        return feed("", runner, words);
    }

    /** The same must end with status 0 and print just this. */
    void gives(String expected, String runner, String... words) {
        assertEquals(new Result(0, expected, ""), run(runner, words));
    }

    /** A run with input. */
    Result feed(String input, String runner, String... words) {
        List<String> all = new ArrayList<>(List.of("run", "--rm", "-i"));
        all.addAll(List.of(words));
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "in", ""), input, StandardCharsets.ISO_8859_1);
            return Result.of(tools.run(file.toFile(), runner, all.toArray(String[]::new)));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
