package twofold.assembler.model;

/**
 * What an expression comes to: {@code add - sub + number}.
 *
 * @param add    a symbol whose address counts, or null
 * @param sub    a symbol whose address is subtracted, or null
 * @param number the rest
 */
public record Value(AsmSymbol add, AsmSymbol sub, long number) {
    /** A plain number. */
    static Value of(long number) {
        return new Value(null, null, number);
    }

    /** Whether no symbol is left. */
    public boolean isNumber() {
        return add == null && sub == null;
    }
}
