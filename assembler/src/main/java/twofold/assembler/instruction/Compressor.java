package twofold.assembler.instruction;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;

/** Finds the two-byte encoding of an instruction. Hints are never chosen, so that code means what it says. */
final class Compressor {
    private static final Map<Op, List<Op>> CANDIDATES = new EnumMap<>(Op.class);
    private static final Set<Op> COMMUTATIVE = Set.of(Op.ADD, Op.AND, Op.OR, Op.XOR, Op.ADDW);

    static {
        for (Op op : Op.values()) {
            if (op.isCompressed()) {
                CANDIDATES.computeIfAbsent(op.base(), base -> new ArrayList<>()).add(op);
            }
        }
    }

    private final Set<Extension> extensions;

    Compressor(Set<Extension> extensions) {
        this.extensions = extensions;
    }

    /** The short form of a branch to a label not known yet, or null when these registers have none. */
    static Op branch(Op op, int rd, int rs1, int rs2) {
        boolean prime = rs1 >= 8 && rs1 < 16 && rs2 == 0 || rs1 == 0 && rs2 >= 8 && rs2 < 16;
        return switch (op) {
            case JAL -> rd == 0 ? Op.C_J : null;
            case BEQ -> prime && rs2 == 0 ? Op.C_BEQZ : null;
            case BNE -> prime && rs2 == 0 ? Op.C_BNEZ : null;
            default -> null;
        };
    }

    /** The two-byte encoding, or 0 when there is none. */
    int compress(Op op, int rd, int rs1, int rs2, int imm) {
        if (op == Op.ADDI && imm == 0 && rd != 0 && rs1 != 0) {
            return attempt(Op.C_MV, Op.ADD, rd, 0, rs1, 0);
        }
        int bits = first(op, rd, rs1, rs2, imm);
        return bits == 0 && rd == rs2 && COMMUTATIVE.contains(op) ? first(op, rd, rs2, rs1, imm) : bits;
    }

    private int first(Op op, int rd, int rs1, int rs2, int imm) {
        for (Op candidate : CANDIDATES.getOrDefault(op, List.of())) {
            int bits = attempt(candidate, op, rd, rs1, rs2, imm);
            if (bits != 0) {
                return bits;
            }
        }
        return 0;
    }

    private int attempt(Op candidate, Op op, int rd, int rs1, int rs2, int imm) {
        if (!extensions.contains(candidate.extension()) || !Encoder.canEncode(candidate, rd, rs1, rs2, 0, 0, imm)) {
            return 0;
        }
        int bits = Encoder.encode(candidate, rd, rs1, rs2, 0, 0, imm);
        Instruction decoded = Decoder.decode(bits);
        if (decoded == null || decoded.op() != candidate || isHint(decoded)) {
            return 0;
        }
        boolean same = decoded.expanded().op() == op && decoded.rd() == rd && decoded.rs1() == rs1 && decoded.rs2() == rs2
            && decoded.imm() == imm;
        return same ? bits : 0;
    }

    private static boolean isHint(Instruction i) {
        return switch (i.op()) {
            case C_NOP -> i.imm() != 0;
            case C_ADDI -> i.rd() == 0 || i.imm() == 0;
            case C_SLLI -> i.rd() == 0 || i.imm() == 0;
            case C_SRLI, C_SRAI -> i.imm() == 0;
            case C_LI, C_LUI, C_MV, C_ADD -> i.rd() == 0;
            default -> false;
        };
    }
}
