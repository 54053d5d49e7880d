package twofold.assembler.model;

import twofold.riscv.isa.Op;
import twofold.toolkit.diagnostic.Span;

/** The end of a fragment, whose size the layout finds. */
public sealed interface Tail {
    /** Where it was written. */
    Span span();

    /**
     * A branch or jump to a label.
     *
     * @param op         BEQ, BNE, BLT, BGE, BLTU, BGEU or JAL
     * @param rd         link register of JAL
     * @param rs1        first register
     * @param rs2        second register
     * @param shortOp    the two-byte form, or null when there is none for these registers
     * @param target     where to
     * @param span       where it was written
     */
    record Branch(Op op, int rd, int rs1, int rs2, Op shortOp, Expression target, Span span) implements Tail { }

    /**
     * Padding up to a multiple.
     *
     * @param alignment power of two
     * @param fill      what to pad with, {@code fillSize} bytes each; with {@code nops} no-operations
     * @param fillSize  bytes of {@code fill}
     * @param nops      whether to pad with instructions
     * @param maximum   pad by at most so many bytes or not at all; 0 for any number
     */
    record Align(long alignment, long fill, int fillSize, boolean nops, long maximum, Span span) implements Tail { }

    /** {@code size} bytes of {@code fill}. */
    record Space(Expression size, int fill, Span span) implements Tail { }

    /** {@code fill} up to an offset in the section. */
    record Org(Expression target, int fill, Span span) implements Tail { }

    /** A call frame's step from one label of code to another (DW_CFA_advance_loc). */
    record Advance(AsmSymbol from, AsmSymbol to) implements Tail {
        @Override
        public Span span() {
            return null;
        }
    }

    /** A number of variable length. */
    record Leb128(Expression value, boolean signed, Span span) implements Tail { }
}
