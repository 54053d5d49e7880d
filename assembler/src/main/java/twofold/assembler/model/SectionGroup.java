package twofold.assembler.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.ElfWriter;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

/** Sections that are linked or dropped together (System V ABI, "Section Groups"). A symbol's name is the group's. */
final class SectionGroup {
    private static final int WORD = 4;

    private final String name;
    private final int number;
    private boolean isComdat;
    private final List<SectionImage> members = new ArrayList<>();
    private AsmSymbol signature;
    private int signatureIndex;

    private SectionGroup(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** The groups that sections are in, in the order of their first members. They come before all sections in the file. */
    static Collection<SectionGroup> of(List<SectionImage> images) {
        Map<String, SectionGroup> groups = new LinkedHashMap<>();
        for (SectionImage image : images) {
            SectionBonds bonds = image.section().bonds();
            if (bonds.group() != null) {
                SectionGroup group = groups.computeIfAbsent(bonds.group(), key -> new SectionGroup(key, groups.size() + 1));
                group.members.add(image);
                group.isComdat |= bonds.isComdat();
            }
        }
        return groups.values();
    }

    /** Has the symbol of its name be in the file; if the source has none, it is one of the group itself, the next among the entries. */
    void sign(SymbolTable symbols, List<Symbol> entries) {
        signature = symbols.find(name);
        if (signature != null && (signature.isDefined() || signature.firstUse() != null)) {
            signature.inRelocation = true;
        } else {
            signature = null;
            entries.add(new Symbol(name, 0, 0, Symbol.LOCAL, Symbol.NOTYPE, 0, number));
            signatureIndex = entries.size();
        }
    }

    Section header(int symbolTable) {
        return new Section(".group", Section.GROUP, 0, 0, ElfWriter.ANYWHERE, 0, symbolTable, signature != null ? signature.index : signatureIndex, WORD, WORD);
    }

    /** Its members and their relocations; {@code relocations} has the index of each section's. */
    byte[] bytes(Map<SectionImage, Integer> relocations) {
        List<Integer> words = new ArrayList<>(List.of(isComdat ? Section.COMDAT : 0));
        for (SectionImage member : members) {
            words.add(member.section().index);
            if (relocations.containsKey(member)) {
                words.add(relocations.get(member));
            }
        }
        ByteBuffer out = ByteBuffer.allocate(WORD * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(out::putInt);
        return out.array();
    }
}
