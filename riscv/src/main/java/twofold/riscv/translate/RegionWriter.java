package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;
import twofold.riscv.hart.RegionPlan;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;

/**
 * Writes the class of one region. Its method loads the guest registers that it uses into locals, has the parts one after the other with jumps
 * between them, and ends with one way out, which stores the registers that it may have changed. It calls nothing that could not be inlined, so
 * that HotSpot keeps guest registers in the host's: whatever is rare leaves the region. The budget goes down part by part and is looked at where
 * control goes back, which every loop does somewhere.
 */
final class RegionWriter {
    static final ClassDesc HART = ClassDesc.of(Hart.class.getName());
    private static final ClassDesc REGION = ClassDesc.of(Region.class.getName());
    private static final ClassDesc SELF = ClassDesc.of(RegionWriter.class.getPackageName() + ".Translated");
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_long, HART, CD_long, CD_long, ConstantDescs.CD_int);

    /** A jump back to a part, which looks at the budget first. */
    private record Back(int to, int offset) {
    }

    private final List<Part> parts;
    private final Registers registers;
    private final int longest;
    private final List<Integer> entries;
    private final List<Label> starts = new ArrayList<>();
    private final Map<Integer, Label> exits = new TreeMap<>();
    private final Map<Back, Label> backEdges = new LinkedHashMap<>();
    private final Map<Integer, Label> sites = new LinkedHashMap<>();
    private CodeBuilder code;
    private Label leave;

    RegionWriter(List<Part> parts) {
        this.parts = parts;
        registers = new Registers(parts);
        longest = parts.stream().mapToInt(part -> part.code().size()).sum();
        entries = entries(parts);
    }

    /** The first part, those that loops come back to, and those behind calls. */
    private static List<Integer> entries(List<Part> parts) {
        Set<Integer> entries = new TreeSet<>();
        entries.add(0);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            for (int to : new int[] {part.taken(), part.next()}) {
                if (to >= 0 && to <= i) {
                    entries.add(to);
                }
            }
            if (part.behind() >= 0 && part.behind() < parts.size()) {
                entries.add(part.behind());
            }
        }
        return List.copyOf(entries);
    }

    /** The parts that the region can be entered at. */
    List<Integer> entries() {
        return entries;
    }

    /** The most instructions that complete between two looks at the budget. */
    int longest() {
        return longest;
    }

    /** Whether there is floating-point code among it. */
    boolean floating() {
        return registers.floating();
    }

    byte[] classFile() {
        return ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS).build(SELF, type -> type
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withSuperclass(REGION)
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                        body -> body.aload(0).invokespecial(REGION, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::write));
    }

    private void write(CodeBuilder builder) {
        code = builder;
        starts.clear();
        exits.clear();
        backEdges.clear();
        sites.clear();
        leave = code.newLabel();
        for (int i = 0; i < parts.size(); i++) {
            starts.add(code.newLabel());
        }
        lacking();
        registers.load(code);
        enter();
        for (int i = 0; i < parts.size(); i++) {
            write(i);
        }
        for (Map.Entry<Back, Label> edge : backEdges.entrySet()) {
            code.labelBinding(edge.getValue());
            back(edge.getKey().to, edge.getKey().offset);
        }
        for (Map.Entry<Integer, Label> exit : exits.entrySet()) {
            code.labelBinding(exit.getValue());
            address(exit.getKey());
            code.lstore(Registers.NEXT).goto_(leave);
        }
        giveUp();
        code.labelBinding(leave);
        registers.store(code);
        code.aload(Registers.HART).lload(Registers.NEXT).putfield(HART, "pc", CD_long);
        code.lload(Registers.LEFT).lreturn();
    }

    /** Does nothing if the budget may not last. */
    private void lacking() {
        Label enough = code.newLabel();
        code.lload(Registers.LEFT).loadConstant((long) longest).lcmp().ifge(enough).lload(Registers.LEFT).lreturn().labelBinding(enough);
    }

    /** Leaves before an instruction in the middle of a part: sets the next pc and gives back the budget of what does not complete. */
    private void giveUp() {
        if (sites.isEmpty()) {
            return;
        }
        Label common = code.newLabel();
        for (Map.Entry<Integer, Label> site : sites.entrySet()) {
            code.labelBinding(site.getValue()).loadConstant(site.getKey()).istore(Registers.SITE).goto_(common);
        }
        code.labelBinding(common);
        code.aload(Registers.HART).loadConstant(1).putfield(HART, "declined", ConstantDescs.CD_boolean);
        code.lload(Registers.BASE).iload(Registers.SITE).loadConstant(7).ishr().i2l().ladd().lstore(Registers.NEXT);
        code.lload(Registers.LEFT).iload(Registers.SITE).loadConstant(127).iand().i2l().ladd().lstore(Registers.LEFT);
    }

    /** Where to go when an instruction needs the interpreter; a site is its offset, shifted left by 7, and how many of its part do not complete. */
    private Label site(int site) {
        return sites.computeIfAbsent(site, key -> code.newLabel());
    }

    /** Jumps to the entry that was asked for. */
    private void enter() {
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            cases.add(SwitchCase.of(i, starts.get(entries.get(i))));
        }
        if (!cases.isEmpty()) {
            code.iload(Registers.ENTRY).tableswitch(starts.getFirst(), cases);
        }
    }

    private void write(int number) {
        Part part = parts.get(number);
        code.labelBinding(starts.get(number));
        int count = part.code().size();
        code.lload(Registers.LEFT).loadConstant((long) count).lsub().lstore(Registers.LEFT);
        InstructionWriter instructions = new InstructionWriter(code, registers, this::site);
        int at = part.offset();
        for (int i = 0; i < count; i++) {
            Instruction instruction = part.code().get(i);
            Op op = instruction.op();
            if (i == count - 1 && endsPart(op)) {
                last(number, part, instruction, at);
                return;
            }
            instructions.write(instruction, at, at << 7 | count - i);
            at += instruction.length();
        }
        go(number, part.next(), part.end());
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
                go(number, part.taken(), at + in.imm());
            }
            case JALR -> indirect(number, part, in);
            default -> {
                registers.get(code, in.rs1());
                registers.get(code, in.rs2());
                Label taken = edge(number, part.taken(), at + in.imm());
                branch(in.op(), taken);
                go(number, part.next(), part.end());
            }
        }
    }

    private void branch(Op op, Label taken) {
        switch (op) {
            case BLTU, BGEU -> code.invokestatic(ConstantDescs.CD_Long, "compareUnsigned",
                    MethodTypeDesc.of(ConstantDescs.CD_int, CD_long, CD_long));
            default -> code.lcmp();
        }
        switch (op) {
            case BEQ -> code.ifeq(taken);
            case BNE -> code.ifne(taken);
            case BLT, BLTU -> code.iflt(taken);
            default -> code.ifge(taken);
        }
    }

    private void indirect(int number, Part part, Instruction in) {
        registers.get(code, in.rs1());
        if (in.imm() != 0) {
            code.loadConstant((long) in.imm()).ladd();
        }
        code.loadConstant(-2L).land().lstore(Registers.NEXT);
        link(in.rd(), part.end());
        if (part.back() != Part.NO_RETURN && part.taken() >= 0) {
            code.lload(Registers.NEXT);
            address(part.back());
            code.lcmp().ifeq(edge(number, part.taken(), part.back()));
        }
        code.goto_(leave);
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

    /** Goes on at another part, or leaves. */
    private void go(int from, int wanted, int offset) {
        int to = wanted < parts.size() ? wanted : -1;
        if (to > from + 1) {
            code.goto_(starts.get(to));
        } else if (to < 0) {
            code.goto_(exit(offset));
        } else if (to <= from) {
            back(to, offset);
        }
    }

    private void back(int to, int offset) {
        code.lload(Registers.LEFT).loadConstant((long) longest).lcmp().iflt(exit(offset)).goto_(starts.get(to));
    }

    /** Where a branch jumps to: another part, with a look at the budget on the way back, or the way out. */
    private Label edge(int from, int wanted, int offset) {
        int to = wanted < parts.size() ? wanted : -1;
        return to < 0 ? exit(offset) : to > from ? starts.get(to) : backEdges.computeIfAbsent(new Back(to, offset), key -> code.newLabel());
    }

    private Label exit(int offset) {
        return exits.computeIfAbsent(offset, key -> code.newLabel());
    }
}
