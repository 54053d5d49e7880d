package twofold.riscv.memory;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** Which TLBs have tables. */
final class RecentTlbsTest {
    private final RecentTlbs recent = new RecentTlbs(2);
    private final Tlb first = new Tlb();
    private final Tlb second = new Tlb();
    private final Tlb third = new Tlb();

    @Test
    void whatWasNotUsedForTheLongestTimeGivesItsTables() {
        recent.use(first);
        recent.use(second);
        long[] tables = second.data;
        recent.use(first);
        recent.use(third);
        assertNull(second.data);
        assertSame(tables, third.data);
        assertNotNull(first.data);
    }

    @Test
    void whatHasEndedGivesItsTablesFirst() {
        recent.use(first);
        long[] tables = first.data;
        first.end();
        recent.use(second);
        assertNull(first.data);
        assertSame(tables, second.data);
    }
}
