package twofold.assembler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

/** Sources with random changes are assembled or refused with a message, and so are their objects with bytes changed when they are linked. */
class RandomSourcesTest {
    private static final int RUNS = 1500;
    private static final String[] ODD = {"0xffffffffffffffff", "-1", "1<<63", "2147483647", "99999999", "."};

    @Test
    void anythingIsAProgramOrAnError() throws Exception {
        List<String> sources = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String name : List.of("branches", "data", "differences", "frames", "groups", "macros", "relax")) {
            try (InputStream in = RandomSourcesTest.class.getResourceAsStream("/gnu/" + name + ".s")) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                sources.add(text);
                lines.addAll(text.lines().toList());
            }
        }
        long first = System.nanoTime();
        System.out.println("seed " + first);
        int assembled = 0;
        for (long seed = first; seed < first + RUNS; seed++) {
            Random random = new Random(seed);
            String text = changed(sources.get(random.nextInt(sources.size())), lines, random);
            try {
                assembled += work(text, random) ? 1 : 0;
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed + ":\n" + text, broken);
            }
        }
        assertTrue(assembled > 0, "some are programs");
    }

    private static String changed(String source, List<String> lines, Random random) {
        StringBuilder text = new StringBuilder(source);
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, (char) (' ' + random.nextInt(95)));
                case 2 -> text.insert(text.indexOf("\n", at) + 1, lines.get(random.nextInt(lines.size())) + "\n");
                case 3 -> text.delete(at, Math.max(at, text.indexOf("\n", at)));
                default -> text.insert(at, ODD[random.nextInt(ODD.length)]);
            }
        }
        return text.toString();
    }

    private static boolean work(String text, Random random) {
        Diagnostics diagnostics = new Diagnostics();
        Assembler assembler = new Assembler(new Assembler.Settings(IsaString.parse("rv64gc"), Work.NO_FILES, Map.of(), random.nextBoolean()), diagnostics);
        Optional<Assembler.Result> result = assembler.assemble(new Source("t.s", text));
        if (result.isEmpty()) {
            assertTrue(diagnostics.hasErrors(), "it says why");
            return false;
        }
        byte[] object = result.get().object();
        for (int i = 0; i < 3; i++) {
            Linker.Input input = new Linker.Input("t.o", object.clone());
            Diagnostics messages = new Diagnostics();
            boolean linked = new Linker(messages).link(random.nextBoolean() ? List.of(input) : List.of(input, input)).isPresent();
            assertTrue(linked || messages.hasErrors(), "it says why");
            object[random.nextInt(object.length)] = (byte) random.nextInt();
        }
        return true;
    }
}
