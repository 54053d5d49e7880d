package twofold.assembler.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.assembler.Work;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Diagnostics;

class LinkerTest {
    private static final String START = ".globl _start\n_start: ";

    private static long symbol(ElfFile file, String name) throws Exception {
        return file.symbols().stream().filter(symbol -> symbol.name().equals(name)).mapToLong(Symbol::value).findFirst()
            .orElseThrow(() -> new AssertionError("no symbol " + name));
    }

    private static long word(ElfFile file, long address) throws Exception {
        for (Section section : file.sections()) {
            if (section.has(Section.ALLOC) && section.type() != Section.NOBITS && address >= section.address()
                    && address < section.address() + section.size()) {
                ByteBuffer bytes = file.contents(section);
                return bytes.getLong((int) (address - section.address()));
            }
        }
        throw new AssertionError("nothing at " + Long.toHexString(address));
    }

    @Test
    void aReferenceFindsItsVersionAndOneWithoutFindsTheDefault() throws Exception {
        String versions = """
            .globl first, second
            .symver first, f@V1
            first: nop
            .symver second, f@@V2
            second: nop
            """;
        ElfFile file = ElfFile.read(Work.program(null, START + """
            call f
            .data
            .globl table
            table: .quad f, one, two
            .symver one, f@V1
            .symver two, f@V2
            """, versions));
        long table = symbol(file, "table");
        assertEquals(symbol(file, "second"), word(file, table));
        assertEquals(symbol(file, "first"), word(file, table + 8));
        assertEquals(symbol(file, "second"), word(file, table + 16));
        assertEquals(List.of("f@@V2", "f@V1"), file.symbols().stream().map(Symbol::name).filter(name -> name.startsWith("f@") || name.equals("f"))
            .sorted().toList());
    }

    @Test
    void aReferenceToAVersionNeedsThatVersion() {
        assertTrue(Work.linkMessages(null, START + "call f\n.symver f, f@V3\n", ".globl f\nf: nop\n").contains("'f@V3' is not defined"));
    }

    @Test
    void aDefaultVersionAndThePlainNameAreDefinedTwice() {
        String version = ".globl g\n.symver g, f@@V1\ng: nop\n";
        String plain = ".globl f\nf: nop\n";
        assertTrue(Work.linkMessages(null, START + "nop\n", version, plain).contains("'f' is defined in b.o and again in c.o"));
        assertTrue(Work.linkMessages(null, START + "nop\n", plain, version).contains("'f' is defined in b.o and again in c.o"));
    }

    @Test
    void codeConstantsAndDataHavePagesAndPermissionsOfTheirOwn() throws Exception {
        ElfFile file = ElfFile.read(Work.program(null, START + "nop\n.section .rodata\n.quad 1\n.data\n.quad 2\n.bss\n.skip 10000\n"));
        List<ProgramHeader> loads = file.programHeaders().stream().filter(ProgramHeader::isLoad).toList();
        assertEquals(List.of(5, 4, 6), loads.stream().map(ProgramHeader::flags).toList());
        assertEquals(0x10000, loads.getFirst().virtualAddress());
        for (ProgramHeader load : loads) {
            assertEquals(load.offset() % 4096, load.virtualAddress() % 4096);
        }
        assertEquals(10000 + 8, loads.getLast().memorySize());
        assertEquals(symbol(file, "_start"), file.entry());
    }

    @Test
    void strongDefinitionsWinOverWeakOnesAndCommonBlocksAreMerged() throws Exception {
        ElfFile file = ElfFile.read(Work.program(null,
            START + "nop\n.weak f\nf: nop\n.comm block, 8, 8\n.data\n.globl table\ntable: .quad f, block, nothing\n.weak nothing\n",
            ".globl f\nf: nop\n.comm block, 64, 16\n"));
        long table = symbol(file, "table");
        assertEquals(symbol(file, "f"), word(file, table));
        assertEquals(symbol(file, "block"), word(file, table + 8));
        assertEquals(0, symbol(file, "block") % 16);
        assertEquals(0, word(file, table + 16));
    }

