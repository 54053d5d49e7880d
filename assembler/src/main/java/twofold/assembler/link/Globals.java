package twofold.assembler.link;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Diagnostics;

/** The symbols that all objects share: which definition wins. */
final class Globals {
    private final Map<String, Global> symbols = new LinkedHashMap<>();
    private final Diagnostics diagnostics;

    Globals(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** The symbol of a name, made if it is new. */
    Global get(String name) {
        return symbols.computeIfAbsent(name, Global::new);
    }

    /** The symbol of a name, or null. */
    Global find(String name) {
        return symbols.get(name);
    }

    Collection<Global> all() {
        return symbols.values();
    }

    /** Whether a definition of {@code name} in an archive is wanted. */
    boolean wants(String name) {
        return isWanted(name) || otherNames(name).stream().anyMatch(this::isWanted);
    }

    private boolean isWanted(String name) {
        Global global = symbols.get(name);
        return global != null && !global.isDefined() && !global.weakUse;
    }

    /** Takes the global symbols of an object in. */
    void enter(InputObject object) {
        for (InputSymbol symbol : object.symbols()) {
            if (symbol.isGlobal() && !symbol.name().isEmpty()) {
                Global global = get(symbol.name());
                symbol.global = global;
                enter(global, symbol);
                if (global.definition == symbol) {
                    otherNames(symbol.name()).forEach(name -> enter(get(name), symbol));
                }
            }
        }
    }

    /** The names besides its own that a definition has: as with GNU ld one of a default version is found without it and by a single sign, too. */
    private static List<String> otherNames(String name) {
        int at = name.indexOf("@@");
        return at < 1 ? List.of() : List.of(name.substring(0, at), name.substring(0, at) + name.substring(at + 1));
    }

    private void enter(Global global, InputSymbol symbol) {
        Symbol entry = symbol.entry();
        if (entry.section() == Symbol.UNDEFINED || symbol.section() != null && symbol.section().isDuplicate) {
            global.use = global.use == null ? symbol : global.use;
            global.weakUse &= entry.binding() == Symbol.WEAK;
        } else if (entry.section() == Symbol.COMMON) {
            if (global.definition == null) {
                global.commonSize = Math.max(global.commonSize, entry.size());
                global.commonAlignment = Math.max(global.commonAlignment, Math.max(1, entry.value()));
            }
        } else if (global.definition == null || global.isWeak() && entry.binding() != Symbol.WEAK) {
            global.definition = symbol;
            global.commonSize = -1;
        } else if (entry.binding() != Symbol.WEAK && !global.isWeak()) {
            diagnostics.error(null, "'" + global.name() + "' is defined in " + global.definition.file() + " and again in " + symbol.file());
        }
    }
}
