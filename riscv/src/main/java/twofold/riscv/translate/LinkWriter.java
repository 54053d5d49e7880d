package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Link;
import twofold.riscv.hart.Region;

/**
 * Writes a region's ways to other regions. Each has a link, and where that is good the other region is run at once, by a call that HotSpot makes a
 * direct one. After a guest's call the region goes on at its entry behind the call, if that is where control is then; a jump's result is its own.
 */
final class LinkWriter {
    private static final Member GO_ON = Member.method(Hart.class, "goOn", long.class, Region.class, int.class, long.class, long.class, int.class);
    private static final Member RELINK = Member.method(Hart.class, "link", void.class, Region.class, int.class);
    private static final Member JUMP_GENERATION = Member.field(Hart.class, "jumpGeneration", long.class);
    private static final Member LINK_PC = Member.field(Link.class, "pc", long.class);
    private static final Member LINK_GENERATION = Member.field(Link.class, "generation", long.class);
    private static final Member LINK_REGION = Member.field(Link.class, "region", Region.class);
    private static final Member LINK_BASE = Member.field(Link.class, "base", long.class);
    private static final Member LINK_ENTRY = Member.field(Link.class, "entry", int.class);
    private static final Member[] LINKS = new Member[Region.LINKS];

    static {
        for (int i = 0; i < LINKS.length; i++) {
            LINKS[i] = Member.field(Region.class, "link" + i, Link.class);
        }
    }

    private static final int NO_LINK = -1;

    /**
     * A way to a place outside that control often goes.
     *
     * @param stale     what the hart lacks
     * @param offset    the next instruction's
     * @param completed the instructions completed that the budget does not know of
     */
    record Jump(Registers.Stale stale, int offset, int completed) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Jump(Registers.Stale lacks, int place, int before) && lacks.equals(stale) && place == offset && before == completed;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * stale.hashCode() + offset) + completed;
        }
    }

    private final Bytecode code;
    private final Registers registers;
    private final Label top;
    private final Label called;
    private final Label unlinkedCall;
    private final Label unlinkedJump;
    private final Map<Jump, Label> jumps = new LinkedHashMap<>();
    private final List<Label> indirectJumps = new ArrayList<>();
    private boolean calls;
    private int links;

    /**
     * For one method.
     *
     * @param top where it begins to run from the entry in its local
     */
    LinkWriter(Bytecode code, Registers registers, Label top) {
        this.code = code;
        this.registers = registers;
        this.top = top;
        called = new Label();
        unlinkedCall = new Label();
        unlinkedJump = new Label();
    }

    /** Whether one more jump may have a link. Some are left for calls. */
    boolean hasRoom(Jump jump) {
        return jumps.containsKey(jump) || jumps.size() < Region.LINKS / 2;
    }

    /** Where to go for a jump. */
    Label jump(Jump jump) {
        return jumps.computeIfAbsent(jump, key -> new Label());
    }

    /** Where to go for a jump to the next pc. The hart has all registers, and the budget is right. */
    Label jump() {
        indirectJumps.add(new Label());
        return indirectJumps.getLast();
    }

    /**
     * Calls what is at the next pc. The hart has all registers, and the budget is right.
     *
     * @param behind the offset behind the call
     * @param entry  the number of the entry there
     */
    void call(int behind, int entry) {
        calls = true;
        notePc();
        address(behind);
        code.lstore(Registers.EXPECTED).constant(entry).istore(Registers.BEHIND);
        if (links == Region.LINKS) {
            code.constant(NO_LINK).istore(Registers.LINK_NUMBER).jump(unlinkedCall);
            return;
        }
        Label missing = new Label();
        run(missing);
        code.l2i().istore(Registers.BUDGET).jump(called);
        code.bind(missing).constant(links++).istore(Registers.LINK_NUMBER).jump(unlinkedCall);
    }

    /** Runs the region that the next link leads to, if that is good for the next pc. */
    private void run(Label missing) {
        code.aload(Registers.REGION).getField(LINKS[links]).astore(Registers.LINK);
        code.aload(Registers.LINK).getField(LINK_PC).lload(Registers.NEXT).lcmp().ifne(missing);
        code.aload(Registers.LINK).getField(LINK_GENERATION);
        code.aload(Registers.HART).getField(JUMP_GENERATION).lcmp().ifne(missing);
        code.iload(Registers.ENTRY).constant(Region.DEEPEST).ifIcmpGe(missing);
        code.aload(Registers.LINK).getField(LINK_REGION).aload(Registers.HART);
        code.aload(Registers.LINK).getField(LINK_BASE).iload(Registers.BUDGET).i2l();
        code.iload(Registers.ENTRY).constant(Region.ENTRY_MASK).ior().constant(1).iadd();
        code.aload(Registers.LINK).getField(LINK_ENTRY).iadd();
        code.invokeVirtual(RegionWriter.RUN);
    }

    /** Writes what calls have in common, and the jumps. */
    void finish() {
        if (calls) {
            goOn();
        }
        jumps.forEach((jump, label) -> {
            code.bind(label);
            write(jump);
        });
        for (Label each : indirectJumps) {
            code.bind(each);
            follow();
        }
        if (!jumps.isEmpty() || !indirectJumps.isEmpty()) {
            code.bind(unlinkedJump);
            code.aload(Registers.HART).aload(Registers.REGION).iload(Registers.LINK_NUMBER).invokeVirtual(RELINK);
            code.iload(Registers.BUDGET).i2l().lreturn();
        }
    }

    private void goOn() {
        Label behind = new Label();
        code.bind(called);
        ifExpected(behind);
        code.constant(NO_LINK).istore(Registers.LINK_NUMBER);
        code.bind(unlinkedCall);
        code.aload(Registers.HART).aload(Registers.REGION).iload(Registers.LINK_NUMBER).iload(Registers.BUDGET).i2l().lload(Registers.EXPECTED).iload(Registers.ENTRY);
        code.invokeVirtual(GO_ON).l2i().istore(Registers.BUDGET);
        ifExpected(behind);
        code.iload(Registers.BUDGET).i2l().lreturn();
        code.bind(behind);
        code.iload(Registers.ENTRY).constant(~Region.ENTRY_MASK).iand().iload(Registers.BEHIND).ior().istore(Registers.ENTRY);
        code.jump(top);
    }

    private void ifExpected(Label behind) {
        code.aload(Registers.HART).getField(RegionWriter.PC).lload(Registers.EXPECTED).lcmp().ifeq(behind);
    }

    private void write(Jump jump) {
        registers.store(code, jump.stale);
        code.iload(Registers.BUDGET).constant(jump.completed).isub().istore(Registers.BUDGET);
        address(jump.offset);
        code.lstore(Registers.NEXT);
        follow();
    }

    /** Goes on at the next pc by the next link, if there is one. */
    private void follow() {
        notePc();
        if (links == Region.LINKS) {
            code.iload(Registers.BUDGET).i2l().lreturn();
            return;
        }
        Label missing = new Label();
        run(missing);
        code.lreturn();
        code.bind(missing).constant(links++).istore(Registers.LINK_NUMBER).jump(unlinkedJump);
    }

    private void notePc() {
        code.aload(Registers.HART).lload(Registers.NEXT).putField(RegionWriter.PC);
    }

    private void address(int offset) {
        code.lload(Registers.BASE).constant((long) offset).ladd();
    }
}
