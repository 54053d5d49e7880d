package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.riscv.isa.Isa;

/** Random physical memory protection lets the same accesses pass as under qemu-system-riscv64. {@code -Dtwofold.random=N} takes N batches. */
class RandomProtectionTest {
    private static final int BATCH = 5000;
    private static final String[] NAMES = {"mcause", "mtval", "mepc"};

    @Test
    void accessesPassAsUnderQemu(@TempDir Path folder) throws Exception {
        QemuMachine qemu = new QemuMachine();
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int batches = Integer.getInteger("twofold.random", 1);
        System.out.println("random protection from seed " + seed + " (-Dtwofold.seed=), " + batches + " batches of " + BATCH + " for " + qemu.processor());
        for (int i = 0; i < batches; i++) {
            ProtectionProgram program = new ProtectionProgram(seed + i);
            byte[] picture = program.picture(BATCH);
            ByteBuffer theirs = wrap(qemu.run(picture, folder, "seed " + (seed + i)));
            check(program, seed + i, wrap(BareMachine.run(picture, Isa.ALL)), theirs);
        }
    }

    private static boolean isAccessFault(long cause) {
        return cause == 5 || cause == 7;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void check(ProtectionProgram program, long seed, ByteBuffer ours, ByteBuffer theirs) {
        List<String> wrong = new ArrayList<>();
        int faults = 0;
        for (int i = 0; i < BATCH; i++) {
            int record = ProtectionProgram.LOG + i * ProtectionProgram.RECORD;
            faults += ours.getLong(record) < 8 ? 1 : 0;
            for (int at = 0; at < NAMES.length * 8; at += 8) {
                long mine = ours.getLong(record + at);
                long other = theirs.getLong(record + at);
                // QEMU wants one entry to be about all bytes, even if they lie in two pages; a misaligned access may be made page by page
                boolean inTwoPieces = at == 0 && program.crossesPages(i) && isAccessFault(other) && mine >= 8;
                boolean secondPage = at == 8 && (mine & 4095) == 0 && other < mine && other > mine - 8; // QEMU 7.2 has the address of the whole
                if (inTwoPieces) {
                    break;
                }
                if (mine != other && !secondPage) {
                    wrong.add(NAMES[at / 8] + " is " + Long.toHexString(mine) + ", under qemu " + Long.toHexString(other) + ", of" + program.describe(i) + " causes "
                            + ours.getLong(record) + " " + theirs.getLong(record));
                    break;
                }
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " accesses differ, seed " + seed + ":\n" + String.join("\n", wrong.stream().limit(40).toList()));
        }
        assertTrue(faults > BATCH / 4 && faults < BATCH * 3 / 4, faults + " of the accesses failed");
    }
}
