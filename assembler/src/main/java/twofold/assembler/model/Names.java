package twofold.assembler.model;

/** Where the names in an expression come from. */
public interface Names {
    /** The symbol of a name. */
    AsmSymbol symbol(String name);

    /** A new label without a name, here. */
    AsmSymbol here();

    /** The numeric label that comes next. */
    AsmSymbol forward(long number);

    /** The numeric label that came last, or null. */
    AsmSymbol backward(long number);
}
