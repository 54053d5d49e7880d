package twofold.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between modules, and between the packages inside one, by reading imports. */
class ArchitectureTest {
    private static final Path PROJECT = Path.of(System.getProperty("twofold.project"));
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?(twofold\\.[a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

    /** Root package of each module, and the root packages it may use. */
    private static final Map<String, Set<String>> MODULES = Map.of(
            "riscv", Set.of("riscv"),
            "toolkit", Set.of("toolkit"),
            "assembler", Set.of("assembler", "riscv", "toolkit"),
            "image-tool", Set.of("image", "toolkit"),
            "vm-runner", Set.of("vm", "riscv", "toolkit", "image"),
            "container-runner", Set.of("container", "riscv", "toolkit", "image"),
            "compare", Set.of("compare", "toolkit"));

    /** Packages that use nothing else of the project. */
    private static final Set<String> LEAVES = Set.of("twofold.riscv.isa", "twofold.riscv.semantics", "twofold.container.abi");

    @Test
    void modulesUseOnlyWhatTheyMay() throws IOException {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Map.Entry<String, Set<String>> module : MODULES.entrySet()) {
            for (Path file : sources(module.getKey())) {
                read++;
                for (String used : imports(file)) {
                    if (!module.getValue().contains(used.split("\\.")[1])) {
                        wrong.add(module.getKey() + "/" + file.getFileName() + " uses " + used);
                    }
                }
            }
        }
        assertTrue(read > 300, "only " + read + " sources were read");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theLowestPackagesUseNothing() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            for (Path file : sources(module)) {
                String own = packageOf(file);
                for (String used : imports(file)) {
                    if (LEAVES.contains(own) && !used.equals(own)) {
                        wrong.add(own + " uses " + used);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void nothingButTheCommandLineUsesTheCommandLine() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            for (Path file : sources(module)) {
                String own = packageOf(file);
                for (String used : imports(file)) {
                    boolean toolCli = used.endsWith(".cli") && !used.equals("twofold.toolkit.cli");
                    if (toolCli && !own.equals(used)) {
                        wrong.add(own + " uses " + used);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            for (Path file : sources(module)) {
                if (!Files.exists(file.resolveSibling("package-info.java"))) {
                    silent.add(packageOf(file));
                }
            }
        }
        assertEquals(List.of(), silent.stream().distinct().sorted().toList());
    }

    private static List<Path> sources(String module) throws IOException {
        Path root = PROJECT.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<String> imports(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = IMPORT.matcher(Files.readString(file));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String packageOf(Path file) throws IOException {
        Matcher matcher = Pattern.compile("^package ([a-z0-9.]+);", Pattern.MULTILINE).matcher(Files.readString(file));
        assertTrue(matcher.find(), file.toString());
        return matcher.group(1);
    }
}
