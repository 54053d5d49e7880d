package twofold.riscv.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random programs must leave the same registers, flags and memory here as under qemu-riscv64. The length is -Dtwofold.random=N records. */
class RandomProgramsTest {
    private static final int RECORDS = 400;
    private static final int PER_RECORD = 12;

    @Test
    void randomProgramsLeaveTheSameTrailAsUnderQemu(@TempDir Path folder) throws Exception {
        QemuUser qemu = new QemuUser();
        long first = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int programs = Integer.getInteger("twofold.random", 12);
        System.out.println("random programs from seed " + first + " (-Dtwofold.seed=), " + programs + " of " + RECORDS * PER_RECORD + " for " + qemu.processor());
        for (int i = 0; i < programs; i++) {
            compare(qemu, folder, first + i);
        }
    }

    private static void compare(QemuUser qemu, Path folder, long seed) throws Exception {
        RandomProgram program = new RandomProgram(seed, RECORDS, PER_RECORD, qemu.extensions());
        byte[] elf = program.elf();
        Path file = folder.resolve("program");
        Files.write(file, elf);
        file.toFile().setExecutable(true);
        Path out = folder.resolve("out");
        qemu.run(file, out);
        byte[] theirs = Files.readAllBytes(out);
        assertEquals(RECORDS * RandomProgram.recordBytes(), theirs.length, "qemu ran to the end, seed " + seed);
        byte[] ours = UserProgram.trail(elf, "seed " + seed);
        if (!Arrays.equals(ours, theirs)) {
            UserProgram.explain(program, "seed " + seed, ours, theirs);
        }
    }
}
