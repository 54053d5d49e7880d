package twofold.assembler.disassemble;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Symbol;

/** Symbols by address, for one section of a relocatable object or for all of a program. */
final class SymbolIndex {
    private final TreeMap<Long, Symbol> byAddress = new TreeMap<>();
    /** Where data begins (true) and where instructions do, as mapping symbols say. */
    private final TreeMap<Long, Boolean> data = new TreeMap<>();

    SymbolIndex(List<Symbol> symbols, int section, boolean relocatable) {
        for (Symbol symbol : symbols) {
            boolean isMarker = symbol.name().startsWith("$d") || symbol.name().startsWith("$x");
            if (isMarker && (!relocatable || symbol.section() == section)) {
                data.put(symbol.value(), symbol.name().startsWith("$d"));
            }
            boolean named = !symbol.name().isEmpty() && symbol.type() != Symbol.FILE && symbol.type() != Symbol.SECTION
                && !symbol.name().startsWith("$") && symbol.type() != Symbol.TLS;
            if (named && symbol.isDefined() && symbol.section() != Symbol.ABSOLUTE && (!relocatable || symbol.section() == section)) {
                byAddress.merge(symbol.value(), symbol, SymbolIndex::better);
            }
        }
    }

    /** Functions before other symbols, globals before locals, then the first by name. */
    private static Symbol better(Symbol a, Symbol b) {
        Comparator<Symbol> order = Comparator.comparing((Symbol s) -> s.type() != Symbol.FUNCTION)
            .thenComparing(s -> s.binding() == Symbol.LOCAL)
            .thenComparing(Symbol::name);
        return order.compare(a, b) <= 0 ? a : b;
    }

    static boolean isRelocatable(ElfFile file) {
        return file.type() == ElfFile.RELOCATABLE;
    }

    /** How many of at most {@code most} bytes from an address on are data; 0 where instructions are. */
    int dataBytes(long address, int most) {
        Map.Entry<Long, Boolean> before = data.floorEntry(address);
        if (before == null || !before.getValue()) {
            return 0;
        }
        Long next = data.higherKey(address);
        Long label = byAddress.higherKey(address);
        long end = Math.min(next == null ? Long.MAX_VALUE : next, label == null ? Long.MAX_VALUE : label);
        return (int) Math.min(most, end - address);
    }

    /** The symbol exactly at an address, or null. */
    Symbol at(long address) {
        return byAddress.get(address);
    }

    /** An address as {@code 1234 <name+0x5>}, or in plain hexadecimal when no symbol is before it. */
    String describe(long address) {
        Map.Entry<Long, Symbol> entry = byAddress.floorEntry(address);
        if (entry == null) {
            return "0x" + Long.toHexString(address);
        }
        long distance = address - entry.getKey();
        return Long.toHexString(address) + " <" + printable(entry.getValue().name())
            + (distance == 0 ? "" : "+0x" + Long.toHexString(distance)) + ">";
    }

    /** A name with control characters, which those of numeric labels have, as {@code ^A}. */
    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        name.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                text.append('^').append((char) (c + 64));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }
}
