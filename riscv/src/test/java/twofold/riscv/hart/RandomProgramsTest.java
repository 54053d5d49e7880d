package twofold.riscv.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

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
        byte[] ours = run(elf, seed);
        if (!Arrays.equals(ours, theirs)) {
            explain(program, seed, ours, theirs);
        }
    }

    private static byte[] run(byte[] elf, long seed) {
        int pages = elf.length / Frames.SIZE + 1;
        int first = Frames.allocateRun(pages);
        long host = Frames.offset(first);
        Frames.write(host, elf, 0, elf.length);
        Hart hart = new Hart(new UserMode(), () -> 0);
        hart.enter(new AddressSpace() {
            @Override
            public long translate(long address, int access) {
                long offset = address - RandomProgram.BASE;
                return offset >= 0 && offset < (long) pages * Frames.SIZE ? host + offset : -Cause.LOAD_PAGE;
            }
        });
        hart.pc = RandomProgram.BASE + 120;
        Exit exit = hart.run(10_000_000);
        assertEquals(Exit.ENVIRONMENT_CALL, exit, "seed " + seed + " at " + Long.toHexString(hart.pc));
        byte[] log = new byte[(int) hart.x[12]];
        Frames.read(host + hart.x[11] - RandomProgram.BASE, log, 0, log.length);
        for (int i = 0; i < pages; i++) {
            Frames.release(first + i);
        }
        return log;
    }

    private static void explain(RandomProgram program, long seed, byte[] ours, byte[] theirs) {
        assertEquals(theirs.length, ours.length, "length of the trail, seed " + seed);
        int at = Arrays.mismatch(ours, theirs) & -8;
        int record = at / RandomProgram.recordBytes();
        int slot = at % RandomProgram.recordBytes() / 8;
        String name = slot == 64 ? "fcsr" : slot >= 32 ? "f" + (slot - 32) : "x" + slot;
        fail("seed " + seed + ", " + name + " is " + word(ours, at) + ", under qemu " + word(theirs, at) + ", after\n"
                + program.between(record));
    }

    private static String word(byte[] bytes, int at) {
        return Long.toHexString(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at));
    }
}
