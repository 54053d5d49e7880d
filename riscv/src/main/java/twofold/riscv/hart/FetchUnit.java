package twofold.riscv.hart;

import static twofold.riscv.memory.Tlb.MASK;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/** A hart's way to its instructions: from an address by the TLB to the decoded blocks of a frame. */
public final class FetchUnit {
    private final Hart hart;
    private final Block[] straddling = new Block[64];
    private final int[] straddlingBits = new int[64];
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

    /** The block at pc. */
    Block block() {
        long at = hart.pc;
        int entry = (int) (at >>> Frames.SHIFT) & MASK;
        CodePage page = tags[2 * entry] == (at & -Frames.SIZE) ? (CodePage) pages[entry] : fetchSlow(at);
        Block block = page.block((int) at & Frames.SIZE - 1);
        return block == CodePage.STRADDLES ? straddlingSlow(page) : block;
    }

    private CodePage fetchSlow(long address) {
        long host = hart.miss(address, AddressSpace.FETCH);
        if (host <= 0) {
            throw hart.raise(host == AddressSpace.DEVICE ? Cause.FETCH_ACCESS : (int) -host, address);
        }
        CodePage page = CodePage.of(Frames.frame(host), hart.isa);
        space.fillFetch(address, host, page);
        return page;
    }

    private Block straddlingSlow(CodePage page) {
        int low = page.halfAt(Frames.SIZE - 2);
        int bits = low | fetchSlow(hart.pc + 2).halfAt(0) << 16;
        int slot = (bits ^ bits >>> 7 ^ bits >>> 20) & straddling.length - 1;
        if (straddling[slot] == null || straddlingBits[slot] != bits) {
            straddling[slot] = CodePage.single(bits, hart.isa);
            straddlingBits[slot] = bits;
        }
        return straddling[slot];
    }

    /** The bits of the instruction at an address, for the value of an illegal-instruction trap; 0 if it cannot be fetched. */
    long bitsAt(long address) {
        return bitsAt(space, address);
    }

    /** The bits of the instruction at an address of a space, 0 if it cannot be fetched. As a fetch does, this may bring the page in. */
    public static long bitsAt(AddressSpace space, long address) {
        long low = space.miss(address, AddressSpace.FETCH);
        if (low <= 0) {
            return 0;
        }
        int half = Frames.getShort(low) & 0xffff;
        long high = (half & 3) == 3 ? space.miss(address + 2, AddressSpace.FETCH) : 0;
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
        int entry = (int) (address >>> Frames.SHIFT) & MASK;
        Tlb tlb = space.tlb();
        return tlb.fetch[2 * entry] == (address & -Frames.SIZE) ? (CodePage) tlb.code[entry] : null;
    }

    /** The code page an address is fetched from if that is known, or null. */
    CodePage known(long address) {
        int entry = (int) (address >>> Frames.SHIFT) & MASK;
        return tags[2 * entry] == (address & -Frames.SIZE) ? (CodePage) pages[entry] : null;
    }
}
