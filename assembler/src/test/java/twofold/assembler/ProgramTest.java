package twofold.assembler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

class ProgramTest {
    private static final String HELLO = """
                .section .rodata
        message: .ascii "hello\\n"
                .equ    length, . - message
                .data
        status: .word   7
                .text
                .globl  _start
        _start: li      a0, 1
                la      a1, message
                li      a2, length
                li      a7, 64
                ecall
                lw      a0, status
                li      a7, 93
                ecall
        """;
    @TempDir
    Path folder;

    private Gnu.Result runUnderQemu(byte[] program) throws Exception {
        Path file = folder.resolve("program");
        Files.write(file, program);
        assertTrue(file.toFile().setExecutable(true));
        return Gnu.run("qemu-riscv64", file.toString());
    }

    @Test
    void helloRunsAndTheSameSourceMakesTheSameBytes() throws Exception {
        byte[] program = Work.program(null, HELLO);
        assertArrayEquals(program, Work.program(null, HELLO));
        Gnu.need("qemu-riscv64");
        assertEquals(new Gnu.Result(7, "hello\n"), runUnderQemu(program));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O2", "-O3 -fno-pic", "-Os -fPIE", "-O2 -march=rv64g"})
    void compiledProgramsRunAsThoseThatGnuToolsMake(String options) throws Exception {
        Gnu.need("riscv64-linux-gnu-gcc", "qemu-riscv64");
        List<String> gnu = new ArrayList<>(List.of("riscv64-linux-gnu-gcc", "-nostdlib", "-static", "-no-pie", "-o", folder.resolve("gnu")
            .toString()));
        List<String> sources = new ArrayList<>();
        for (String name : List.of("library", "main")) {
            Path source = folder.resolve(name + ".c");
            Path assembly = folder.resolve(name + ".s");
            try (InputStream in = ProgramTest.class.getResourceAsStream("/c/" + name + ".c")) {
                Files.write(source, in.readAllBytes());
            }
            List<String> compile = new ArrayList<>(List.of("riscv64-linux-gnu-gcc", "-S", "-ffreestanding", "-fno-stack-protector",
                "-fno-builtin"));
            compile.addAll(List.of(options.split(" ")));
            compile.addAll(List.of(source.toString(), "-o", assembly.toString()));
            Gnu.must(compile.toArray(String[]::new));
            gnu.add(assembly.toString());
            sources.add(Files.readString(assembly));
        }
        Gnu.must(gnu.toArray(String[]::new));
        Gnu.Result theirs = Gnu.run("qemu-riscv64", folder.resolve("gnu").toString());
        assertEquals(42, theirs.status());
        assertEquals(theirs, runUnderQemu(Work.program(null, sources.toArray(String[]::new))));
    }

    @Test
    void objectsOfGnuAsAreLinkedTheirPaddingCutToSize() throws Exception {
        Gnu.need("riscv64-linux-gnu-as", "qemu-riscv64");
        String source = """
                    .globl  _start
            _start: li      a0, 1
                    j       next
                    .p2align 6
            next:   auipc   a1, 0
                    andi    a1, a1, 63
                    sub     a0, a1, x0
                    li      a7, 93
                    ecall
            """;
        Files.writeString(folder.resolve("t.s"), source);
        Gnu.must("riscv64-linux-gnu-as", folder.resolve("t.s").toString(), "-o", folder.resolve("t.o").toString());
        Diagnostics diagnostics = new Diagnostics();
        byte[] program = new Linker(diagnostics).link(List.of(new Linker.Input("t.o", Files.readAllBytes(folder.resolve("t.o")))))
            .orElseThrow();
        assertEquals(new Gnu.Result(0, ""), runUnderQemu(program));
    }

    @Test
    void aProgramIsLinkedWithTheCLibraryFromItsArchives() throws Exception {
        Path library = Path.of("/usr/riscv64-linux-gnu/lib");
        Gnu.need("riscv64-linux-gnu-gcc", "qemu-riscv64");
        String support = Gnu.run("riscv64-linux-gnu-gcc", "-print-libgcc-file-name").output().strip();
        assumeTrue(Files.exists(library.resolve("libc.a")), "needs libc6-dev-riscv64-cross");
        Files.writeString(folder.resolve("c.c"), """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            __thread int t = 5;
            static void bye(void) { puts("bye"); }
            int main(int c, char **v) {
                atexit(bye);
                char *p = malloc(1000);
                t += c;
                sprintf(p, "%d %.3f %s", t, c * 1.25, strerror(2));
                puts(p);
                return 3;
            }
            """);
        Gnu.must("riscv64-linux-gnu-gcc", "-O2", "-c", folder.resolve("c.c").toString(), "-o", folder.resolve("c.o").toString());
        Path compiler = Path.of(support).getParent();
        List<Linker.Input> inputs = new ArrayList<>();
        for (Path path : List.of(library.resolve("crt1.o"), library.resolve("crti.o"), compiler.resolve("crtbeginT.o"),
            folder.resolve("c.o"),
                library.resolve("libc.a"), Path.of(support), compiler.resolve("libgcc_eh.a"), compiler.resolve("crtend.o"),
                    library.resolve("crtn.o"))) {
            inputs.add(new Linker.Input(path.toString(), Files.readAllBytes(path)));
        }
        Diagnostics diagnostics = new Diagnostics();
        byte[] program = new Linker(diagnostics).link(inputs).orElseThrow(() -> new AssertionError(diagnostics.render()));
        assertEquals(new Gnu.Result(3, "6 1.250 No such file or directory\nbye\n"), runUnderQemu(program));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O2", "-Os -fPIE"})
    void programsInCxxThrowAndCatch(String options) throws Exception {
        Gnu.need("riscv64-linux-gnu-g++", "qemu-riscv64");
        List<Linker.Input> inputs = new ArrayList<>();
        Files.writeString(folder.resolve("shared.h"), resource("/cxx/shared.h"));
        for (String file : List.of("crt1.o", "crti.o", "crtbeginT.o")) {
            inputs.add(installed(file));
        }
        for (String name : List.of("main", "other")) {
            Files.writeString(folder.resolve(name + ".cc"), resource("/cxx/" + name + ".cc"));
            Path assembly = folder.resolve(name + ".s");
            List<String> compile = new ArrayList<>(List.of("riscv64-linux-gnu-g++", "-S", "-o", assembly.toString()));
            compile.addAll(List.of(options.split(" ")));
            compile.add(folder.resolve(name + ".cc").toString());
            Gnu.must(compile.toArray(String[]::new));
            inputs.add(new Linker.Input(name + ".o", Work.object(name + ".s", Files.readString(assembly))));
        }
        for (String file : List.of("libstdc++.a", "libm.a", "libc.a", "libgcc.a", "libgcc_eh.a", "libc.a", "crtend.o", "crtn.o")) {
            inputs.add(installed(file));
        }
        Diagnostics diagnostics = new Diagnostics();
        byte[] program = new Linker(diagnostics).link(inputs).orElseThrow(() -> new AssertionError(diagnostics.render()));
        assertEquals(new Gnu.Result(42, """
            leaving other
            leaving other
            a 113
            b 216
            b 327
            leaving other
            leaving rethrow
            again: trouble at 3
            out of range
            """), runUnderQemu(program));
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = ProgramTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A file of the C or C++ library for static programs. */
    private static Linker.Input installed(String name) throws Exception {
        Path path = Path.of(Gnu.run("riscv64-linux-gnu-g++", "-print-file-name=" + name).output().strip());
        assumeTrue(Files.exists(path), "needs " + name + " of libc6-dev-riscv64-cross and libstdc++-12-dev-riscv64-cross");
        return new Linker.Input(path.toString(), Files.readAllBytes(path));
    }

    @Test
    void lineNumbersReachTheProgram() throws Exception {
        Gnu.need("riscv64-linux-gnu-addr2line");
        Diagnostics diagnostics = new Diagnostics();
        Assembler assembler = new Assembler(new Assembler.Settings(IsaString.parse("rv64gc"), Work.NO_FILES, Map.of(),
            true), diagnostics);
        byte[] object = assembler.assemble(new Source("hello.s", HELLO)).orElseThrow().object();
        Linker linker = new Linker(diagnostics);
        linker.textStart(0x20000);
        Files.write(folder.resolve("p"), linker.link(List.of(new Linker.Input("hello.o", object))).orElseThrow());
        assertEquals("./hello.s:9\n", Gnu.run("riscv64-linux-gnu-addr2line", "-e", folder.resolve("p").toString(), "0x20002").output());
        assertTrue(new String(object, StandardCharsets.ISO_8859_1).contains("hello.s"));
    }
}
