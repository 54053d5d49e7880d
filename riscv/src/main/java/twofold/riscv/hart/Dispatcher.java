package twofold.riscv.hart;

import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/**
 * A hart's way into translated code, from region to region as long as the next is known. What it needs of one lies beside the pc in the jump table,
 * because some programs go from region to region every few instructions.
 */
final class Dispatcher {
    private static final int OFTEN = 255;

    /** How often a block runs until it is noticed, and again until it is so anew, less one: a power of two less one. */
    static int noticed = OFTEN;

    /** How often it runs until it is hot, likewise, which is when it is noticed or a multiple of that. */
    private static int hot = Compiler.NONE.hot() - 1;

    /** How many instructions run in a region until it is to be larger. */
    private static long ranLong = Compiler.NONE.ranLong();

    private static volatile Compiler compiler = Compiler.NONE;

    private static final long NOWHERE = 1;
    /** The most instructions that regions are told to run: they count them in ints. */
    private static final long MOST = 1 << 30;
    /** A larger region has at least so many times the instructions. */
    private static final double MORE = 1.25;

    private final Hart hart;
    private final long[] registers = new long[64];
    private JumpTable jumps;
    /** The instructions that were retired when the hart was last found in some region. */
    private long foundAt;

    Dispatcher(Hart hart) {
        this.hart = hart;
    }

    static void translateBy(Compiler compiler) {
        Dispatcher.compiler = compiler;
        hot = Integer.highestOneBit(compiler.hot()) - 1;
        noticed = Math.min(hot, OFTEN);
        ranLong = compiler.ranLong();
    }

    /** The block at the pc ran a number of times again. */
    void notice(Block block) {
        if (block.accesses == null) {
            block.accesses = new Accesses(block);
        }
        block.accesses.follow(hart, block, registers);
        if ((block.runs & hot) == 0) {
            becomesHot(block);
        }
    }

    /** Uses the jump table of another address space from now on. */
    void enter(Tlb tlb) {
        jumps = JumpTable.of(tlb);
    }

    /** The block at the pc ran often: has it translated, if that was not asked for yet. */
    private void becomesHot(Block block) {
        if (block.claim != null) {
            if (block.claim.settled) {
                block.claim = null;
            }
            return;
        }
        long pc = hart.pc;
        CodePage page = hart.knownPage(pc);
        boolean stale = block.entry != null && (block.entry.region().isRetired() || !block.entry.region().fits(hart, pc - block.entry.offset()));
        if ((stale || !block.asked) && page != null && page.known((int) pc & Frames.SIZE - 1) == block) {
            RegionPlan plan = new RegionPlan(hart, block, pc, null, false);
            block.asked = plan.parts().isEmpty() || compiler.translate(plan);
            if (block.asked) {
                plan.claim();
            }
        }
    }

    /** Runs from an entry at the pc on, and the regions that follow, if it may run now. What the jump table holds need not be looked at again. */
    boolean run(Region.Entry entry) {
        int slot = JumpTable.slot(hart.pc);
        if (!jumps.holds(slot, hart.pc) || jumps.region(slot) != entry.region()) {
            if (entry.region().isRetired() || !entry.region().fits(hart, hart.pc - entry.offset())) {
                return false;
            }
            jumps.put(slot, hart.pc, entry);
        }
        if (runFrom(slot)) {
            return true;
        }
        if (!hart.alone && hart.deadline - hart.retired < entry.region().longest()) {
            found(entry);
        }
        return false;
    }

    /** The budget is nearly used up at an entry of a region, and so it will be most often where a hart is most often. */
    private void found(Region.Entry entry) {
        boolean due = entry.region().found(hart.retired - foundAt, ranLong);
        foundAt = hart.retired;
        if (due) {
            translateAnew(hart.pc - entry.offset(), entry.region(), true);
        }
    }

