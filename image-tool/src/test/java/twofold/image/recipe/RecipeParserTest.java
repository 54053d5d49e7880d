package twofold.image.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import twofold.toolkit.cli.UserError;

/**
 * Golden pairs: each {@code NAME.recipe} under the test resources has a {@code NAME.golden} with what it parses to, or the error; {@code
 * -Dgolden.write=true} writes them anew.
 */
class RecipeParserTest {
    static List<Path> recipes() throws Exception {
        Path folder = Path.of(RecipeParserTest.class.getResource("/recipes").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".recipe")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void aRecipeParsesAsItsGoldenFileSays(Path recipe) throws IOException {
        Path golden = Path.of(recipe.toString().replace(".recipe", ".golden"));
        if (Boolean.getBoolean("golden.write")) {
            Path source = Path.of(System.getProperty("twofold.project"), "image-tool/src/test/resources/recipes", golden.getFileName()
                    .toString());
            Files.writeString(source, show(Files.readAllBytes(recipe)));
            return;
        }
        assertEquals(Files.readString(golden), show(Files.readAllBytes(recipe)));
    }

    private static String show(byte[] recipe) {
        try {
            StringBuilder text = new StringBuilder();
            for (Instruction each : RecipeParser.parse(recipe, "Recipe").instructions()) {
                String place = each.place().toString();
                text.append(each.place().line()).append(": ").append(each.toString().replace("place=" + place + ", ", "").replace("\n",
                        "\\n")).append('\n');
            }
            return text.toString();
        } catch (UserError error) {
            return error.getMessage() + "\n";
        }
    }

    @Test
    void patternsEndSoonAndAreNotNestedForEver() {
        String many = "a".repeat(5000);
        assertEquals(many, Words.expand("${X##" + "*a".repeat(50) + "b}", '\\', name -> many, new Place("Recipe", 1, 1, "")));
        assertEquals(many, Words.expand("${X%%b" + "a*".repeat(50) + "}", '\\', name -> many, new Place("Recipe", 1, 1, "")));
        assertThrows(UserError.class, () -> Words.expand("${X#".repeat(20_000), '\\', name -> "x", new Place("Recipe", 1, 1, "")));
    }

    @ParameterizedTest
    @CsvSource({"${S#f*b}, arbaz", "${S##f*b}, az", "${S%b*}, foobar", "${S%%b*}, foo", "${S#x}, foobarbaz", "${S/ba/fo}, fooforbaz", "${S//ba/fo}, fooforfoz",
        "${S//b?r/}, foobaz", "${S##*}, ''", "${P%.tar.*}, a.b", "${P#*.}, b.tar.gz", "${P##*.}, gz", "${S%$Z}, foobar", "${Q#\\*}, x", "${Q//\\//-}, *x",
        "${NONE%x}, ''", "${S/${Z}/${A:-q}}, foobarone"})
    void variablesAreTrimmed(String word, String expected) {
        Map<String, String> variables = Map.of("S", "foobarbaz", "P", "a.b.tar.gz", "Z", "baz", "Q", "*x", "A", "one");
        assertEquals(expected, Words.expand(word, '\\', variables::get, new Place("Recipe", 1, 1, word)));
    }

    @ParameterizedTest
    @CsvSource({"$A, one", "${A}x, onex", "${B:-two}, two", "${E:-two}, two", "${E-two}, ''", "${A:+yes}, yes", "${B:+yes}, ''",
            "'\"$A $A\"', one one",
        "\\$A, $A", "a${B:-${A}}b, aoneb", "$, $", "$1, $1"})
    void variablesExpand(String word, String expected) {
        Map<String, String> variables = Map.of("A", "one", "E", "");
        assertEquals(expected, Words.expand(word, '\\', variables::get, new Place("Recipe", 1, 1, word)));
    }

    @Test
    void singleQuotesKeepEverything() {
        assertEquals("$A \\", Words.expand("'$A \\'", '\\', name -> "x", new Place("Recipe", 1, 1, "")));
    }

    @Test
    void aRequiredVariableThatIsMissingIsAnErrorAtItsPlace() {
        UserError error = assertThrows(UserError.class,
                () -> Words.expand("${X:?say which}", '\\', name -> null, new Place("Recipe", 3, 5, "ENV A=${X:?say which}")));
        assertEquals("Recipe:3:5: X: say which\n  3 | ENV A=${X:?say which}\n    |     ^", error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"*.c, a.c, true", "*.c, d/a.c, false", "**/*.c, d/e/a.c, true", "**/*.c, a.c, true", "a?c, abc, true", "[a-c]x, bx, true",
            "[^a]x, ax, false",
        "d/**, d/e/f, true", "a.b, axb, false"})
    void patternsMatchAsTheShells(String glob, String path, boolean matches) {
        assertEquals(matches, Glob.compile(glob).matcher(path).matches());
    }

    @Test
    void anythingAtAllGivesASentence() {
        Random random = new Random(Long.getLong("seed", 7));
        String alphabet = "FROM COPY RUN ENV \\\n\t\"'$${}[]<<EOF=#,:-/";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("FROM x\n");
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(random.nextInt(6) == 0 ? List.of("COPY ", "RUN ", "ENV ", "\nARG ", "ONBUILD ", "HEALTHCHECK ")
                        .get(random.nextInt(6))
                        : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            show(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
