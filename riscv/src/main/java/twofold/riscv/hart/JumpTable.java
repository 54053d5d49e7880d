package twofold.riscv.hart;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import twofold.riscv.memory.Tlb;

/**
 * The translated code known for addresses of one address space, direct-mapped. What it says is valid until a page that was fetched from is
 * forgotten; what was taken from it is valid as long as its generation is the same.
 */
final class JumpTable implements Tlb.Jumps {
    /** The base-2 logarithm of the number of entries. */
    private static final int BITS = 12;
    private static final int MASK = (1 << BITS) - 1;
    private static final AtomicLong GENERATIONS = new AtomicLong();

    /** For each entry its pc and a region's entry, packed, interleaved. */
    private final long[] tags = new long[2 << BITS];
    private final Region[] regions = new Region[1 << BITS];
    private long generation;
    private int retirementsSeen;

    JumpTable() {
        forget();
    }

    /** That of a TLB, which gets one if it has none. */
    static JumpTable of(Tlb tlb) {
        if (tlb.jumps() == null) {
            tlb.keep(new JumpTable());
        }
        return (JumpTable) tlb.jumps();
    }

    static int slot(long pc) {
        return (int) (pc >>> 1 ^ pc >>> 1 + BITS) & MASK;
    }

    /** Whether an entry is for a pc. */
    boolean holds(int slot, long pc) {
        return tags[2 * slot] == pc;
    }

    /** The region to run from an entry on. */
    Region region(int slot) {
        return regions[slot];
    }

    /** The {@link Region.Entry} to run it from, packed. */
    long entry(int slot) {
        return tags[2 * slot + 1];
    }

    void put(int slot, long pc, Region.Entry entry) {
        tags[2 * slot] = pc;
        tags[2 * slot + 1] = entry.packed();
        regions[slot] = entry.region();
    }

    /** What a region may keep of an entry. */
    Link link(int slot) {
        long entry = entry(slot);
        long pc = tags[2 * slot];
        return new Link(pc, generation, regions[slot], pc - Region.Entry.offset(entry), Region.Entry.number(entry));
    }

    /** A number that no other table has, nor this one before something was forgotten of it. Regions that have retired meanwhile are forgotten now. */
    long generation() {
        if (retirementsSeen != Region.retirements()) {
            forgetRetired();
        }
        return generation;
    }

    private void forgetRetired() {
        retirementsSeen = Region.retirements();
        for (int slot = 0; slot < regions.length; slot++) {
            if (regions[slot] != null && regions[slot].isRetired()) {
                regions[slot] = null;
                tags[2 * slot] = Tlb.NONE;
            }
        }
        generation = GENERATIONS.incrementAndGet();
    }

    @Override
    public void forget() {
        Arrays.fill(tags, Tlb.NONE);
        generation = GENERATIONS.incrementAndGet();
    }
}
