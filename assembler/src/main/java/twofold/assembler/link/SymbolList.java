package twofold.assembler.link;

import java.util.ArrayList;
import java.util.List;
import twofold.riscv.elf.Symbol;

/** The program's symbol table: local symbols object by object, then the shared ones. */
final class SymbolList {
    private final List<InputObject> objects;
    private final Globals globals;

    SymbolList(List<InputObject> objects, Globals globals) {
        this.objects = objects;
        this.globals = globals;
    }

    List<Symbol> entries() {
        List<Symbol> entries = new ArrayList<>();
        for (InputObject object : objects) {
            for (InputSymbol symbol : object.symbols()) {
                if (isKeptLocal(symbol)) {
                    entries.add(entry(symbol, Symbol.LOCAL));
                }
            }
        }
        for (Global global : globals.all()) {
            if (global.assigned != null) {
                int index = global.assignedIn == null || global.assignedIn.index == 0 ? Symbol.ABSOLUTE : global.assignedIn.index;
                entries.add(new Symbol(global.name(), global.assigned, 0, Symbol.GLOBAL, Symbol.NOTYPE, 0, index));
            } else if (global.definition != null && !global.isByVersion()) {
                entries.add(entry(global.definition, global.definition.entry().binding()));
            } else if (global.commonSection != null) {
                entries.add(new Symbol(global.name(), global.address(), global.commonSize, Symbol.GLOBAL, Symbol.OBJECT, 0,
                    global.commonSection.output.index));
            }
        }
        return entries;
    }

    private static boolean isKeptLocal(InputSymbol symbol) {
        Symbol entry = symbol.entry();
        boolean placed = symbol.section() != null && symbol.section().output != null || entry.section() == Symbol.ABSOLUTE;
        return !symbol.isGlobal() && placed && !entry.name().isEmpty() && entry.type() != Symbol.SECTION
            && !entry.name().startsWith(".L");
    }

    private static Symbol entry(InputSymbol symbol, int binding) {
        int index = symbol.section() == null || symbol.section().output == null ? Symbol.ABSOLUTE : symbol.section().output.index;
        Symbol entry = symbol.entry();
        long value = Addresses.of(symbol);
        if (entry.type() == Symbol.TLS && symbol.section() != null && symbol.section().output != null) {
            value -= symbol.section().output.address();
        }
        return new Symbol(entry.name(), value, symbol.size(), binding, entry.type(), entry.other(), index);
    }
}
