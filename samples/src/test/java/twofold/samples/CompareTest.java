package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path: a program is assembled, layered into an image, run both ways, and the runs are compared. */
class CompareTest {
    @TempDir
    static Path folder;
    private static Tools tools;

    @BeforeAll
    static void makeTheImage() throws IOException {
        tools = new Tools(folder.resolve("store"), Files.createDirectories(folder.resolve("files")));
        Path context = Files.createDirectories(folder.resolve("context"));
        assertEquals(0, tools.run("assembler", "-o", context.resolve("hello").toString(),
                Tools.PROJECT.resolve("samples/programs/hello.s").toString()).status());
        Files.writeString(context.resolve("Recipe"), "FROM scratch\nCOPY hello /hello\nENTRYPOINT [\"/hello\"]\n");
        Tools.Done built = tools.run("image-tool", "build", "-t", "hello", context.toString());
        assertEquals(0, built.status(), built.err());
    }

    private static Tools.Done compare(String... words) {
        List<String> all = new ArrayList<>(List.of("--runs", "1"));
        all.addAll(Arrays.asList(words));
        all.add("hello");
        return tools.run("compare", all.toArray(String[]::new));
    }

    @Test
    void theTableSaysThatBothAreEqual() {
        Tools.Done done = compare();
        assertEquals(0, done.status(), done.err());
        assertTrue(done.out().contains("instructions supervisor") && done.out().contains("ok      stdout equal"), done.out());
    }

    @Test
    void jsonIsABaselineForTheNextRunAndAFalsifiedOneFails() throws IOException {
        Path baseline = folder.resolve("baseline.json");
        Tools.Done first = compare("--format", "json");
        Files.write(baseline, first.stdout());
        Tools.Done again = compare("--format", "markdown", "--baseline", baseline.toString());
        assertEquals(0, again.status(), again.out());
        assertTrue(again.out().contains("ok: vm instructions.total within 1% of the baseline"), again.out());
        String total = first.out().replaceAll("(?s).*\"instructions.total\" : \\{\\s*\"vm\" : (\\d+).*", "$1");
        Files.writeString(baseline, first.out().replace("\"vm\" : " + total, "\"vm\" : " + Long.parseLong(total) * 2));
        Tools.Done worse = compare("--format", "markdown", "--baseline", baseline.toString());
        assertEquals(1, worse.status(), worse.out());
        assertTrue(worse.out().contains("**failed**: vm instructions.total"), worse.out());
    }

    @Test
    void aBoundThatIsExceededFailsAndIsNamed() {
        Tools.Done done = compare("--format", "junit", "--max", "instructions.total=1.5", "--max", "instructions.user=1.5");
        assertEquals(1, done.status(), done.err());
        assertTrue(done.out().contains("failures=\"1\""), done.out());
        assertEquals(2, compare("--max", "nonsense").status());
    }

    @Test
    void thePageIsWritten() throws IOException {
        Path page = folder.resolve("page.html");
        assertEquals(0, compare("--html", page.toString()).status());
        assertTrue(Files.readString(page).contains("<th>vm/container</th>"));
    }

    @Test
    void twoRunsByTheVirtualClockMeasureTheSame() throws IOException {
        for (String runner : List.of("vm-runner", "container-runner")) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Path metrics = folder.resolve(runner + i);
                Tools.Done done = tools.run(runner, "run", "--rm", "--clock", "virtual", "--seed", "5", "--metrics", metrics.toString(), "hello");
                assertEquals("Hello from RISC-V\n", done.out(), done.err());
                texts.add(Files.readString(metrics).replaceAll("\"host_rss_bytes\" : \\d+", ""));
            }
            assertEquals(texts.get(0), texts.get(1), runner);
        }
    }
}