    @Test
    void whatIsMissingTwiceOrOutOfReachIsSaidWithItsPlace() {
        assertEquals("error: 'missing' is not defined; it is used in a.o (.text+0x0, in '_start')\n",
            Work.linkMessages(null, START + "call missing\n"));
        assertEquals("error: 'f' is defined in a.o and again in b.o\n",
            Work.linkMessages(null, START + ".globl f\nf: nop\n", ".globl f\nf: nop\n"));
        String far = Work.linkMessages("SECTIONS { .text 0x10000 : { *(.text) } .far 0x10000000 : { *(.far) } }",
            START + "jal far\n.section .far, \"ax\"\n.globl far\nfar: nop\n");
        assertEquals("error: a.o (.text+0x0, in '_start'): R_RISCV_JAL against 'far' is too far away: 268369920 bytes, at most 1048574\n",
            far);
        assertTrue(Work.linkMessages(null, START + "lui a0, %hi(x)\n", ".globl x\nx = 0x123456789abc\n")
            .contains("is beyond what lui reaches"));
    }

    @Test
    void aProgramWithoutItsEntryStartsAtItsCodeWithAWarning() {
        assertTrue(Work.linkMessages(null, "nop\n").startsWith("warning: there is no symbol '_start'; the program starts at 0x101"));
    }

    @Test
    void scriptsPlaceSectionsAndDefineSymbols() throws Exception {
        String script = """
            /* a kernel's layout */
            OUTPUT_ARCH(riscv)
            ENTRY(start)
            MEMORY { RAM (rwx) : ORIGIN = 0x80000000, LENGTH = 16M }
            STACK = 4K;
            SECTIONS {
              . = ORIGIN(RAM);
              .text : { KEEP(*(.text.boot)) *(.text .text.*) . = ALIGN(64); etext = .; } > RAM
              .data : ALIGN(0x1000) { data_start = .; *(SORT(.data.*)) *(.data) LONG(0x11223344) QUAD(etext) } > RAM
              .bss (NOLOAD) : { *(.bss COMMON) . += STACK; stack_top = .; } > RAM
              /DISCARD/ : { *(.junk) }
              PROVIDE(end_of_all = ALIGN(., 16));
              ASSERT(SIZEOF(.text) <= 0x1000, "too much code")
            }
            """;
        ElfFile file = ElfFile.read(Work.program(script, """
                    .text
                    nop
                    .section .text.boot, "ax"
                    .globl start
            start:  la sp, stack_top
                    la a0, end_of_all
                    .section .data.b, "aw"
            b:      .quad 2
                    .section .data.a, "aw"
            a:      .quad 1
                    .section .junk, "a"
                    .quad 3
                    .bss
                    .skip 24
            """));
        assertEquals(0x80000000L, file.entry());
        assertEquals(0x80000040L, symbol(file, "etext"));
        assertEquals(0x80001000L, symbol(file, "data_start"));
        assertEquals(1, word(file, 0x80001000L));
        assertEquals(2, word(file, 0x80001008L));
        assertEquals(0x80000040_11223344L & 0xffffffffL, word(file, 0x80001010L) & 0xffffffffL);
        assertEquals(0x80000040L, word(file, 0x80001014L));
        long bss = file.section(".bss").orElseThrow().address();
        assertEquals(bss + 24 + 4096, symbol(file, "stack_top"));
        assertTrue(file.section(".junk").isEmpty());
    }

    @Test
    void aPatternThatIsSaidTwiceTakesNothingTheSecondTime() throws Exception {
        ElfFile file = ElfFile.read(Work.program("SECTIONS { .text : { *(.text) } .more : { *(.text) LONG(1) } }", START + "nop\nnop\n"));
        assertEquals(4, file.section(".text").orElseThrow().size());
        assertEquals(4, file.section(".more").orElseThrow().size());
    }

