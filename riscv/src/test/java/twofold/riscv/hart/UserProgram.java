package twofold.riscv.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** Runs a {@link RandomProgram} in U-mode on whatever engine harts have. */
public final class UserProgram {
    private UserProgram() {
    }

    /** What the program wrote. */
    public static byte[] trail(byte[] elf, String name) {
        int pages = elf.length / Frames.SIZE + 1;
        int first = Frames.allocateRun(pages);
        long host = Frames.offset(first);
        Frames.write(host, elf, 0, elf.length);
        Hart hart = hart(RandomProgram.BASE, first, pages);
        hart.pc = RandomProgram.BASE + 120;
        Exit exit = hart.run(10_000_000);
        assertEquals(Exit.ENVIRONMENT_CALL, exit, name + " at " + Long.toHexString(hart.pc));
        byte[] log = new byte[(int) hart.x[12]];
        Frames.read(host + hart.x[11] - RandomProgram.BASE, log, 0, log.length);
        for (int i = 0; i < pages; i++) {
            Frames.release(first + i);
        }
        return log;
    }

    /** A hart in U-mode that can do anything with some frames in a row, which begin at an address. */
    public static Hart hart(long base, int first, int pages) {
        Hart hart = new Hart(new UserMode(), () -> 0);
        hart.enter(new AddressSpace() {
            @Override
            public long translate(long address, int access) {
                long offset = address - base;
                return offset >= 0 && offset < (long) pages * Frames.SIZE ? Frames.offset(first) + offset : -Cause.LOAD_PAGE;
            }
        });
        return hart;
    }

    /** Fails, saying where two trails of a program differ. */
    public static void explain(RandomProgram program, String run, byte[] ours, byte[] theirs) {
        assertEquals(theirs.length, ours.length, "length of the trail, " + run);
        int at = Arrays.mismatch(ours, theirs) & -8;
        int record = at / RandomProgram.recordBytes();
        int slot = at % RandomProgram.recordBytes() / 8;
        String name = slot == 64 ? "fcsr" : slot >= 32 ? "f" + (slot - 32) : "x" + slot;
        fail(run + ", " + name + " is " + word(ours, at) + ", elsewhere " + word(theirs, at) + ", after\n"
                + program.between(record));
    }

    private static String word(byte[] bytes, int at) {
        return Long.toHexString(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at));
    }
}
