package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;
import twofold.riscv.hart.RegionPlan;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.hart.Sites;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;

/**
 * Writes the class of one region. Its method loads guest registers into locals and has the parts one after the other with jumps between them. At
 * a part's end what is not read again goes to the hart, and the ways out store the rest. It calls nothing that could not be inlined, so that
 * HotSpot keeps guest registers in the host's: whatever is rare leaves the region. The budget goes down, and is looked at, where control goes
 * back, which every loop does somewhere; elsewhere it lags behind by a number of instructions that is known at each place.
 */
final class RegionWriter {
    static final Member RUN = Member.method(Region.class, "run", long.class, Hart.class, long.class, long.class, int.class);
    static final Member PC = Member.field(Hart.class, "pc", long.class);
    private static final Member FLOAT_OFF = Member.field(Hart.class, "floatOff", boolean.class);
    private static final Member ROUNDING_MODE = Member.field(Hart.class, "roundingMode", int.class);

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

    private final List<Part> parts;
    private final Registers registers;
    private final Flow flow;
    private final Set<Integer> restless;
    private final Sites sites;
    private final int longest;
    private final List<Integer> entries;
    private final List<Label> starts = new ArrayList<>();
    /** For each part that control comes back to, where it does so from the nearest part, which is the innermost loop's end; else from wherever it does. */
    private final List<Label> heads = new ArrayList<>();
    private final Map<Edge, Label> edges = new LinkedHashMap<>();
    private Ways ways;
    private Bytecode code;
    private final Label leave = new Label();
    private final Label commonSwitch = new Label();
    private LinkWriter links;
    /** The instructions completed behind the part being written, which the budget does not know of. */
    private int pending;

    /** Instructions at restless offsets look in the TLB and not in windows. A large region gets windows even if others have to share them. */
    RegionWriter(List<Part> parts, Set<Integer> restless, boolean large) {
        sites = new Sites(large);
        this.parts = parts;
        this.restless = restless;
        registers = new Registers(parts);
        flow = new Flow(parts);
        int instructions = 0;
        for (Part each : parts) {
            instructions += each.code().size();
        }
        longest = instructions;
        entries = flow.entries();
    }

    /** The parts that the region can be entered at. */
    List<Integer> entries() {
        return entries;
    }

    /** Where its accesses look for windows, once it is written. */
    Sites sites() {
        return sites;
    }

    /** The most instructions that complete between two looks at the budget. */
    int longest() {
        return longest;
    }

    /** Writes the code of {@link Region#run}. */
    void write(Bytecode code) {
        this.code = code;
        for (int i = 0; i < parts.size(); i++) {
            starts.add(new Label());
            heads.add(new Label());
        }
        Label top = new Label();
        links = new LinkWriter(code, registers, top);
        ways = new Ways(code, registers);
        code.lload(Registers.LEFT).l2i().istore(Registers.BUDGET);
        code.bind(top);
        lacking();
        registers.load(code, flow.loaded());
        enter();
        for (int i = 0; i < parts.size(); i++) {
            write(i);
        }
        writeCommonSwitch();
        for (Map.Entry<Edge, Label> each : List.copyOf(edges.entrySet())) {
            Edge edge = each.getKey();
            code.bind(each.getValue());
            registers.begin(flow.staleOut(edge.from), 0);
            pending = pendingOut(edge.from);
            cross(edge.from, edge.to, edge.offset);
            if (edge.to > edge.from) {
                code.jump(starts.get(edge.to));
            }
        }
        links.finish();
        ways.finish();
        code.bind(leave);
        code.aload(Registers.HART).lload(Registers.NEXT).putField(PC);
        code.iload(Registers.BUDGET).i2l().lreturn();
    }

    private int pendingOut(int part) {
        return flow.pendingIn(part) + parts.get(part).code().size();
    }

