package twofold.assembler.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import twofold.assembler.source.SourceFiles;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

class PreprocessorTest {
    private final Diagnostics diagnostics = new Diagnostics();

    private Source run(String text, Map<String, String> files) {
        SourceFiles source = new SourceFiles() {
            @Override
            public byte[] read(String name, String from) throws IOException {
                if (!files.containsKey(name)) {
                    throw new IOException("there is no file '" + name + "'");
                }
                return files.get(name).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String locate(String name, String from) {
                return name;
            }
        };
        return new Preprocessor(source, diagnostics).run(new Source("t.S", text));
    }

    private String text(String source) {
        return run(source, Map.of()).text().replaceAll("[ \t]+", " ").strip();
    }

    @Test
    void macrosAreReplaced() {
        assertEquals("li a0, (1+2)", text("#define TWO 2\n#define SUM(a, b) (a+b)\nli a0, SUM(1, TWO)\n"));
        assertEquals("sd x1, 1*8(sp)", text("#define SAVE(n) sd x##n, n*8(sp)\nSAVE(1)\n"));
        assertEquals(".string \"a b\"", text("#define STR(x) #x\n.string STR(a b)\n"));
        assertEquals("f(f(1))", text("#define f(x) f(f(x))\nf(1)\n"));
        assertEquals(".word 1,2,3", text("#define W(...) .word __VA_ARGS__\nW(1, 2, 3)\n"));
        assertEquals("\"TWO\" 1TWO", text("#define TWO 2\n\"TWO\" 1TWO\n"));
        assertEquals("nop; \\ nop".replace(" \\ ", " "), text("#define BOTH nop; \\\n nop\nBOTH\n").replaceAll(" +", " "));
    }

    @Test
    void conditionsChooseWhatCounts() {
        assertEquals("yes", text("#define A 3\n#if A > 2 && defined(A) && !defined B\nyes\n#elif 1\nno\n#else\nno\n#endif\n"));
        assertEquals("second", text("#if 0\nfirst\n#elif (1 << 2) == 4\nsecond\n#elif 1\nthird\n#endif\n"));
        assertEquals("inner", text("#ifdef X\n#if 1\nno\n#else\nno\n#endif\n#else\n#ifndef X\ninner\n#endif\n#endif\n"));
        assertEquals("", text("#if 0\n#error not reached\n#include \"nothing\"\n#endif\n"));
        assertEquals("", diagnostics.render());
    }

    @Test
    void linesKnowTheFileTheyCameFrom() {
        Source source = run("/* two\nlines */\n#include \"other.h\"\nlast\n", Map.of("other.h", "\nfrom other\n"));
        int other = source.text().indexOf("from");
        int last = source.text().indexOf("last");
        assertEquals("other.h:2:1", new Span(source, other, other + 4).place());
        assertEquals("t.S:4:1", new Span(source, last, last + 4).place());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "#error stop|stop", "#include \"nothing.h\"|there is no file 'nothing.h'", "#if 1|an #if of this file is never closed",
            "#endif|#endif without #if",
        "#if 1/0|division by zero in this condition", "#if (1|expected ')' in this condition", "#define|#define needs a name",
    })
    void mistakesAreSentences(String source, String message) {
        run(source + "\n", Map.of());
        assertTrue(diagnostics.render().contains("error: " + message), diagnostics.render());
    }

    @Test
    void growthWithoutEndIsStopped() {
        StringBuilder text = new StringBuilder("#define A0 x x x x x x x x\n");
        for (int i = 1; i < 40; i++) {
            text.append("#define A%d A%d A%d A%d\n".formatted(i, i - 1, i - 1, i - 1));
        }
        run(text + "A39\n", Map.of());
        assertTrue(diagnostics.render().contains("macro replacement makes too much of this line"));
        Diagnostics before = diagnostics;
        run("#include \"self\"\n", Map.of("self", "#include \"self\"\n"));
        assertTrue(before.render().contains("includes are nested more than 100 deep"));
    }
}
