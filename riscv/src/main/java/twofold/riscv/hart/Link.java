package twofold.riscv.hart;

/**
 * Where a way out of a region leads: translated code at an address. It is good as long as the address space it was made in has forgotten no code, which
 * is what the generation says. Regions call each other by their links, so that HotSpot makes direct calls of them, which processors foresee.
 */
public final class Link {
    /** Leads nowhere: no code is at an odd address. */
    static final Link NOWHERE = new Link(1, 0, null, 0, 0);

    /** The address. */
    public final long pc;
    /** The generation of the jump table that it is from. */
    public final long generation;
    /** What to run. */
    public final Region region;
    /** Where the region's first instruction is. */
    public final long base;
    /** The number of the entry. */
    public final int entry;

    Link(long pc, long generation, Region region, long base, int entry) {
        this.pc = pc;
        this.generation = generation;
        this.region = region;
        this.base = base;
        this.entry = entry;
    }
}
