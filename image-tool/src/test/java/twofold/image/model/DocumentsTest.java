package twofold.image.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.toolkit.cli.UserError;

class DocumentsTest {
    private static JsonObject read(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), "the text");
    }

    @Test
    void ourDigestIsTheLibrarys() {
        Random random = new Random(7);
        for (int length = 0; length < 300; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            assertArrayEquals(Digest.hasher().digest(text), Sha256.of(text), "length " + length);
        }
    }

    @Test
    void valuesAreReadAsWhatTheyAre() {
        JsonObject top = read(" {\"a\":1, \"b\" : [true,false,null,-2.5e3,12345678901234567890], \"c\":{\"d\":\"x\\u00e9\\n\\\"é𝄞\"}}\n");
        assertEquals(1L, top.map().get("a"));
        assertEquals(Arrays.asList(true, false, null, -2500.0, 12345678901234567890.0), top.map().get("b"));
        assertEquals("xé\n\"é𝄞", top.object("c").string("d"));
        assertEquals(Map.of(), read("{}").map());
        assertEquals(2L, read("{\"a\":1,\"a\":2}").map().get("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}",
        "{\"a\":tru}", "{\"a\":\"x}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\t\"}", "{\"a\":[1 2]}", "{\"a\":1}{", "{\"a\":NaN}", "nul"})
    void whatIsNotJsonIsAnError(String text) {
        assertThrows(UserError.class, () -> read(text));
    }

    @Test
    void bytesThatAreNotUtf8AreAnError() {
        assertThrows(UserError.class, () -> Json.parse("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1), "the text"));
    }

    @Test
    void nestingHasABound() {
        assertTrue(assertThrows(UserError.class, () -> read("{\"a\":" + "[".repeat(100_000))).getMessage().contains("nested"));
    }

    @Test
    void anErrorNamesItsLine() {
        assertTrue(assertThrows(UserError.class, () -> read("{\n\"a\":1,\n\"b\":?}")).getMessage().endsWith("(line 3)"));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "\u0000\u001f\"\\/é𝄞\u007f\r\b");
        map.put("list", List.of(1L, 2.5, List.of(), Map.of()));
        map.put("nothing", null);
        map.put("truth", true);
        assertEquals(map, Json.parse(Json.bytes(map), "it").map());
        assertEquals(map, Json.parse(Json.pretty(map), "it").map());
        assertEquals("{\n  \"a\" : {\n    \"b\" : [ 1, {\n      \"c\" : { }\n    } ],\n    \"d\" : [ ]\n  }\n}\n", new String(Json.pretty(
                Map.of("a", new TreeMap<>(Map.of("b", List.of(1, Map.of("c", Map.of())), "d", List.of())))), StandardCharsets.UTF_8));
        assertEquals("{\"a\":[1,\"\\u001F\"]}", new String(Json.bytes(Map.of("a", List.of(1, "\u001f"))), StandardCharsets.UTF_8));
    }
}
