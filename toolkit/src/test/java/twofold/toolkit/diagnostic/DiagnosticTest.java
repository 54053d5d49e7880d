package twofold.toolkit.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosticTest {
    private final Source source = new Source("file.s", "first\n\tsecond line\nthird");

    @Test
    void theLineAndACaretFollowTheMessageTabsStayingTabs() {
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.error(new Span(source, 7, 13), "is wrong");
        assertEquals("file.s:2:2: error: is wrong\n    \tsecond line\n    \t^~~~~~\n", diagnostics.render());
    }

    @Test
    void placesAtTheEndOfTheTextAreShownToo() {
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.warning(new Span(source, 24, 24), "ends here");
        assertEquals("file.s:3:6: warning: ends here\n    third\n         ^\n", diagnostics.render());
        assertEquals("", diagnostics.renderErrors());
    }

    @Test
    void anExpansionShowsWhatCausedIt() {
        Source expansion = Source.derived("macro.s", "a\nb\n", index -> index
            + 10, new Span(source, 0, 5), "in the expansion of macro 'm'");
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.error(new Span(expansion, 2, 3), "is wrong");
        assertEquals("macro.s:11:1: error: is wrong\n    b\n    ^\n  in the expansion of macro 'm' at file.s:1:1\n    first\n    ^~~~~\n",
            diagnostics.render());
    }

    @Test
    void aSecondErrorAtOnePlaceIsDroppedAndTwentyAreEnough() {
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.error(new Span(source, 0, 1), "one");
        diagnostics.error(new Span(source, 0, 1), "two");
        assertEquals(1, diagnostics.all().size());
        assertThrows(Diagnostics.TooMany.class, () -> {
            for (int i = 0; i < 30; i++) {
                diagnostics.error(null, "more");
            }
        });
        assertEquals(20, diagnostics.all().size());
    }

    @Test
    void misspeltWordsAreGuessed() {
        List<String> words = List.of("add", "addi", "beqz", "fadd.s");
        assertEquals(Optional.of("addi"), NearestName.find("adi", words));
        assertEquals(Optional.of("beqz"), NearestName.find("bezq", words));
        assertEquals(Optional.of("fadd.s"), NearestName.find("fad.s", words));
        assertEquals(Optional.empty(), NearestName.find("nothing", words));
    }
}