    /** Whether anything ran. */
    private boolean runFrom(int slot) {
        hart.jumpGeneration = jumps.generation();
        if (hart.alone || !jumps.holds(slot, hart.pc)) {
            return false;
        }
        long begun = Math.min(hart.deadline - hart.retired, MOST);
        hart.begun = begun;
        long left = run(slot, begun, NOWHERE, 0);
        hart.retired += begun - left;
        hart.translated += begun - left;
        return left != begun;
    }

    /** Runs from an entry on until control is where it is expected, or nothing is known there, or the next instruction needs the interpreter. */
    private long run(int first, long budget, long expected, int depth) {
        int slot = first;
        long left = budget;
        while (true) {
            long before = left;
            long entry = jumps.entry(slot);
            left = jumps.region(slot).run(hart, hart.pc - Region.Entry.offset(entry), left, depth + Region.Entry.number(entry));
            if (hart.declined) {
                left = stepOver(left);
            }
            long pc = hart.pc;
            slot = JumpTable.slot(pc);
            if (pc == expected || !jumps.holds(slot, pc) || left == before || hart.declined) {
                return left;
            }
        }
    }

    /** See {@link Hart#goOn}. */
    long goOn(Region from, int call, long before, long expected, int entry) {
        long left = hart.declined ? stepOver(before) : before;
        if (left != before && hart.pc == expected) {
            return left;
        }
        int slot = JumpTable.slot(hart.pc);
        if (hart.declined || entry >= Region.DEEPEST || !jumps.holds(slot, hart.pc)) {
            return left;
        }
        if (call >= 0 && from.mayLink()) {
            from.link(call, jumps.link(slot));
        }
        return run(slot, left, expected, (entry | Region.ENTRY_MASK) + 1);
    }

    /**
     * Executes the block at the pc, whose first instruction was declined, as far as that needs nothing but memory that is known: so the regions that wait
     * for a return need not be left. Does nothing if the first instruction needs more.
     *
     * @return the instructions that are left of the budget
     */
    private long stepOver(long left) {
        long base = hart.pc;
        CodePage page = hart.knownPage(base);
        Block block = page == null ? CodePage.STRADDLES : page.block((int) base & Frames.SIZE - 1);
        if (block == CodePage.STRADDLES || block.count > left || !hart.memory.bringIn(block.code[0])) {
            return left;
        }
        hart.declined = false;
        declined(block.code[0]);
        int done = Interpreter.words(hart.x, hart.data, block.code, 0, block.straight, base);
        hart.pc = base + block.offsets[done];
        if (done == block.straight && done < block.count) {
            hart.pc = Interpreter.jump(hart.x, block.code[done++], base, base + block.bytes);
            if (block.targets != null) {
                block.jumpedTo(hart.pc - base);
            }
        }
        hart.translated -= done;
        return left - done;
    }

    /** See {@link Hart#link}. */
    void link(Region from, int link) {
        int slot = JumpTable.slot(hart.pc);
        if (jumps.holds(slot, hart.pc) && from.mayLink()) {
            from.link(link, jumps.link(slot));
        }
    }

    /**
     * The instruction at the pc, which was declined, is about to be executed: what it accesses becomes its window. A region whose windows move often is
     * translated anew.
     */
    void declined(long word) {
        long base = hart.declinedAt;
        Region decliner = hart.decliner;
        if (hart.memory.chooseWindow(word, decliner, (int) (hart.pc - base)) && !decliner.isRetired()) {
            translateAnew(base, decliner, decliner.isLarge());
        }
    }

    /** Has a region's code translated once more, as the first part of more if it is to be larger and there is enough for that. */
    private void translateAnew(long base, Region replaced, boolean large) {
        CodePage page = hart.knownPage(base);
        Block head = page == null ? null : page.known((int) base & Frames.SIZE - 1);
        if (head == null || head == CodePage.STRADDLES) {
            return;
        }
        RegionPlan plan = new RegionPlan(hart, head, base, replaced, large);
        boolean worthIt = large == replaced.isLarge() || plan.size() >= MORE * replaced.size() && !plan.jumpsAbout();
        if (worthIt && compiler.translate(plan) && large) {
            plan.claim();
        }
    }
}
