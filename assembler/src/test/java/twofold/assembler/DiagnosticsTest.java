package twofold.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticsTest {
    @Test
    void anUnknownInstructionIsShownWithItsPlaceACaretAndWhatWasMeant() {
        assertEquals("""
            t.s:2:6: error: unknown instruction 'adi'; did you mean 'addi'?
                  x: adi a0, a0, 1
                     ^~~
            """, Work.messages("nop\n  x: adi a0, a0, 1\n"));
    }

    @Test
    void anErrorInAMacroShowsTheChainOfExpansions() {
        assertEquals("""
            t.s:2:18: error: 5000 is not an immediate of addi, which takes -2048 to 2047
                    addi a0, a0, 5000
                                 ^~~~
              in the expansion of macro 'inner' at t.s:5:5
                    inner 5000
                    ^~~~~~~~~~
              in the expansion of macro 'outer' at t.s:7:1
            """, Work.messages("""
            .macro inner n
                addi a0, a0, \\n
            .endm
            .macro outer
                inner 5000
            .endm
            outer
            """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "lw a0, 4(b0)|'b0' is not an integer register",
        "lui a0, 0x100000|1048576 is not an immediate of lui, which takes 0 to 0xfffff",
        "li a0, nowhere|the immediate of li must be a number that is known here; use la for addresses",
        "j 1b|there is no label '1:' before this",
        "j 1f|there is no label '1:' after this",
        "x: x: nop|'x' is defined twice; the first time at t.s:1:1",
        "csrr a0, mstats|unknown control and status register 'mstats'",
        ".wrod 1|unknown directive '.wrod'; did you mean '.word'?",
        ".if 1|this is never closed with .endif",
        ".endif|.endif without .if",
        ".macro m|this is never closed",
        ".string \"abc|this string is not closed",
        ".byte 1/0|division by zero",
        ".bss; .word 1|section .bss takes no space in the file, so it can only hold zeros",
        ".org 4; nop; .org 2|.org cannot move backwards (from 6 to 2)",
        ".set a, b; .set b, a; .word a|the value of 'b' depends on itself",
        ".macro r; r; .endm; r|macros and includes are nested more than 200 deep",
        ".include \"missing\"|there is no file 'missing'",
        ".skip -1|cannot reserve -1 bytes",
        ".align 40|the alignment must be a power of two from 2^0 to 2^30",
        ".option rvd|unknown option 'rvd'",
        "amoadd.w a0, a1, 4(a2)|amoadd.w takes no offset",
        ".error \"stop here\"|stop here",
        ".rept 100000000; nop; .endr|this repetition makes more than 64 MiB of text",
        "c.addi a0, 100|100 is not an immediate of c.addi, which takes -32 to 31",
        "c.lw a0, 3(a1)|3 is not an immediate of c.lw, which takes 0 to 124, multiples of 4",
        ".option norvc; c.nop|c.nop needs the extension 'c', which is not enabled",
        ".quad 99999999999999999999|'99999999999999999999' is not a number of at most 64 bits",
        ")|expected a statement, found ')'",
        ".altmacro; .macro m a; .byte a; .endm; m %nowhere|the expression after '%' must be a number that is known here",
        ".altmacro; .macro m a; .byte a; .endm; m 1, %|an expression is missing",
        ".altmacro; .macro m a; .byte a; .endm; m 1 2|macro 'm' takes 1 arguments, not 2",
        ".altmacro; .macro m a:req; .byte a; .endm; m <>|macro 'm' needs a value for 'a'",
        ".altmacro; .macro m a; LOCAL b ; .byte a; .endm; m 1|LOCAL takes names apart by commas and nothing else",
        ".octa nowhere|the value must be a number that is known here",
        ".octa -(1)|of what .octa takes only a number can begin with '-'",
        ".octa 0x100000000000000000000000000000000|'0x100000000000000000000000000000000' does not fit in 16 bytes",
        ".octa 1,|an expression is missing",
        ".octa 5 5|unexpected '5' at the end of the statement",
        ".symver a, b|the name of a version is written as in name@VERSION",
        ".symver a, a@V1, public|the visibility of a version is local, hidden or remove",
        ".symver a, a@@V1; call a|'a@@V1' would be the default version of a symbol that is not defined here",
        ".symver a, a@V1; .symver a, a@V2; call a|'a' has the versions 'a@V1' and 'a@V2', but is not defined here",
        ".altmacro x|unexpected 'x' at the end of the statement",
        ".altmacro; .macro m %; .endm|'%' is not a macro parameter",
        ".altmacro; .irp %; .endr|.irp needs a name and values",
        ".altmacro; .macro r a; r <a&a>; .endm; r <aa>|this expansion makes more than 64 MiB of text",
        ".macro m; .byte \\(1; .endm; m|what follows '\\(' in the body has no ')'",
        ".macro r a; r \\a\\a; .endm; r aa|this expansion makes more than 64 MiB of text",
    })
    void eachMistakeIsOneSentence(String source, String message) {
        String said = Work.messages(source + "\n");
        assertTrue(said.contains(": error: " + message + "\n"), said);
        assertEquals(1, said.split(": error: ", -1).length - 1, said);
    }

    @Test
    void anErrorAfterAPercentSignShowsTheExpression() {
        assertEquals("""
            t.s:4:8: error: the expression after '%' must be a number that is known here
                m 1 , %nowhere + 1, 2
                       ^~~~~~~~~~~
            """, Work.messages("""
            .altmacro
            .macro m a b c
            .endm
            m 1 , %nowhere + 1, 2
            """));
    }

    @Test
    void whatElfFilesDoNotKnowIsAWarning() {
        assertEquals("""
            t.s:1:1: warning: .linkonce has no meaning in ELF files; use a group
                .linkonce discard
                ^~~~~~~~~
            """, Work.messages(".linkonce discard\n"));
    }

    @Test
    void aNameIsLocalOnlyOnce() {
        assertTrue(Work.messages("""
            .altmacro
            .macro m a
            LOCAL b, c, a
            .endm
            m 1
            """).contains("t.s:5:1: error: LOCAL cannot name 'a', which is a parameter or local already"));
    }

    @Test
    void allErrorsOfAFileAreReportedUpToTwenty() {
        assertEquals(3, Work.messages("foo\nbar\nnop\nbaz\n").split(": error: ", -1).length - 1);
        String many = Work.messages("foo\n".repeat(100));
        assertEquals(20, many.split(": error: ", -1).length - 1);
        assertTrue(many.endsWith("stopped after 20 errors\n"), many);
    }

    @Test
    void randomDamageNeverEscapesAsAnythingButMessages() {
        String source = """
                    .macro  save reg, at=8, more:vararg
                    sd      \\reg, \\at(sp)
                    .ifnb   \\more
                    save    \\more
                    .endif
                    .endm
            start:  save    ra, 16, s0
                    .rept   3 ; nop ; .endr
                    lw      a0, %lo(start + 4)(a1)
                    .word   (1 + 2) * 3 << 1, start - 4, 'a', 0x7f, 1f - .
            1:      beqz    a0, 1b
                    .section .rodata, "aMS", @progbits, 1
                    .string "text\\n\\x41"
                    .double 1.5e3, -2
                    .irp x, 1, 2, 3
                    .byte \\x
                    .endr
                    .altmacro
                    .macro alt a, b=<x>
                    LOCAL t
            t:      .ascii "a&b"
                    .endm
                    alt <p<q>!r> %1+2
                    alt "s", 'u'
                    .set n, 5
                    .skip n, 0xff
            """;
        Random random = new Random(11);
        List<String> pieces = List.of("(", ")", ",", "\"", "'", "\\", ":", "=", "%", ".", "-", "0x", ";", "\n", "@", "1f", "/*", "#", "{",
            "\0", "<", ">", "!", "&");
        for (int round = 0; round < 3000; round++) {
            StringBuilder damaged = new StringBuilder(source);
            for (int i = 0; i < 3; i++) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.deleteCharAt(at);
                    case 1 -> damaged.insert(at, pieces.get(random.nextInt(pieces.size())));
                    default -> damaged.setCharAt(at, source.charAt(random.nextInt(source.length())));
                }
            }
            Work.messages(damaged.toString());
        }
    }
}
