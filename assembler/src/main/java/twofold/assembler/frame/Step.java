package twofold.assembler.frame;

import twofold.assembler.model.AsmSymbol;

/** What a call frame's instructions do, one after the other. */
sealed interface Step {
    /** From a place on the following counts. */
    record Advance(AsmSymbol from, AsmSymbol to) implements Step { }

    /** An instruction, encoded. One that is {@code common} may stand in what procedures share if it comes before all that is not. */
    record Bytes(byte[] bytes, boolean common) implements Step { }

    /** An instruction with an address behind it. */
    record Address(byte[] bytes, Encoded address) implements Step { }

    /** A label in the section. */
    record Label(AsmSymbol symbol) implements Step { }
}