    @Test
    void aMisspeltSymbolIsGuessed() {
        assertTrue(Work.linkMessages(null, START + "call initialise\n", ".globl initialize\ninitialize: ret\n")
            .contains("; did you mean 'initialize'?"));
    }

    @Test
    void mistakesInScriptsAreShownAtTheirPlace() {
        assertTrue(Work.linkMessages("SECTIONS { .text : { *(.text) } > ROM }", START + "nop\n")
            .startsWith("script.ld:1:35: error: there is no memory region 'ROM'\n"));
        assertTrue(Work.linkMessages("SECTIONS { . = 1 + ; }", START + "nop\n")
            .contains("script.ld:1:20: error: expected an expression, found ';'"));
        assertTrue(Work.linkMessages("SECTIONS { x = nowhere; }", START + "nop\n").contains("symbol 'nowhere' is not defined"));
        assertTrue(Work.linkMessages("SECTIONS { .text : { *(.text)", START + "nop\n").contains("this section is never closed"));
        assertTrue(Work.linkMessages("MEMORY { m : ORIGIN = 0, LENGTH = 2 } SECTIONS { .text : { *(.text) } > m }", START + "nop\nnop\n")
            .contains("section .text does not fit in memory region 'm': it ends 2 bytes beyond it"));
        assertTrue(Work.linkMessages("SECTIONS { ASSERT(0, \"never\") }", START + "nop\n").contains("error: never"));
    }

    @Test
    void archivesGiveOnlyTheMembersThatAreNeeded() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        member(archive, "wanted.o/", Work.object("w.s", ".globl f\nf: call g\n"));
        member(archive, "other.o/", Work.object("o.s", ".globl unwanted\nunwanted: nop\n"));
        member(archive, "next.o/", Work.object("n.s", ".globl g\ng: nop\n"));
        Diagnostics diagnostics = new Diagnostics();
        ElfFile file = ElfFile.read(new Linker(diagnostics).link(List.of(new Linker.Input("m.o", Work.object("m.s", START + "call f\n")),
            new Linker.Input("lib.a", archive.toByteArray()))).orElseThrow());
        symbol(file, "f");
        symbol(file, "g");
        assertFalse(file.symbols().stream().anyMatch(symbol -> symbol.name().equals("unwanted")));
    }

    private static void member(ByteArrayOutputStream archive, String name, byte[] bytes) {
        archive.writeBytes("%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "644", bytes.length)
            .getBytes(StandardCharsets.US_ASCII));
        archive.writeBytes(bytes);
        if (bytes.length % 2 == 1) {
            archive.write('\n');
        }
    }

    @Test
    void damagedObjectsAndScriptsAreMessages() {
        byte[] whole = Work.object("t.s", START + "call f\n.align 4\nf: la a0, f\nbeqz a0, f\n.data\n.quad f, f - _start\n.uleb128 5\n");
        Random random = new Random(5);
        for (int round = 0; round < 5000; round++) {
            byte[] evil = whole.clone();
            for (int i = 0; i < 4; i++) {
                evil[random.nextInt(evil.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
            }
            Diagnostics diagnostics = new Diagnostics();
            new Linker(diagnostics).link(List.of(new Linker.Input("evil.o", evil)));
        }
        String script = "ENTRY(_start) SECTIONS { . = 0x1000 + SIZEOF_HEADERS; .text : { *(.text) x = ALIGN(8); }"
            + " .data : { *(.data) } y = . ? 1 : 2; }";
        for (int round = 0; round < 3000; round++) {
            StringBuilder damaged = new StringBuilder(script);
            for (int i = 0; i < 2; i++) {
                damaged.setCharAt(random.nextInt(damaged.length()), script.charAt(random.nextInt(script.length())));
            }
            Work.linkMessages(damaged.toString(), START + "nop\n");
        }
    }
}
