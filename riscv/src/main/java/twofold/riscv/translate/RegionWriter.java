package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;
import twofold.riscv.hart.RegionPlan;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;

/**
 * Writes the class of one region. Its method loads guest registers into locals and has the parts one after the other with jumps between them. At
 * a part's end what is not read again goes to the hart, and the ways out store the rest. It calls nothing that could not be inlined, so that
 * HotSpot keeps guest registers in the host's: whatever is rare leaves the region. The budget goes down, and is looked at, where control goes
 * back, which every loop does somewhere; elsewhere it lags behind by a number of instructions that is known at each place.
 */
final class RegionWriter {
    static final ClassDesc HART = ClassDesc.of(Hart.class.getName());
    static final ClassDesc REGION = ClassDesc.of(Region.class.getName());
    private static final ClassDesc SELF = ClassDesc.of(RegionWriter.class.getPackageName() + ".Translated");
    static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_long, HART, CD_long, CD_long, ConstantDescs.CD_int);

    /** A way to another part on which the budget has to go down: by how much, and what is stale then. */
    private record Edge(int from, int to, int offset) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Edge(int part, int next, int at) && part == from && next == to && at == offset;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * from + to) + offset;
        }
    }

    /**
     * A way out of the region, which all exits have in common that store the same. Each says in the exit local where it is.
     *
     * @param stale    what the hart lacks
     * @param declined whether the next instruction needs the interpreter
     */
    private record Way(Registers.Stale stale, boolean declined) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Way(Registers.Stale lacks, boolean needs) && lacks.equals(stale) && needs == declined;
        }

        @Override
        public int hashCode() {
            return 31 * stale.hashCode() + Boolean.hashCode(declined);
        }
    }

    /** In the exit local the instructions completed that the budget does not know of are below, and half the next instruction's offset above. */
    private static final int PENDING_BITS = 9;

    private static final ClassFile FORMAT = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);

    private final List<Part> parts;
    private final Registers registers;
    private final Flow flow;
    private final boolean scattered;
    private final int longest;
    private final List<Integer> entries;
    private final List<Label> starts = new ArrayList<>();
    private final Map<Edge, Label> edges = new LinkedHashMap<>();
    private final Map<Way, Label> ways = new LinkedHashMap<>();
    private CodeBuilder code;
    private Label leave;
    private Label commonSwitch;
    private LinkWriter links;
    /** The instructions completed behind the part being written, which the budget does not know of. */
    private int pending;

    /** A scattered region looks for pages in the TLB beside the windows. */
    RegionWriter(List<Part> parts, boolean scattered) {
        this.parts = parts;
        this.scattered = scattered;
        registers = new Registers(parts);
        flow = new Flow(parts);
        longest = parts.stream().mapToInt(part -> part.code().size()).sum();
        entries = flow.entries();
    }

    /** The parts that the region can be entered at. */
    List<Integer> entries() {
        return entries;
    }

    /** The most instructions that complete between two looks at the budget. */
    int longest() {
        return longest;
    }

    byte[] classFile() {
        return FORMAT.build(SELF, type -> type
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withSuperclass(REGION)
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                        body -> body.aload(0).invokespecial(REGION, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::write));
    }

    private void write(CodeBuilder builder) {
        code = builder;
        starts.clear();
        edges.clear();
        ways.clear();
        leave = code.newLabel();
        commonSwitch = code.newLabel();
        for (int i = 0; i < parts.size(); i++) {
            starts.add(code.newLabel());
        }
        Label top = code.newLabel();
        links = new LinkWriter(code, registers, top);
        code.labelBinding(top);
        lacking();
        registers.load(code, flow.loaded());
        enter();
        for (int i = 0; i < parts.size(); i++) {
            write(i);
        }
        writeCommonSwitch();
        for (Map.Entry<Edge, Label> each : List.copyOf(edges.entrySet())) {
            Edge edge = each.getKey();
            code.labelBinding(each.getValue());
            registers.begin(flow.staleOut(edge.from), 0);
            pending = pendingOut(edge.from);
            cross(edge.from, edge.to, edge.offset);
            code.goto_(starts.get(edge.to));
        }
        links.finish();
        Label leaveByExit = code.newLabel();
        for (Map.Entry<Way, Label> each : ways.entrySet()) {
            code.labelBinding(each.getValue());
            if (each.getKey().declined) {
                code.aload(Registers.HART).loadConstant(1).putfield(HART, "declined", ConstantDescs.CD_boolean);
                code.aload(Registers.HART).lload(Registers.BASE).putfield(HART, "declinedAt", CD_long);
            }
            registers.store(code, each.getKey().stale);
            code.goto_(leaveByExit);
        }
        if (!ways.isEmpty()) {
            code.labelBinding(leaveByExit);
            code.lload(Registers.LEFT).iload(Registers.EXIT).loadConstant((1 << PENDING_BITS) - 1).iand().i2l().lsub().lstore(Registers.LEFT);
            code.lload(Registers.BASE).iload(Registers.EXIT).loadConstant(PENDING_BITS).ishr().loadConstant(1).ishl().i2l().ladd().lstore(Registers.NEXT);
        }
        code.labelBinding(leave);
        code.aload(Registers.HART).lload(Registers.NEXT).putfield(HART, "pc", CD_long);
        code.lload(Registers.LEFT).lreturn();
    }

    private int pendingOut(int part) {
        return flow.pendingIn(part) + parts.get(part).code().size();
    }

    /** Does nothing if the budget may not last, or floating-point instructions are not what they are elsewhere. */
    private void lacking() {
        Label enough = code.newLabel();
        Label lacking = code.newLabel();
        code.lload(Registers.LEFT).loadConstant((long) longest).lcmp();
        if (registers.floating()) {
            code.iflt(lacking);
            code.aload(Registers.HART).getfield(HART, "floatOff", ConstantDescs.CD_boolean);
            code.aload(Registers.HART).getfield(HART, "roundingMode", ConstantDescs.CD_int).ior().ifeq(enough).labelBinding(lacking);
        } else {
            code.ifge(enough);
        }
        code.lload(Registers.LEFT).lreturn().labelBinding(enough);
    }

    /** Jumps to the entry that was asked for. */
    private void enter() {
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            cases.add(SwitchCase.of(i, starts.get(entries.get(i))));
        }
        if (!cases.isEmpty()) {
            code.iload(Registers.ENTRY).loadConstant(Region.ENTRY_MASK).iand().tableswitch(starts.getFirst(), cases);
        }
    }

    private void write(int number) {
        Part part = parts.get(number);
        code.labelBinding(starts.get(number));
        registers.begin(flow.staleIn(number), flow.loaded(number));
        int before = flow.pendingIn(number);
        pending = pendingOut(number);
        int count = part.code().size();
        InstructionWriter instructions = new InstructionWriter(code, registers, part.code(), scattered);
        int at = part.offset();
        for (int i = 0; i < count; i++) {
            Instruction instruction = part.code().get(i);
            Op op = instruction.op();
            registers.prepare(code, Registers.read(instruction));
            if (i == count - 1 && endsPart(op)) {
                last(number, part, instruction, at);
                return;
            }
            int offset = at;
            int completed = before + i;
            instructions.write(instruction, i, at, completed, () -> exit(offset, completed, true));
            at += instruction.length();
        }
        end(number);
        go(number, part.next(), part.end(), part.nextOften());
    }

    private void end(int number) {
        registers.end(code, flow.kept(number), flow.expected(number));
    }

    private static boolean endsPart(Op op) {
        return switch (op) {
            case BEQ, BNE, BLT, BGE, BLTU, BGEU, JAL, JALR -> true;
            default -> false;
        };
    }

    private void last(int number, Part part, Instruction in, int at) {
        switch (in.op()) {
            case JAL -> {
                link(in.rd(), part.end());
                end(number);
                if (in.rd() != 0 && within(part.behind()) >= 0) {
                    address(at + in.imm());
                    code.lstore(Registers.NEXT);
                    call(part);
                } else {
                    go(number, part.taken(), at + in.imm(), part.takenOften());
                }
            }
            case JALR -> indirect(number, part, in);
            default -> {
                end(number);
                branch(in, edge(number, part.taken(), at + in.imm(), part.takenOften()));
                go(number, part.next(), part.end(), part.nextOften());
            }
        }
    }

    private void branch(Instruction in, Label taken) {
        Op op = in.op();
        boolean unsigned = op == Op.BLTU || op == Op.BGEU;
        if (registers.isWord(in.rs1()) && registers.isWord(in.rs2())) {
            word(in.rs1(), unsigned);
            if (in.rs2() == 0 && !unsigned) {
                branchOnZero(op, taken);
                return;
            }
            word(in.rs2(), unsigned);
            switch (op) {
                case BEQ -> code.if_icmpeq(taken);
                case BNE -> code.if_icmpne(taken);
                case BLT, BLTU -> code.if_icmplt(taken);
                default -> code.if_icmpge(taken);
            }
            return;
        }
        value(in.rs1(), unsigned);
        value(in.rs2(), unsigned);
        code.lcmp();
        branchOnZero(op, taken);
    }

    private void branchOnZero(Op op, Label taken) {
        switch (op) {
            case BEQ -> code.ifeq(taken);
            case BNE -> code.ifne(taken);
            case BLT, BLTU -> code.iflt(taken);
            default -> code.ifge(taken);
        }
    }

    /** Pushes a register's value; one that is to be compared as an unsigned number turned by 2^63, so that a signed comparison does it. */
    private void value(int register, boolean unsigned) {
        registers.get(code, register);
        if (unsigned) {
            code.loadConstant(Long.MIN_VALUE).lxor();
        }
    }

    /** The same for the low word of one that is sign-extended, turned by 2^31. */
    private void word(int register, boolean unsigned) {
        registers.getWord(code, register);
        if (unsigned) {
            code.loadConstant(Integer.MIN_VALUE).ixor();
        }
    }

    private void indirect(int number, Part part, Instruction in) {
        registers.get(code, in.rs1());
        if (in.imm() != 0) {
            code.loadConstant((long) in.imm()).ladd();
        }
        code.loadConstant(-2L).land().lstore(Registers.NEXT);
        link(in.rd(), part.end());
        end(number);
        if (part.back() != Part.NO_RETURN && part.taken() >= 0) {
            code.lload(Registers.NEXT);
            address(part.back());
            code.lcmp().ifeq(edge(number, part.taken(), part.back(), false));
        }
        if (flow.sharesSwitch(number)) {
            complete(pending);
            code.goto_(commonSwitch);
            return;
        }
        Label elsewhere = code.newLabel();
        jumpTable(number, part, elsewhere);
        code.labelBinding(elsewhere);
        if (in.rd() != 0 && within(part.behind()) >= 0) {
            call(part);
            return;
        }
        complete(pending);
        registers.store(code, registers.stale());
        code.goto_(leave);
    }

    /** Calls what is at the next pc, with all registers at the hart, and goes on behind the call. */
    private void call(Part part) {
        complete(pending);
        registers.store(code, registers.stale());
        links.call(part.end(), entries.indexOf(part.behind()));
    }

    /** An indirect jump to where it went before is a switch over the distance, if that fits an int. */
    private void jumpTable(int number, Part part, Label elsewhere) {
        List<SwitchCase> cases = new ArrayList<>();
        for (RegionPlan.Target each : part.targets()) {
            if (each.part() < parts.size()) {
                cases.add(SwitchCase.of(each.offset(), edge(number, each.part(), each.offset(), false)));
            }
        }
        if (cases.isEmpty()) {
            return;
        }
        code.lload(Registers.NEXT).lload(Registers.BASE).lsub().lstore(Registers.SCRATCH);
        code.lload(Registers.SCRATCH).lload(Registers.SCRATCH).l2i().i2l().lcmp().ifne(elsewhere);
        cases.sort(Comparator.comparingInt(SwitchCase::caseValue));
        code.lload(Registers.SCRATCH).l2i().lookupswitch(elsewhere, cases);
    }

    /** The switch of all indirect jumps with many targets: a binary search, for C1 compares with one key after the other. */
    private void writeCommonSwitch() {
        if (flow.shared().isEmpty()) {
            return;
        }
        code.labelBinding(commonSwitch);
        registers.begin(flow.sharedStale(), 0);
        Label elsewhere = code.newLabel();
        code.lload(Registers.LEFT).loadConstant((long) longest).lcmp().iflt(elsewhere);
        code.lload(Registers.NEXT).lload(Registers.BASE).lsub().lstore(Registers.SCRATCH);
        code.lload(Registers.SCRATCH).lload(Registers.SCRATCH).l2i().i2l().lcmp().ifne(elsewhere);
        code.lload(Registers.SCRATCH).l2i().istore(Registers.DISTANCE);
        List<Integer> targets = flow.shared().stream().sorted(Comparator.comparingInt(part -> parts.get(part).offset())).toList();
        search(targets, 0, targets.size(), elsewhere);
        code.labelBinding(elsewhere);
        registers.store(code, registers.stale());
        code.goto_(leave);
    }

    private void search(List<Integer> targets, int from, int to, Label elsewhere) {
        int middle = from + to >>> 1;
        int offset = parts.get(targets.get(middle)).offset();
        code.iload(Registers.DISTANCE).loadConstant(offset).if_icmpeq(starts.get(targets.get(middle)));
        if (to - from == 1) {
            code.goto_(elsewhere);
            return;
        }
        Label above = code.newLabel();
        code.iload(Registers.DISTANCE).loadConstant(offset).if_icmpgt(above);
        if (middle > from) {
            search(targets, from, middle, elsewhere);
        } else {
            code.goto_(elsewhere);
        }
        code.labelBinding(above);
        if (middle + 1 < to) {
            search(targets, middle + 1, to, elsewhere);
        } else {
            code.goto_(elsewhere);
        }
    }

    private void link(int register, int offset) {
        if (register != 0) {
            address(offset);
            registers.set(code, register);
        }
    }

    private void address(int offset) {
        code.lload(Registers.BASE);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
    }

    /** Takes completed instructions off the budget. */
    private void complete(int instructions) {
        if (instructions != 0) {
            code.lload(Registers.LEFT).loadConstant((long) instructions).lsub().lstore(Registers.LEFT);
        }
    }

    // From part to part

    /** The part that a way leads to, or -1 if it leaves the region. */
    private int within(int wanted) {
        return wanted < parts.size() ? wanted : -1;
    }

    /** Goes on at another part, or leaves. */
    private void go(int from, int wanted, int offset, boolean often) {
        int to = within(wanted);
        if (to < 0) {
            code.goto_(leave(offset, often));
            return;
        }
        cross(from, to, offset);
        if (to != from + 1) {
            code.goto_(starts.get(to));
        }
    }

    /** Has the budget be what a part expects; on the way back it is looked at. */
    private void cross(int from, int to, int offset) {
        complete(pending - flow.pendingIn(to));
        if (to <= from) {
            code.lload(Registers.LEFT).loadConstant((long) longest).lcmp().iflt(exit(offset, 0, false));
        }
    }

    /** Where a branch jumps to: another part, a place where the budget is brought up to date on the way there, or the way out. */
    private Label edge(int from, int wanted, int offset, boolean often) {
        int to = within(wanted);
        if (to < 0) {
            return leave(offset, often);
        }
        return to > from && pending == flow.pendingIn(to) ? starts.get(to)
                : edges.computeIfAbsent(new Edge(from, to, offset), key -> code.newLabel());
    }

    // Out

    /** Where to jump to leave the region for a place where control goes often, or not. */
    private Label leave(int offset, boolean often) {
        LinkWriter.Jump jump = new LinkWriter.Jump(registers.stale(), offset, pending);
        return often && links.hasRoom(jump) ? links.jump(jump) : exit(offset, pending, false);
    }

    /**
     * Where to jump to leave the region, with what is stale now; notes for that in the exit local where it is.
     *
     * @param offset    the next instruction's
     * @param completed the instructions completed that the budget does not know of
     * @param declined  whether the next instruction needs the interpreter
     */
    private Label exit(int offset, int completed, boolean declined) {
        code.loadConstant(offset >> 1 << PENDING_BITS | completed).istore(Registers.EXIT);
        return ways.computeIfAbsent(new Way(registers.stale(), declined), key -> code.newLabel());
    }
}
