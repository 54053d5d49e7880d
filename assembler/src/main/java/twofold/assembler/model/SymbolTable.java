package twofold.assembler.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The named symbols, in the order they were first seen, and the numeric labels. */
public final class SymbolTable {
    private final Map<String, AsmSymbol> symbols = new LinkedHashMap<>();
    private final Map<Long, Integer> instances = new LinkedHashMap<>();

    /** The symbol of a name, made if it is new. */
    public AsmSymbol get(String name) {
        return symbols.computeIfAbsent(name, AsmSymbol::new);
    }

    /** The symbol of a name, or null. */
    public AsmSymbol find(String name) {
        return symbols.get(name);
    }

    /** A new symbol in the place of a label that is about to be redefined; what refers to the old one keeps it. */
    public AsmSymbol renew(AsmSymbol old) {
        AsmSymbol fresh = new AsmSymbol(old.name());
        fresh.binding = old.binding;
        fresh.type = old.type;
        fresh.visibility = old.visibility;
        symbols.put(old.name(), fresh);
        return fresh;
    }

    /** All of them. */
    public Collection<AsmSymbol> all() {
        return symbols.values();
    }

    /** A numeric label being defined. */
    public AsmSymbol defineLocal(long number) {
        return local(number, instances.merge(number, 1, Integer::sum));
    }

    /** The numeric label that comes next ({@code 1f}). */
    public AsmSymbol forward(long number) {
        return local(number, instances.getOrDefault(number, 0) + 1);
    }

    /** The numeric label that came last ({@code 1b}), or null. */
    public AsmSymbol backward(long number) {
        int last = instances.getOrDefault(number, 0);
        return last == 0 ? null : local(number, last);
    }

    /** Symbols of numeric labels have names that no source can spell. */
    private AsmSymbol local(long number, int instance) {
        return get(".L" + number + "\u0002" + instance);
    }

    /** What to call a symbol in a message. */
    public static String display(String name) {
        int mark = name.indexOf('\u0002');
        return mark < 0 ? name : name.substring(2, mark);
    }
}