    /** Does nothing if the budget may not last, or floating-point instructions are not what they are elsewhere. */
    private void lacking() {
        Label enough = new Label();
        Label lacking = new Label();
        code.iload(Registers.BUDGET).constant(longest);
        if (registers.floating()) {
            code.ifIcmpLt(lacking);
            code.aload(Registers.HART).getField(FLOAT_OFF);
            code.aload(Registers.HART).getField(ROUNDING_MODE).ior().ifeq(enough).bind(lacking);
        } else {
            code.ifIcmpGe(enough);
        }
        code.iload(Registers.BUDGET).i2l().lreturn().bind(enough);
    }

    /** Jumps to the entry that was asked for. */
    private void enter() {
        if (entries.size() > 1) {
            List<Label> others = new ArrayList<>();
            for (int each : entries.subList(1, entries.size())) {
                others.add(starts.get(each));
            }
            code.iload(Registers.ENTRY).constant(Region.ENTRY_MASK).iand().tableSwitch(1, starts.getFirst(), others);
        }
    }

    private void write(int number) {
        Part part = parts.get(number);
        code.bind(starts.get(number));
        if (flow.nearest(number) >= 0) {
            code.iload(Registers.BUDGET).constant(Integer.MAX_VALUE).iand().istore(Registers.BUDGET);
            code.bind(heads.get(number));
        }
        registers.begin(flow.staleIn(number), flow.loaded(number));
        int before = flow.pendingIn(number);
        pending = pendingOut(number);
        int count = part.code().size();
        InstructionWriter instructions = new InstructionWriter(code, registers, part.code(), sites, restless);
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
            instructions.write(instruction, i, at, completed, () -> ways.exit(offset, completed, true));
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
                case BEQ -> code.ifIcmpEq(taken);
                case BNE -> code.ifIcmpNe(taken);
                case BLT, BLTU -> code.ifIcmpLt(taken);
                default -> code.ifIcmpGe(taken);
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
            code.constant(Long.MIN_VALUE).ladd();
        }
    }

    /** The same for the low word of one that is sign-extended, turned by 2^31. */
    private void word(int register, boolean unsigned) {
        registers.getWord(code, register);
        if (unsigned) {
            code.constant(Integer.MIN_VALUE).iadd();
        }
    }

    private void indirect(int number, Part part, Instruction in) {
        registers.get(code, in.rs1());
        if (in.imm() != 0) {
            code.constant((long) in.imm()).ladd();
        }
        code.constant(-2L).land().lstore(Registers.NEXT);
        link(in.rd(), part.end());
        end(number);
        if (part.back() != Part.NO_RETURN && part.taken() >= 0) {
            code.lload(Registers.NEXT);
            address(part.back());
            code.lcmp().ifeq(edge(number, part.taken(), part.back(), false));
        }
        if (flow.sharesSwitch(number)) {
            complete(pending);
            code.jump(commonSwitch);
            return;
        }
        Label elsewhere = new Label();
        jumpTable(number, part, elsewhere);
        code.bind(elsewhere);
        if (in.rd() != 0 && within(part.behind()) >= 0) {
            call(part);
            return;
        }
        complete(pending);
        registers.store(code, registers.stale());
        code.jump(part.isSteady() ? links.jump() : leave);
    }

    /** Calls what is at the next pc, with all registers at the hart, and goes on behind the call. */
    private void call(Part part) {
        complete(pending);
        registers.store(code, registers.stale());
        links.call(part.end(), entries.indexOf(part.behind()));
    }

    /** An indirect jump to where it went before is a switch over the distance, if that fits an int. */
    private void jumpTable(int number, Part part, Label elsewhere) {
        List<Bytecode.Case> cases = new ArrayList<>();
        for (RegionPlan.Target each : part.targets()) {
            if (each.part() < parts.size()) {
                cases.add(new Bytecode.Case(each.offset(), edge(number, each.part(), each.offset(), false)));
            }
        }
        if (cases.isEmpty()) {
            return;
        }
        code.lload(Registers.NEXT).lload(Registers.BASE).lsub().lstore(Registers.SCRATCH);
        code.lload(Registers.SCRATCH).lload(Registers.SCRATCH).l2i().i2l().lcmp().ifne(elsewhere);
        cases.sort(Comparator.comparingInt(Bytecode.Case::key));
        code.lload(Registers.SCRATCH).l2i().lookupSwitch(elsewhere, cases);
    }

    /** The switch of all indirect jumps with many targets: a binary search, for C1 compares with one key after the other. */
    private void writeCommonSwitch() {
        List<Integer> targets = flow.shared();
        if (targets.isEmpty()) {
            return;
        }
        targets.sort(Comparator.comparingInt(part -> parts.get(part).offset()));
        code.bind(commonSwitch);
        registers.begin(flow.sharedStale(), 0);
        Label elsewhere = new Label();
        code.iload(Registers.BUDGET).constant(longest).ifIcmpLt(elsewhere);
        code.lload(Registers.NEXT).lload(Registers.BASE).lsub().lstore(Registers.SCRATCH);
        code.lload(Registers.SCRATCH).lload(Registers.SCRATCH).l2i().i2l().lcmp().ifne(elsewhere);
        code.lload(Registers.SCRATCH).l2i().istore(Registers.DISTANCE);
        search(targets, 0, targets.size(), elsewhere);
        code.bind(elsewhere);
        registers.store(code, registers.stale());
        code.jump(leave);
    }

    private void search(List<Integer> targets, int from, int to, Label elsewhere) {
        int middle = from + to >>> 1;
        int offset = parts.get(targets.get(middle)).offset();
        code.iload(Registers.DISTANCE).constant(offset).ifIcmpEq(starts.get(targets.get(middle)));
        if (to - from == 1) {
            code.jump(elsewhere);
            return;
        }
        Label above = new Label();
        code.iload(Registers.DISTANCE).constant(offset).ifIcmpGt(above);
        if (middle > from) {
            search(targets, from, middle, elsewhere);
        } else {
            code.jump(elsewhere);
        }
        code.bind(above);
        if (middle + 1 < to) {
            search(targets, middle + 1, to, elsewhere);
        } else {
            code.jump(elsewhere);
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
            code.constant((long) offset).ladd();
        }
    }

    /** Takes completed instructions off the budget. */
    private void complete(int instructions) {
        if (instructions != 0) {
            code.iload(Registers.BUDGET).constant(instructions).isub().istore(Registers.BUDGET);
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
            code.jump(leave(offset, often));
            return;
        }
        cross(from, to, offset);
        if (to > from + 1) {
            code.jump(starts.get(to));
        }
    }

    /**
     * Has the budget be what a part expects; on the way back it is looked at. C2 finds a counted loop there, which needs no safepoint: the innermost loop is
     * one of its own, ends with the look at the budget, and begins with a budget that is known not to be negative.
     */
    private void cross(int from, int to, int offset) {
        complete(pending - flow.pendingIn(to));
        if (to <= from) {
            code.iload(Registers.BUDGET).constant(longest).ifIcmpGe((flow.nearest(to) == from ? heads : starts).get(to));
            code.jump(ways.exit(offset, 0, false));
        }
    }

    /** Where a branch jumps to: another part, a place where the budget is brought up to date on the way there, or the way out. */
    private Label edge(int from, int wanted, int offset, boolean often) {
        int to = within(wanted);
        if (to < 0) {
            return leave(offset, often);
        }
        return to > from && pending == flow.pendingIn(to) ? starts.get(to)
                : edges.computeIfAbsent(new Edge(from, to, offset), key -> new Label());
    }

    // Out

    /** Where to jump to leave the region for a place where control goes often, or not. */
    private Label leave(int offset, boolean often) {
        LinkWriter.Jump jump = new LinkWriter.Jump(registers.stale(), offset, pending);
        return often && links.hasRoom(jump) ? links.jump(jump) : ways.exit(offset, pending, false);
    }
}
