package twofold.riscv.hart;

import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/**
 * A hart's way into translated code, from region to region as long as the next is known. What it needs of one lies beside the pc in the jump table,
 * because some programs go from region to region every few instructions.
 */
final class Dispatcher {
    /** How often a block runs until it is hot, and again until it is so anew, less one: a power of two less one. */
    static int hot = Compiler.NONE.hot() - 1;

    private static volatile Compiler compiler = Compiler.NONE;

    private final Hart hart;
    private long[] tags;
    private Region[] regions;

    Dispatcher(Hart hart) {
        this.hart = hart;
    }

    static void translateBy(Compiler compiler) {
        Dispatcher.compiler = compiler;
        hot = Integer.highestOneBit(compiler.hot()) - 1;
    }

    /** Uses the jump table of another address space from now on. */
    void enter(Tlb tlb) {
        if (tlb.jumps == null) {
            tlb.jumps = new Region[1 << Tlb.JUMP_BITS];
        }
        tags = tlb.jumpTags;
        regions = (Region[]) tlb.jumps;
    }

    private static int slot(long pc) {
        return (int) (pc >>> 1 ^ pc >>> 1 + Tlb.JUMP_BITS) & Tlb.JUMP_MASK;
    }

    /** The block at the pc ran often: has it translated, if that was not asked for yet. */
    void becomesHot(Block block) {
        if (block.claimed) {
            block.claimed = false;
            return;
        }
        long pc = hart.pc;
        CodePage page = hart.knownPage(pc);
        boolean stale = block.entry != null && (block.entry.region().isRetired() || !block.entry.region().fits(hart, pc - block.entry.offset()));
        if ((stale || !block.asked) && page != null && page.known((int) pc & Frames.SIZE - 1) == block) {
            RegionPlan plan = new RegionPlan(hart, block, pc, null);
            block.asked = plan.parts().isEmpty() || compiler.translate(plan);
            if (block.asked) {
                plan.claim();
            }
        }
    }

    /** Runs the region known for the pc and those that follow, if there is one and it may run now. */
    boolean run() {
        int slot = slot(hart.pc);
        return tags[2 * slot] == hart.pc && runFrom(slot);
    }

    /** Runs from an entry at the pc on, and the regions that follow, if it may run now. */
    boolean run(Region.Entry entry) {
        if (entry.region().isRetired() || !entry.region().fits(hart, hart.pc - entry.offset())) {
            return false;
        }
        int slot = slot(hart.pc);
        tags[2 * slot] = hart.pc;
        tags[2 * slot + 1] = entry.packed();
        regions[slot] = entry.region();
        return runFrom(slot);
    }

    /** Whether anything ran. */
    private boolean runFrom(int first) {
        int slot = first;
        long entry = tags[2 * slot + 1];
        long left = hart.deadline - hart.retired;
        if (hart.alone || !mayRun(entry, left)) {
            return false;
        }
        long begun = left;
        while (true) {
            long before = left;
            Region region = regions[slot];
            long base = hart.pc - Region.Entry.offset(entry);
            left = region.run(hart, base, left, Region.Entry.number(entry));
            if (hart.declined) {
                declined(region, base, slot);
                break;
            }
            long pc = hart.pc;
            slot = slot(pc);
            if (tags[2 * slot] != pc || left == before) {
                break;
            }
            entry = tags[2 * slot + 1];
            if (!mayRun(entry, left)) {
                break;
            }
        }
        hart.retired = hart.deadline - left;
        hart.translated += begun - left;
        return left != begun;
    }

    private boolean mayRun(long entry, long left) {
        return left >= Region.Entry.longest(entry) && (!Region.Entry.floating(entry) || !hart.floatOff && hart.roundingMode == 0);
    }

    /** A region that declines often is translated anew as a scattered one; when that has taken its place, the table forgets it. */
    private void declined(Region region, long base, int slot) {
        if (region.isRetired()) {
            tags[2 * slot] = Tlb.NONE;
        } else if (region.declines()) {
            CodePage page = hart.knownPage(base);
            Block head = page == null ? null : page.known((int) base & Frames.SIZE - 1);
            if (head != null && head.entry != null && head.entry.region() == region) {
                compiler.translate(new RegionPlan(hart, head, base, region));
            }
        }
    }
}
