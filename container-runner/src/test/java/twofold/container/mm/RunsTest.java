package twofold.container.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import twofold.container.mm.Mapper.Content;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** Where the pages of one address space lie in the host. */
final class RunsTest {
    private static final long GROUP = 16L << 20;

    /**
     * Pages of one large area are in a row whichever is touched first. Where something else lies beside the first ones, there is a second row, and where it
     * lies beside those, a third.
     */
    @Test
    void largeAreaIsOneRow() {
        Mm mm = new Mm(new Account(Account.UNLIMITED));
        long length = 8 * GROUP;
        long start = Mapper.map(mm, 0, length, Content.anonymous(3, null));
        Set<Long> rows = new HashSet<>();
        for (int group : new int[] {7, 0, 2, 1, 5, 4, 6, 3}) {
            long address = start + group * GROUP;
            rows.add(mm.miss(address, AddressSpace.WRITE, 8) - address);
        }
        assertTrue(rows.size() <= 3, rows.size() + " rows");
        mm.release();
    }

    /** When three quarters of a run were touched the rest is there, too, within its area; a row of pages with gaps stays as it is. */
    @Test
    void runIsCompleted() {
        Mm mm = new Mm(new Account(Account.UNLIMITED));
        long start = Mapper.map(mm, 0, GROUP, Content.anonymous(3, null)) + GROUP / 2 & -Frames.RUN * Frames.SIZE;
        for (int i = 0; i < Frames.RUN; i += 2) {
            mm.miss(start + (long) i * Frames.SIZE, AddressSpace.WRITE, 8);
        }
        assertEquals(Frames.RUN / 2, mm.resident());
        for (int i = 1; i < Frames.RUN / 2; i += 2) {
            mm.miss(start + (long) i * Frames.SIZE, AddressSpace.WRITE, 8);
        }
        assertEquals(Frames.RUN, mm.resident());
        mm.release();
    }
}
