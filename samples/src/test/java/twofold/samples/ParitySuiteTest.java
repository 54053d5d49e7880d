package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small programs, each of which must print the same and end the same under the stock Debian kernel and under ours. A case is a file in
 * {@code resources/parity}: a {@code .c} file, which the cross compiler builds, or a {@code .sh} file, which busybox runs. All of them run
 * in one boot of the machine and in one container. With {@code -Dtwofold.parity.python=true}, which takes minutes more, the files in
 * {@code resources/parity/python} are cases, too: one interpreter of Debian's Python forks for each.
 */
class ParitySuiteTest {
    private static final Path CASES = Path.of("src/test/resources/parity").toAbsolutePath();
    private static final String COMPILER = "riscv64-linux-gnu-gcc";
    private static final boolean PYTHON = Boolean.getBoolean("twofold.parity.python");
    /** Each case gets a time limit; /dev/shm is a file system from which programs may be executed. The container's root has every capability, as the
     * machine's has. */
    private static final String RUN = """
            mount -t tmpfs tmpfs /dev/shm
            for f in /parity/*; do
                case $f in */run|*.py) continue;; esac
                echo "=== ${f##*/}"; cd /tmp
                case $f in *.sh) timeout 20 sh $f 2>&1;; *) timeout 20 $f 2>&1;; esac
                echo "--- $?"
            done
            [ ! -f /parity/run.py ] || python3 /parity/run.py
            """;

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> casesPrintTheSameUnderBothKernels() throws IOException {
        Tools tools = new Tools(folder.resolve("store"), Files.createDirectories(folder.resolve("files")));
        File nothing = new File("/dev/null");
        Tools.Done made = tools.command(nothing, Tools.PROJECT.resolve("samples/debian"), List.of("make", "BUILD=" + folder.resolve("debian"), "all",
                PYTHON ? "python" : "busybox"));
        assumeTrue(made.status() == 0, "needs Debian riscv64 packages");
        assumeTrue(tools.command(nothing, folder, List.of("sh", "-c", "command -v " + COMPILER)).status() == 0, "needs " + COMPILER);
        build(tools, nothing);
        Map<String, String> machine = parts(tools.run("vm-runner", "run", "--rm", "--clock", "virtual", "--kernel", "debian-kernel", "parity", "sh", "/parity/run"));
        Map<String, String> container = parts(tools.run("container-runner", "run", "--rm", "--cap-add", "ALL", "--clock", "virtual", "parity", "sh", "/parity/run"));
        assertFalse(machine.isEmpty());
        assertEquals(machine.keySet(), container.keySet());
        return machine.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> assertEquals(machine.get(name), container.get(name))));
    }

    private static void build(Tools tools, File nothing) throws IOException {
        Path context = Files.createDirectories(folder.resolve("context/parity")).getParent();
        Files.writeString(context.resolve("parity/run"), RUN);
        Files.writeString(context.resolve("recipe"), "FROM " + (PYTHON ? "python" : "busybox") + "\nCOPY parity /parity\n");
        if (PYTHON) {
            try (Stream<Path> scripts = Files.list(CASES.resolve("python"))) {
                for (Path each : scripts.toList()) {
                    Files.copy(each, context.resolve("parity").resolve(each.getFileName().toString()));
                }
            }
        }
        List<String> script = new ArrayList<>();
        try (Stream<Path> cases = Files.list(CASES)) {
            for (Path each : cases.sorted().toList()) {
                String name = each.getFileName().toString();
                if (name.endsWith(".sh")) {
                    Files.copy(each, context.resolve("parity").resolve(name));
                } else if (name.endsWith(".c")) {
                    script.add(COMPILER + " -O1 -w -static -s -o " + context.resolve("parity").resolve(name.replace(".c", "")) + " " + each);
                }
            }
        }
        Tools.Done compiled = tools.command(nothing, CASES, List.of("sh", "-ec", String.join("\n", script)));
        assertEquals(0, compiled.status(), compiled.err());
        Tools.Done image = tools.run("image-tool", "build", "-q", "-t", "parity", "-f", context.resolve("recipe").toString(), context.toString());
        assertEquals(0, image.status(), image.err());
    }

    /** What each case printed, its status at the end. */
    private static Map<String, String> parts(Tools.Done done) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : done.out().split("(?m)^=== ")) {
            int line = part.indexOf('\n');
            if (line > 0) {
                parts.put(part.substring(0, line), part.substring(line + 1));
            }
        }
        return parts;
    }
}
