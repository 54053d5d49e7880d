package twofold.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;

/** The global offset table: addresses, and offsets from the thread pointer, that position-independent code loads from memory. */
final class Got {
    /** What an entry holds. */
    private record Key(Object symbol, boolean threadLocal) { }

    private final Map<Key, Integer> entries = new LinkedHashMap<>();
    private final List<InputSymbol> symbols = new ArrayList<>();
    private InputSection section;

    /** Finds what is needed; returns the table as a section to place, or null when nothing is. */
    InputSection collect(List<InputSection> inputs) {
        for (InputSection input : inputs) {
            for (Relocation relocation : input.relocations) {
                if (isGot(relocation)) {
                    Key key = key(input.symbol(relocation), relocation);
                    if (entries.putIfAbsent(key, entries.size()) == null) {
                        symbols.add(input.symbol(relocation));
                    }
                }
            }
        }
        if (entries.isEmpty()) {
            return null;
        }
        byte[] bytes = new byte[entries.size() * 8];
        Section header = new Section(".got", Section.PROGBITS, Section.ALLOC | Section.WRITE, 0, 0, bytes.length, 0, 0, 8, 8);
        section = new InputSection("the global offset table", header, bytes, List.of(), List.of());
        return section;
    }

    private static boolean isGot(Relocation relocation) {
        return relocation.type() == RelocationType.GOT_HI20.number() || relocation.type() == RelocationType.TLS_GOT_HI20.number();
    }

    private static Key key(InputSymbol symbol, Relocation relocation) {
        return new Key(symbol.global != null ? symbol.global : symbol, relocation.type() == RelocationType.TLS_GOT_HI20.number());
    }

    /** Where the entry for a relocation is. */
    long address(InputSymbol symbol, Relocation relocation) {
        return section.address() + 8L * entries.get(key(symbol, relocation));
    }

    /** Fills the table in; thread-local symbols are offsets from {@code threadPointer}. */
    void fill(long threadPointer) {
        if (section == null) {
            return;
        }
        ByteBuffer out = ByteBuffer.wrap(section.bytes).order(ByteOrder.LITTLE_ENDIAN);
        int index = 0;
        for (Key key : entries.keySet()) {
            long address = Addresses.resolve(symbols.get(index));
            out.putLong(8 * index++, key.threadLocal ? address - threadPointer : address);
        }
    }
}
