package twofold.assembler.model;

import twofold.riscv.elf.RelocationType;
import twofold.toolkit.diagnostic.Span;

/**
 * Bytes whose value is known later.
 *
 * @param offset     where they start in the fragment
 * @param kind       what they are
 * @param expression what they depend on
 * @param span       where that was written
 */
record Fixup(int offset, Kind kind, Expression expression, Span span) {
    /** What to patch. */
    sealed interface Kind { }

    /** A little-endian number of 1, 2, 4 or 8 bytes. */
    record Data(int size) implements Kind { }

    /** A relocation that the source states and that changes nothing here. */
    record State(RelocationType type) implements Kind { }

    /** A relocation as it is; {@code relax} adds an R_RISCV_RELAX. */
    record Relocate(RelocationType type, boolean relax) implements Kind { }
}
