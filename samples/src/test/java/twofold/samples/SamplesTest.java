package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each sample, built by the samples' Makefile, as a virtual machine with the sample kernel and as a container. */
class SamplesTest {
    @TempDir
    static Path folder;
    private static Images images;

    /** A run, and what it must give. */
    record Case(List<String> words, String input, int status, String out, String err) {
        @Override
        public String toString() {
            return String.join(" ", words);
        }
    }

    private static Case of(String words, String input, int status, String out, String err) {
        return new Case(Arrays.asList(words.split(" ")), input, status, out, err);
    }

    static Stream<Case> cases() {
        String every = allBytes();
        return Stream.of(
                of("samples/hello", "", 0, "Hello from RISC-V\n", ""),
                of("samples/hello Ada Alan", "", 0, "Hello, Ada Alan\n", ""),
                of("samples/primes", "", 0, "78498 primes up to 1000000\nthe last: 999953 999959 999961 999979 999983\n", ""),
                of("samples/primes 2", "", 0, "1 primes up to 2\nthe last: 2\n", ""),
                of("samples/primes x", "", 2, "", "usage: primes [N], N from 2 to 100000000\n"),
                of("samples/nbody", "", 0, "-0.169075164\n-0.169087605\n", ""),
                of("samples/nbody 0", "", 0, "-0.169075164\n-0.169075164\n", ""),
                of("samples/cow", "", 0, """
                        before: 64 pages as filled, 0 changed, sum 2016
                        child:  48 pages as filled, 16 changed, sum 18016
                        parent: 64 pages as filled, 0 changed, sum 2016
                        """, ""),
                of("samples/filter", "two words\nand a third line\twithout an end", 0, "1 9 41\n", ""),
                of("samples/filter", "", 0, "0 0 0\n", ""),
                of("samples/filter -c", every, 0, every, ""),
                of("samples/filter -x", "", 2, "", "usage: filter [-c]\n"),
                of("samples/pipeline", "", 0, "sum 5000050000\nproducer ended with 0, consumer with 0\n", ""),
                of("samples/pipeline 0", "", 0, "sum 0\nproducer ended with 0, consumer with 0\n", ""));
    }

    private static String allBytes() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append((char) (i * 7 + i / 256 & 0xff));
        }
        return text.toString();
    }

    @BeforeAll
    static void makesTheImages() throws IOException {
        images = Images.withSamples(folder);
    }

    private static Images.Result run(String runner, Case each, String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(each.words());
        return images.feed(each.input(), runner, words.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asAVirtualMachine(Case each) {
        assertEquals(new Images.Result(each.status(), each.out(), each.err()), run("vm-runner", each));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asAContainer(Case each) {
        assertEquals(new Images.Result(each.status(), each.out(), each.err()), run("container-runner", each));
    }

    @Test
    void withTheVirtualClockTwoRunsOfAMachineAreTheSame() throws IOException {
        Case pipeline = of("samples/pipeline 5000", "", 0, "", "");
        List<String> metrics = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Path file = folder.resolve("metrics" + i);
            Images.Result result = run("vm-runner", pipeline, "--clock", "virtual", "--seed", "3", "--metrics", file.toString());
            assertEquals("sum 12502500\nproducer ended with 0, consumer with 0\n", result.out(), result.err());
            metrics.add(Files.readString(file).replaceAll("\"host_rss_bytes\" : \\d+", ""));
        }
        assertEquals(metrics.getFirst(), metrics.getLast());
        assertTrue(metrics.getFirst().contains("\"supervisor\""), metrics.getFirst());
    }

    @Test
    void makeHasNothingToDoTheSecondTime() {
        Path digest = folder.resolve("build/hello.digest");
        long before = digest.toFile().lastModified();
        images.makeSamples();
        assertEquals(before, digest.toFile().lastModified());
    }
}
