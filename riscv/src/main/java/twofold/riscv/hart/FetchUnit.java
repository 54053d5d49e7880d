package twofold.riscv.hart;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/** A hart's way to its instructions: from an address by the TLB to the decoded blocks of a frame. */
public final class FetchUnit {
    private final Hart hart;
    private final Block[] singles = new Block[64];
    private final int[] singleBits = new int[64];
    private AddressSpace space;
    private long[] tags;
    private Object[] pages;

    FetchUnit(Hart hart) {
        this.hart = hart;
    }

    /** Fetches from another address space from now on. */
    void enter(AddressSpace space) {
        this.space = space;
        tags = space.tlb().fetch;
        pages = space.tlb().code;
    }

    /** The number of instructions from pc to the next that may go elsewhere, that one included; 1 where it is not known yet. Changes nothing. */
    public int straight() {
        Block block = knownBlock();
        return block == null ? 1 : block.count;
    }

    /** The address of the last of these. */
    public long endOfStraight() {
        Block block = knownBlock();
        return block == null ? hart.pc : hart.pc + block.offsets[block.count - 1];
    }

    private Block knownBlock() {
        CodePage page = known(hart.pc);
        Block block = page == null ? null : page.block((int) hart.pc & Frames.SIZE - 1);
        return block == CodePage.STRADDLES ? null : block;
    }

    /** The block at pc. */
    Block block() {
        long at = hart.pc;
        int entry = Tlb.number(at);
        if (tags[2 * entry] != (at & -Frames.SIZE) && !fetchSlow(at)) {
            return singleSlow(at);
        }
        Block block = ((CodePage) pages[entry]).block((int) at & Frames.SIZE - 1);
        return block == CodePage.STRADDLES ? singleSlow(at) : block;
    }

    /** Has a block lead to the one at the pc, which came after it, if both are blocks of one page. */
    void join(Block from, long base, Block to) {
        CodePage page = known(hart.pc);
        int distance = (int) (hart.pc - base);
        boolean same = page != null && ((hart.pc ^ base) & -Frames.SIZE) == 0;
        if (!same || page.known((int) base & Frames.SIZE - 1) != from || page.known((int) hart.pc & Frames.SIZE - 1) != to) {
            return;
        }
        if (distance == from.bytes) {
            from.behind = to;
        } else {
            from.jump = to;
        }
    }

    /** Has a page to fetch from; false if the right to do so may end within it. */
    private boolean fetchSlow(long address) {
        long host = hostOrTrap(address);
        if (space.kept()) {
            space.fillFetch(address, host, CodePage.of(Frames.frame(host), hart.isa));
        }
        return space.kept();
    }

    private long hostOrTrap(long address) {
        long host = hart.miss(address, AddressSpace.FETCH, 2);
        if (host <= 0) {
            throw hart.raise(host == AddressSpace.DEVICE ? Cause.FETCH_ACCESS : (int) -host, address);
        }
        return host;
    }

    /** An instruction by itself, which lies in two pages, or in one that may not be fetched from everywhere. */
    private Block singleSlow(long at) {
        int bits = half(at);
        if ((bits & 3) == 3) {
            bits |= half(at + 2) << 16;
        }
        int slot = (bits ^ bits >>> 7 ^ bits >>> 20) & singles.length - 1;
        if (singles[slot] == null || singleBits[slot] != bits) {
            singles[slot] = CodePage.single(bits, hart.isa);
            singleBits[slot] = bits;
        }
        return singles[slot];
    }

    private int half(long address) {
        CodePage page = known(address);
        if (page == null) {
            long host = hostOrTrap(address);
            if (!space.kept()) {
                return Frames.getShort(host) & 0xffff;
            }
            page = CodePage.of(Frames.frame(host), hart.isa);
            space.fillFetch(address, host, page);
        }
        return page.halfAt((int) address & Frames.SIZE - 1);
    }

    /** The bits of the instruction at an address, for the value of an illegal-instruction trap; 0 if it cannot be fetched. */
    long bitsAt(long address) {
        return bitsAt(space, address);
    }

    /** The bits of the instruction at an address of a space, 0 if it cannot be fetched. As a fetch does, this may bring the page in. */
    public static long bitsAt(AddressSpace space, long address) {
        long low = space.miss(address, AddressSpace.FETCH, 2);
        if (low <= 0) {
            return 0;
        }
        int half = Frames.getShort(low) & 0xffff;
        long high = (half & 3) == 3 ? space.miss(address + 2, AddressSpace.FETCH, 2) : 0;
        return high > 0 ? half | (Frames.getShort(high) & 0xffffL) << 16 : half;
    }

    /** The bits of the instruction at an address, if it was fetched from there lately; -1 if not. Changes nothing. */
    public static long fetched(AddressSpace space, long address) {
        CodePage page = fetchedPage(space, address);
        if (page == null) {
            return -1;
        }
        int at = (int) address & Frames.SIZE - 1;
        int low = page.halfAt(at);
        if ((low & 3) != 3) {
            return low;
        }
        CodePage second = at == Frames.SIZE - 2 ? fetchedPage(space, address + 2) : page;
        return second == null ? -1 : low | (long) second.halfAt(at + 2 & Frames.SIZE - 1) << 16;
    }

    private static CodePage fetchedPage(AddressSpace space, long address) {
        int entry = Tlb.number(address);
        Tlb tlb = space.tlb();
        return tlb.fetch != null && tlb.fetch[2 * entry] == (address & -Frames.SIZE) ? (CodePage) tlb.code[entry] : null;
    }

    /** The code page an address is fetched from if that is known, or null. */
    CodePage known(long address) {
        int entry = Tlb.number(address);
        return tags[2 * entry] == (address & -Frames.SIZE) ? (CodePage) pages[entry] : null;
    }
}
