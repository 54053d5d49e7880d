package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.riscv.isa.Isa;
import twofold.riscv.translate.AtOnce;

/**
 * Accesses through random page tables raise the same exceptions with the same values here as under qemu-system-riscv64, and leave the same accessed and dirty
 * bits. {@code -Dtwofold.random=N} takes N batches.
 */
class RandomPagesTest {
    private static final int BATCH = 5000;
    private static final String[] NAMES = {"mcause", "mtval", "mepc", "mstatus", "pte2", "pte1", "pte0", "x7"};

    @Test
    void accessesEndTheSameAsUnderQemu(@TempDir Path folder) throws Exception {
        QemuMachine qemu = new QemuMachine();
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int batches = Integer.getInteger("twofold.random", 2);
        System.out.println("random pages from seed " + seed + " (-Dtwofold.seed=), " + batches + " batches of " + BATCH + " for " + qemu.processor());
        for (int i = 0; i < batches; i++) {
            PagesProgram program = new PagesProgram(seed + i);
            byte[] picture = program.picture(BATCH);
            ByteBuffer theirs = wrap(qemu.run(picture, folder, "seed " + (seed + i)));
            check(program, seed + i, wrap(BareMachine.run(picture, Isa.ALL)), theirs);
            try (AtOnce _ = new AtOnce(2)) {
                check(program, seed + i, wrap(BareMachine.run(picture, Isa.ALL)), theirs);
            }
        }
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * QEMU 7.2 raises exceptions of loads for AMOs and marks a page accessed that it then may not write; for a misaligned access to nowhere it tells the
     * address rounded down.
     */
    private static boolean mistaken(boolean modifies, int at, long mine, long other) {
        return switch (at) {
            case 0 -> modifies && mine == other + 2;
            case 8 -> (mine & -8) == (other & -8) && Long.compareUnsigned(mine, other) > 0;
            case 32, 40, 48 -> modifies && other == (mine | Bench.A);
            default -> false;
        };
    }

    private static void check(PagesProgram program, long seed, ByteBuffer ours, ByteBuffer theirs) {
        List<String> wrong = new ArrayList<>();
        int[] causes = new int[16];
        for (int i = 0; i < BATCH; i++) {
            int record = PagesProgram.LOG + i * PagesProgram.RECORD;
            causes[(int) theirs.getLong(record) & 15]++;
            for (int at = 0; at < PagesProgram.RECORD; at += 8) {
                long mine = ours.getLong(record + at);
                long other = theirs.getLong(record + at);
                if (mine != other && !mistaken(program.modifies(i), at, mine, other)) {
                    wrong.add(NAMES[at / 8] + " is " + Long.toHexString(mine) + ", under qemu " + Long.toHexString(other) + ", of" + program.describe(i) + " causes "
                            + ours.getLong(record) + " " + theirs.getLong(record));
                    break;
                }
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " accesses differ, seed " + seed + ":\n" + String.join("\n", wrong.stream().limit(40).toList()));
        }
        if (Stream.of(8, 9, 11, 12, 13, 15).anyMatch(cause -> causes[cause] == 0)) {
            fail("a cause is missing: " + Arrays.toString(causes));
        }
    }
}
