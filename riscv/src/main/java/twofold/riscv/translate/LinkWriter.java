package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static twofold.riscv.translate.RegionWriter.HART;
import static twofold.riscv.translate.RegionWriter.REGION;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.riscv.hart.Link;
import twofold.riscv.hart.Region;

/**
 * Writes a region's ways to other regions. Each has a link, and where that is good the other region is run at once, by a call that HotSpot makes a
 * direct one. After a guest's call the region goes on at its entry behind the call, if that is where control is then; a jump's result is its own.
 */
final class LinkWriter {
    private static final ClassDesc LINK = ClassDesc.of(Link.class.getName());
    private static final MethodTypeDesc GO_ON = MethodTypeDesc.of(CD_long, REGION, CD_int, CD_long, CD_long, CD_int);
    private static final MethodTypeDesc RELINK = MethodTypeDesc.of(CD_void, REGION, CD_int);
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

    private final CodeBuilder code;
    private final Registers registers;
    private final Label top;
    private final Label called;
    private final Label unlinkedCall;
    private final Label unlinkedJump;
    private final Map<Jump, Label> jumps = new LinkedHashMap<>();
    private boolean calls;
    private int links;

    /**
     * For one method.
     *
     * @param top where it begins to run from the entry in its local
     */
    LinkWriter(CodeBuilder code, Registers registers, Label top) {
        this.code = code;
        this.registers = registers;
        this.top = top;
        called = code.newLabel();
        unlinkedCall = code.newLabel();
        unlinkedJump = code.newLabel();
    }

    /** Whether one more jump may have a link. Some are left for calls. */
    boolean hasRoom(Jump jump) {
        return jumps.containsKey(jump) || jumps.size() < Region.LINKS / 2;
    }

    /** Where to go for a jump. */
    Label jump(Jump jump) {
        return jumps.computeIfAbsent(jump, key -> code.newLabel());
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
        code.lstore(Registers.EXPECTED).loadConstant(entry).istore(Registers.BEHIND);
        if (links == Region.LINKS) {
            code.loadConstant(NO_LINK).istore(Registers.LINK_NUMBER).goto_(unlinkedCall);
            return;
        }
        Label missing = code.newLabel();
        run(missing);
        code.lstore(Registers.LEFT).goto_(called);
        code.labelBinding(missing).loadConstant(links++).istore(Registers.LINK_NUMBER).goto_(unlinkedCall);
    }

    /** Runs the region that the next link leads to, if that is good for the next pc. */
    private void run(Label missing) {
        code.aload(0).getfield(REGION, "link" + links, LINK).astore(Registers.LINK);
        code.aload(Registers.LINK).getfield(LINK, "pc", CD_long).lload(Registers.NEXT).lcmp().ifne(missing);
        code.aload(Registers.LINK).getfield(LINK, "generation", CD_long);
        code.aload(Registers.HART).getfield(HART, "jumpGeneration", CD_long).lcmp().ifne(missing);
        code.iload(Registers.ENTRY).loadConstant(Region.DEEPEST).if_icmpge(missing);
        code.aload(Registers.LINK).getfield(LINK, "region", REGION).aload(Registers.HART);
        code.aload(Registers.LINK).getfield(LINK, "base", CD_long).lload(Registers.LEFT);
        code.iload(Registers.ENTRY).loadConstant(Region.ENTRY_MASK).ior().loadConstant(1).iadd();
        code.aload(Registers.LINK).getfield(LINK, "entry", CD_int).iadd();
        code.invokevirtual(REGION, "run", RegionWriter.RUN);
    }

    /** Writes what calls have in common, and the jumps. */
    void finish() {
        if (calls) {
            goOn();
        }
        jumps.forEach((jump, label) -> {
            code.labelBinding(label);
            write(jump);
        });
        if (!jumps.isEmpty()) {
            code.labelBinding(unlinkedJump);
            code.aload(Registers.HART).aload(0).iload(Registers.LINK_NUMBER).invokevirtual(HART, "link", RELINK);
            code.lload(Registers.LEFT).lreturn();
        }
    }

    private void goOn() {
        Label behind = code.newLabel();
        code.labelBinding(called);
        ifExpected(behind);
        code.loadConstant(NO_LINK).istore(Registers.LINK_NUMBER);
        code.labelBinding(unlinkedCall);
        code.aload(Registers.HART).aload(0).iload(Registers.LINK_NUMBER).lload(Registers.LEFT).lload(Registers.EXPECTED).iload(Registers.ENTRY);
        code.invokevirtual(HART, "goOn", GO_ON).lstore(Registers.LEFT);
        ifExpected(behind);
        code.lload(Registers.LEFT).lreturn();
        code.labelBinding(behind);
        code.iload(Registers.ENTRY).loadConstant(~Region.ENTRY_MASK).iand().iload(Registers.BEHIND).ior().istore(Registers.ENTRY);
        code.goto_(top);
    }

    private void ifExpected(Label behind) {
        code.aload(Registers.HART).getfield(HART, "pc", CD_long).lload(Registers.EXPECTED).lcmp().ifeq(behind);
    }

    private void write(Jump jump) {
        registers.store(code, jump.stale);
        code.lload(Registers.LEFT).loadConstant((long) jump.completed).lsub().lstore(Registers.LEFT);
        address(jump.offset);
        code.lstore(Registers.NEXT);
        notePc();
        if (links == Region.LINKS) {
            code.lload(Registers.LEFT).lreturn();
            return;
        }
        Label missing = code.newLabel();
        run(missing);
        code.lreturn();
        code.labelBinding(missing).loadConstant(links++).istore(Registers.LINK_NUMBER).goto_(unlinkedJump);
    }

    private void notePc() {
        code.aload(Registers.HART).lload(Registers.NEXT).putfield(HART, "pc", CD_long);
    }

    private void address(int offset) {
        code.lload(Registers.BASE).loadConstant((long) offset).ladd();
    }
}
