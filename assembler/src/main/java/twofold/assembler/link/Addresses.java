package twofold.assembler.link;

/** Addresses of symbols, once everything is placed. */
final class Addresses {
    private Addresses() { }

    /** The address of a definition. */
    static long of(InputSymbol symbol) {
        if (symbol.section() == null) {
            return symbol.value();
        }
        return symbol.section().output == null ? 0 : symbol.section().address() + symbol.value();
    }

    /** The address that a relocation's symbol stands for. */
    static long resolve(InputSymbol symbol) {
        return symbol.global != null ? symbol.global.address() : of(symbol);
    }

    /** Whether a symbol has no definition and need not have one. */
    static boolean isUndefinedWeak(InputSymbol symbol) {
        return symbol.global != null && !symbol.global.isDefined();
    }
}
