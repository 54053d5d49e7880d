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
    /** What an entry holds: an address, an offset from the thread pointer, or a module's number and an offset in its block, which take two entries. */
    private enum Kind { ADDRESS, OFFSET, MODULE_AND_OFFSET }

    private record Key(Object symbol, Kind kind) { }

    /** In a static program there is one module. */
    private static final long MODULE = 1;
    /** Offsets in a block count from here (RISC-V ELF psABI, section "Thread Local Storage"). */
    static final long BLOCK_BIAS = 0x800;

    private final Map<Key, Integer> entries = new LinkedHashMap<>();
    private final List<InputSymbol> symbols = new ArrayList<>();
    private int count;
    private InputSection section;

    /** Finds what is needed; returns the table as a section to place, or null when nothing is. */
    InputSection collect(List<InputSection> inputs) {
        for (InputSection input : inputs) {
            for (Relocation relocation : input.relocations) {
                if (isGot(relocation)) {
                    Key key = key(input.symbol(relocation), relocation);
                    if (entries.putIfAbsent(key, count) == null) {
                        symbols.add(input.symbol(relocation));
                        count += key.kind == Kind.MODULE_AND_OFFSET ? 2 : 1;
                    }
                }
            }
        }
        if (entries.isEmpty()) {
            return null;
        }
        byte[] bytes = new byte[count * 8];
        Section header = new Section(".got", Section.PROGBITS, Section.ALLOC | Section.WRITE, 0, 0, bytes.length, 0, 0, 8, 8);
        section = new InputSection("the global offset table", header, bytes, List.of(), List.of());
        return section;
    }

    private static boolean isGot(Relocation relocation) {
        return kind(relocation) != null;
    }

    private static Kind kind(Relocation relocation) {
        return switch (RelocationType.of(relocation.type())) {
            case GOT_HI20 -> Kind.ADDRESS;
            case TLS_GOT_HI20 -> Kind.OFFSET;
            case TLS_GD_HI20 -> Kind.MODULE_AND_OFFSET;
            case null, default -> null;
        };
    }

    private static Key key(InputSymbol symbol, Relocation relocation) {
        return new Key(symbol.global != null ? symbol.global : symbol, kind(relocation));
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
        for (Map.Entry<Key, Integer> entry : entries.entrySet()) {
            long address = Addresses.resolve(symbols.get(index++));
            int at = 8 * entry.getValue();
            switch (entry.getKey().kind) {
                case ADDRESS -> out.putLong(at, address);
                case OFFSET -> out.putLong(at, address - threadPointer);
                case MODULE_AND_OFFSET -> out.putLong(at, MODULE).putLong(at + 8, address - threadPointer - BLOCK_BIAS);
            }
        }
    }
}
