package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.RandomProgram;
import twofold.riscv.hart.UserProgram;
import twofold.riscv.isa.Op;

/** Every row of the instruction table does the same in the interpreter and in translated code. */
class EveryRowTest {
    private static final int ROUNDS = 40;
    private static final int VARIANTS = 12;

    @AfterEach
    void interpretAgain() {
        Hart.translateBy(Compiler.NONE);
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void interpreterAndTranslatorAreEqual(Op op) {
        RandomProgram program = RandomProgram.loop(op.ordinal(), ROUNDS, VARIANTS, op);
        assumeTrue(program != null, op + " leaves the program: the tests of traps and machines have it");
        byte[] elf = program.elf();
        Hart.translateBy(Compiler.NONE);
        byte[] interpreted = UserProgram.trail(elf, op.name());
        Translator translator = Translator.atOnce(4);
        byte[] translated = UserProgram.trail(elf, op.name());
        assertTrue(translator.regions() > 0, "nothing was translated");
        if (!Arrays.equals(interpreted, translated)) {
            UserProgram.explain(program, op.name() + " translated", translated, interpreted);
        }
    }
}
