package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.QemuUser;
import twofold.riscv.hart.RandomProgram;
import twofold.riscv.hart.UserProgram;

/** Random loops leave the same trail in the interpreter, in translated code and under qemu-riscv64; -Dtwofold.random=N loops. */
class RandomLoopsTest {
    private static final int ROUNDS = 200;
    private static final int LENGTH = 60;

    @AfterEach
    void interpretAgain() {
        Hart.translateBy(Compiler.NONE);
    }

    @Test
    void loopsLeaveTheSameTrailOnBothEnginesAndUnderQemu(@TempDir Path folder) throws Exception {
        QemuUser qemu = new QemuUser();
        long first = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int loops = Integer.getInteger("twofold.random", 12);
        System.out.println("random loops from seed " + first + " (-Dtwofold.seed=), " + loops + " of " + ROUNDS * LENGTH);
        for (long seed = first; seed < first + loops; seed++) {
            RandomProgram program = RandomProgram.loop(seed, ROUNDS, LENGTH, qemu.extensions());
            byte[] elf = program.elf();
            Path file = folder.resolve("program");
            Files.write(file, elf);
            assertTrue(file.toFile().setExecutable(true));
            qemu.run(file, folder.resolve("out"));
            byte[] expected = Files.readAllBytes(folder.resolve("out"));
            Hart.translateBy(Compiler.NONE);
            check(program, "seed " + seed + " interpreted", expected, UserProgram.trail(elf, "seed " + seed));
            Translator.atOnce(4);
            check(program, "seed " + seed + " translated", expected, UserProgram.trail(elf, "seed " + seed));
        }
    }

    private static void check(RandomProgram program, String run, byte[] expected, byte[] ours) {
        if (!Arrays.equals(expected, ours)) {
            UserProgram.explain(program, run, ours, expected);
        }
    }
}
