package twofold.assembler.disassemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.assembler.Gnu;
import twofold.assembler.Work;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.isa.Printer;

class DisassemblyTest {
    private static final String SOURCE = """
                .globl  _start
                .type   _start, @function
        _start: li      a0, 5
                call    f
                beqz    a0, 1f
                la      t0, value
                ld      a1, 0(t0)
                amoadd.w.aq a0, a1, (a2)
                fadd.d  fa0, fa1, fa2, rtz
        1:      csrr    a0, mhartid
                .p2align 3
        f:      addi    sp, sp, -16
                ret
                .word   0x12345678, 0
                .byte   1, 2
                nop
                .data
        value:  .quad   f
        """;
    @TempDir
    Path folder;

    private static String disassemble(byte[] file, Printer printer) throws ElfException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new Disassembly(ElfFile.read(file), printer, stream).print("t");
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Without what objdump adds or names in another way: comments, and symbols beside addresses. */
    private static List<String> instructions(String text) {
        return text.lines().filter(line -> line.startsWith(" ") || line.startsWith("\t"))
            .map(line -> line.replaceAll("#.*", "").replaceAll("<.*?>", "")
            .replaceAll("c\\.addi\tzero,0", "c.nop").stripTrailing()).toList();
    }

    @Test
    void programsAndObjectsLookAsObjdumpShowsThem() throws Exception {
        Gnu.need("riscv64-linux-gnu-objdump");
        for (byte[] file : List.of(Work.program(null, SOURCE), Work.object("t.s", SOURCE))) {
            Path path = folder.resolve("t");
            Files.write(path, file);
            String theirs = Gnu.run("riscv64-linux-gnu-objdump", "-dr", "-M", "no-aliases", path.toString()).output();
            assertEquals(instructions(theirs), instructions(disassemble(file, Printer.PLAIN)));
        }
    }

    @Test
    void targetsAndFunctionsHaveNames() throws Exception {
        String text = disassemble(Work.program(null, SOURCE), Printer.ALIASED);
        assertTrue(text.contains("<_start>:\n"), text);
        assertTrue(text.contains("\tret\n"), text);
        assertTrue(new Inspection(ElfFile.read(Work.object("t.s", SOURCE))).json().contains("\"type\" : \"R_RISCV_CALL_PLT\""));
    }

    @Test
    void damagedFilesAreOneSentence() throws Exception {
        byte[] whole = Work.object("t.s", SOURCE);
        Random random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            byte[] evil = whole.clone();
            for (int i = 0; i < 3; i++) {
                evil[random.nextInt(evil.length)] = (byte) random.nextInt();
            }
            try {
                disassemble(evil, Printer.ALIASED);
                Inspection inspection = new Inspection(ElfFile.read(evil));
                inspection.table();
                inspection.json();
            } catch (ElfException expected) {
                assertEquals(1, expected.getMessage().lines().count());
            }
        }
    }
}
