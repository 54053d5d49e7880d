package twofold.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.toolkit.cli.Tool;

class CommandTest {
    @TempDir
    Path folder;
    private String output;
    private String errors;

    private int run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return Tool.run(new BuildCommand(), arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
            output = written.toString(StandardCharsets.UTF_8);
            errors = said.toString(StandardCharsets.UTF_8);
        }
    }

    private String file(String name, String text) throws Exception {
        Path path = folder.resolve(name);
        Files.writeString(path, text);
        return path.toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void sourcesBecomeAnExecutable() throws Exception {
        file("defs.h", "#define STATUS 3\n");
        String main = file("main.S", "#include \"defs.h\"\n.globl _start\n_start: li a0, STATUS + EXTRA\n");
        String other = file("other.s", ".globl f\nf: .word VALUE\n");
        assertEquals(0, run("-o", path("p"), "-DEXTRA=4", "-D", "VALUE=7", "-I", folder.toString(), "-l", path("list"), main, other),
            errors);
        assertTrue(Files.isExecutable(folder.resolve("p")));
        assertTrue(Files.readString(folder.resolve("list")).contains(".text      00000000  1d45"),
            Files.readString(folder.resolve("list")));
        assertEquals(0, run("inspect", "--format", "json", path("p")));
        assertTrue(output.contains("\"name\" : \"_start\""), output);
        assertEquals(0, run("inspect", path("p")));
        assertTrue(output.startsWith("executable, entry 0x1012"), output);
    }

    @Test
    void errorsHaveStatusOneAndLeaveNothingBehind() throws Exception {
        String bad = file("bad.s", "foo\n");
        assertEquals(1, run("-c", "-o", path("bad.o"), bad));
        assertTrue(errors.startsWith(bad + ":1:1: error: unknown instruction 'foo'\n"), errors);
        assertFalse(Files.exists(folder.resolve("bad.o")));
        String undefined = file("undefined.s", ".globl main\nmain: call mian\n");
        assertEquals(1, run("-o", path("p"), undefined));
        assertTrue(errors.contains(undefined + ":2:12: error: 'mian' is not defined; did you mean 'main'?\n"
            + "    main: call mian\n               ^~~~\n"), errors);
        assertFalse(Files.exists(folder.resolve("p")));
        assertEquals(1, run(path("missing.s")));
        assertEquals("assembler: there is no file '" + path("missing.s") + "'\n", errors);
        assertEquals(1, run("inspect", bad));
        assertEquals("assembler: '" + bad + "' is not an ELF file\n", errors);
    }

    @Test
    void wrongUsageHasStatusTwo() throws Exception {
        String source = file("t.s", "nop\n");
        assertEquals(2, run());
        assertEquals(2, run("--bogus", source));
        assertEquals(2, run("-march=rv32i", source));
        assertEquals(2, run("-march=rv64gcv", source));
        assertTrue(errors.contains("extension 'v' of 'rv64gcv' is not supported"), errors);
        assertEquals(2, run("-c", "-T", "x.ld", source));
        assertEquals(2, run("--text-start", "here", source));
        assertEquals(2, run("-c", "-o", path("o"), source, source));
    }

    @Test
    void codeStartsWhereItIsTold() throws Exception {
        String source = file("t.s", ".globl _start\n_start: nop\n");
        assertEquals(0, run("-o", path("p"), "--text-start", "0x80000000", source), errors);
        run("inspect", path("p"));
        assertTrue(output.startsWith("executable, entry 0x80000000"), output);
        assertFalse(output.contains("0x7ffff"), output);
    }
}
