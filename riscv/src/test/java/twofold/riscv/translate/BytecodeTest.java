package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is written as bytecode is verified by HotSpot and does what it says. */
class BytecodeTest {
    private static final int LEFT = 4;
    private static final int ENTRY = 6;
    /** A local that only the wide forms of instructions reach. */
    private static final int FAR = 300;

    private static long run(long left, int entry, Consumer<Bytecode> body) {
        return Translator.instance(new TranslatedClass(false, body).bytes()).run(null, 0, left, entry);
    }

    @Test
    void constantsOfEverySizeAreThemselves() {
        for (long each : new long[] {0, 1, -1, 5, 6, 127, 128, -128, -129, 32_767, 32_768, -32_768, -32_769, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertEquals(each, run(0, 0, code -> code.constant((int) each).i2l().lreturn()));
            assertEquals(each, run(0, 0, code -> code.constant(each).lreturn()));
        }
        assertEquals(Long.MIN_VALUE, run(0, 0, code -> code.constant(Long.MIN_VALUE).lreturn()));
    }

    @Test
    void localsAreReachedNearAndFar() {
        for (int local : new int[] {8, 254, 255, 256, FAR}) {
            assertEquals(42, run(42, 0, code -> code.lload(LEFT).lstore(local).lload(local).lreturn()));
            assertEquals(7, run(0, 7, code -> code.iload(ENTRY).istore(local).iload(local).i2l().lreturn()));
            assertEquals(0, run(0, 0, code -> code.aload(1).astore(local).aload(local).astore(local).constant(0L).lreturn()));
        }
    }

    @Test
    void jumpsGoForwardAndBack() {
        long sum = run(10, 0, code -> {
            Label again = new Label();
            Label done = new Label();
            code.constant(0L).lstore(FAR).bind(again);
            code.lload(LEFT).constant(0L).lcmp().ifeq(done);
            code.lload(FAR).lload(LEFT).ladd().lstore(FAR);
            code.lload(LEFT).constant(1L).lsub().lstore(LEFT).jump(again);
            code.bind(done).lload(FAR).lreturn();
        });
        assertEquals(55, sum);
    }

    @Test
    void switchesFindTheirCases() {
        for (int padding = 0; padding < 4; padding++) {
            int before = padding;
            for (int key : new int[] {Integer.MIN_VALUE, -5, 0, 1, 2, 3, 4, 1_000_000}) {
                assertEquals(key >= 1 && key <= 3 ? 10 * key : -1, run(0, key, code -> {
                    Label otherwise = new Label();
                    List<Label> targets = List.of(new Label(), new Label(), new Label());
                    pad(code, before).iload(ENTRY).tableSwitch(1, otherwise, targets);
                    cases(code, targets, otherwise);
                }));
                assertEquals(key == -5 ? 10 : key == 2 ? 20 : key == 1_000_000 ? 30 : -1, run(0, key, code -> {
                    Label otherwise = new Label();
                    List<Label> targets = List.of(new Label(), new Label(), new Label());
                    List<Bytecode.Case> keys = new ArrayList<>();
                    keys.add(new Bytecode.Case(-5, targets.get(0)));
                    keys.add(new Bytecode.Case(2, targets.get(1)));
                    keys.add(new Bytecode.Case(1_000_000, targets.get(2)));
                    pad(code, before).iload(ENTRY).lookupSwitch(otherwise, keys);
                    cases(code, targets, otherwise);
                }));
            }
        }
    }

    private static Bytecode pad(Bytecode code, int bytes) {
        for (int i = 0; i < bytes; i++) {
            code.iload(ENTRY).pop();
        }
        return bytes % 2 == 0 ? code : code.constant(0).pop();
    }

    private static void cases(Bytecode code, List<Label> targets, Label otherwise) {
        for (int i = 0; i < targets.size(); i++) {
            code.bind(targets.get(i)).constant(10L * (i + 1)).lreturn();
        }
        code.bind(otherwise).constant(-1L).lreturn();
    }

    @Test
    void whatIsWrongIsRefused() {
        assertThrows(VerifyError.class, () -> run(0, 0, code -> code.aload(1).lreturn()));
    }
}
