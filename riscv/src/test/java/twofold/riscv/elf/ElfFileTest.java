package twofold.riscv.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElfFileTest {
    private static byte[] sample() {
        byte[] code = {0x13, 0, 0, 0};
        byte[] interp = "/lib/ld.so\0".getBytes(StandardCharsets.US_ASCII);
        ElfWriter writer = new ElfWriter(ElfFile.EXECUTABLE, 0x10100, ElfFile.FLAG_RVC, List.of(
            new ProgramHeader(ProgramHeader.LOAD, ProgramHeader.R | ProgramHeader.X, 0x100, 0x10100, 0x10100, 4, 0x20, 0x1000),
            new ProgramHeader(ProgramHeader.INTERP, ProgramHeader.R, 0x110, 0x10110, 0x10110, interp.length, interp.length, 1)));
        int text = writer.add(new Section(".text", Section.PROGBITS, Section.ALLOC | Section.EXEC, 0x10100, 0x100, 0, 0, 0, 4, 0), code);
        writer.add(new Section(".interp", Section.PROGBITS, Section.ALLOC, 0x10110, 0x110, 0, 0, 0, 1, 0), interp);
        int symtab = writer.addSymbols(List.of(new Symbol("local", 1, 2, Symbol.LOCAL, Symbol.OBJECT, 0, text),
            new Symbol("_start", 0x10100, 4, Symbol.GLOBAL, Symbol.FUNCTION, 0, text)));
        writer.addRelocations(".text", text, 0, symtab, List.of(new Relocation(8, RelocationType.BRANCH.number(), 2, -4)));
        return writer.write();
    }

    @Test
    void whatIsWrittenIsReadBack() throws ElfException {
        ElfFile file = ElfFile.read(sample());
        assertEquals(0x10100, file.entry());
        assertEquals(ElfFile.EXECUTABLE, file.type());
        assertEquals(2, file.programHeaders().size());
        assertEquals(Optional.of("/lib/ld.so"), file.interpreter());
        byte[] code = new byte[4];
        file.segment(file.programHeaders().get(0)).get(code);
        assertArrayEquals(new byte[] {0x13, 0, 0, 0}, code);
        assertEquals(List.of("", "local", "_start"), file.symbols().stream().map(Symbol::name).toList());
        Relocation relocation = file.relocations(file.section(".rela.text").orElseThrow()).get(0);
        assertEquals("R_RISCV_BRANCH", relocation.typeName());
        assertEquals(-4, relocation.addend());
    }

    @Test
    void everyTruncationIsOneSentenceOrStillReadable() {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            readAll(part);
        }
        assertEquals("truncated: the ELF header takes 64 bytes, the file has 40",
            assertThrows(ElfException.class, () -> ElfFile.read(Arrays.copyOf(whole, 40))).getMessage());
    }

    @Test
    void corruptFilesNeverEscapeAsAnythingElse() {
        byte[] whole = sample();
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] evil = whole.clone();
            for (int i = 0; i < 3; i++) {
                evil[random.nextInt(16, evil.length)] = random.nextBoolean() ? (byte) random.nextInt() : (byte) 0xff;
            }
            readAll(evil);
        }
    }

    private static void readAll(byte[] bytes) {
        try {
            ElfFile file = ElfFile.read(bytes);
            file.interpreter();
            for (ProgramHeader header : file.programHeaders()) {
                if (header.isLoad()) {
                    file.segment(header);
                }
            }
            file.symbols();
            for (Section section : file.sections()) {
                file.contents(section);
                if (section.type() == Section.RELA) {
                    file.relocations(section);
                }
            }
        } catch (ElfException expected) {
            assertEquals(expected.getMessage(), expected.getMessage().lines().findFirst().orElseThrow());
        }
    }

    @Test
    void otherFilesAreNamed() {
        byte[] x86 = sample();
        x86[18] = 62;
        x86[19] = 0;
        assertEquals("is for x86-64, not RISC-V", message(x86));
        byte[] narrow = sample();
        narrow[4] = 1;
        assertEquals("is 32-bit", message(narrow));
        assertEquals("is not an ELF file", message("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static String message(byte[] bytes) {
        return assertThrows(ElfException.class, () -> ElfFile.read(ByteBuffer.wrap(bytes))).getMessage();
    }
}
