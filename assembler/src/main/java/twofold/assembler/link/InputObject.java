package twofold.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

/**
 * A relocatable object.
 *
 * @param file     its name for messages
 * @param sections what it holds
 * @param symbols  its symbol table, index for index
 * @param groups   the sections of which only one group of a name is linked
 * @param flags    the ELF header's flags
 */
record InputObject(String file, List<InputSection> sections, List<InputSymbol> symbols, List<Group> groups, int flags) {
    /** Sections that are linked only if there is no group of that name yet (System V ABI, "Section Groups"). */
    record Group(String name, List<InputSection> members) { }

    private static final long MAX_SIZE = 1L << 40;

    /** Reads an object; each thing that is wrong with it is a {@link LinkException}. */
    static InputObject read(String name, byte[] bytes) {
        try {
            ElfFile elf = ElfFile.read(bytes);
            if (elf.type() != ElfFile.RELOCATABLE) {
                throw new LinkException(name + " is no relocatable object");
            }
            return read(name, elf);
        } catch (ElfException e) {
            throw new LinkException(name + " " + e.getMessage());
        }
    }

    private static InputObject read(String name, ElfFile elf) throws ElfException {
        List<Section> headers = elf.sections();
        Map<Integer, List<Relocation>> relocations = relocations(name, elf, headers);
        List<InputSymbol> symbols = new ArrayList<>();
        InputSection[] byIndex = new InputSection[headers.size()];
        List<InputSection> sections = new ArrayList<>();
        for (int i = 1; i < headers.size(); i++) {
            Section header = headers.get(i);
            if (isContent(header)) {
                check(name, header);
                ByteBuffer contents = elf.contents(header);
                byte[] bytes = new byte[contents.remaining()];
                contents.get(bytes);
                byIndex[i] = new InputSection(name, header, bytes, relocations.getOrDefault(i, List.of()), symbols);
                sections.add(byIndex[i]);
            }
        }
        for (Symbol entry : elf.symbols()) {
            symbols.add(symbol(name, entry, byIndex));
        }
        for (InputSection section : sections) {
            CodeAlignment.settle(section, symbols);
        }
        return new InputObject(name, sections, symbols, groups(name, elf, symbols, byIndex), elf.flags());
    }

    private static List<Group> groups(String name, ElfFile elf, List<InputSymbol> symbols, InputSection[] byIndex) throws ElfException {
        List<Group> groups = new ArrayList<>();
        boolean[] grouped = new boolean[byIndex.length];
        for (Section header : elf.sections()) {
            if (header.type() == Section.GROUP) {
                if (header.info() <= 0 || header.info() >= symbols.size()) {
                    throw new LinkException(name + " has a group of sections without a name");
                }
                ByteBuffer words = elf.contents(header).order(ByteOrder.LITTLE_ENDIAN);
                boolean isComdat = words.remaining() >= Integer.BYTES && (words.getInt() & Section.COMDAT) != 0;
                List<InputSection> members = new ArrayList<>();
                while (words.remaining() >= Integer.BYTES) {
                    int index = words.getInt();
                    if (index <= 0 || index >= byIndex.length) {
                        throw new LinkException(name + " has a group with a section that does not exist");
                    }
                    if (grouped[index]) {
                        throw new LinkException(name + " has a section that is in two groups");
                    }
                    grouped[index] = true;
                    if (byIndex[index] != null) {
                        members.add(byIndex[index]);
                    }
                }
                if (isComdat) {
                    InputSymbol signature = symbols.get(header.info());
                    groups.add(new Group(signature.name().isEmpty() && signature.section() != null ? signature.section().name() : signature.name(), members));
                }
            }
        }
        return groups;
    }

    private static boolean isContent(Section header) {
        return switch (header.type()) {
            case Section.NULL, Section.SYMTAB, Section.STRTAB, Section.RELA, Section.GROUP, Section.RISCV_ATTRIBUTES -> false;
            default -> !header.has(Section.EXCLUDE) && !header.name().equals(".note.GNU-stack") && !header.name().equals(".comment");
        };
    }

    private static void check(String name, Section header) {
        if (header.size() < 0 || header.size() > MAX_SIZE || header.alignment() < 0 || Long.bitCount(header.alignment()) > 1
                || header.alignment() > 1L << 32) {
            throw new LinkException(name + " has a section '" + header.name() + "' with an impossible size or alignment");
        }
        if (header.type() == Section.REL) {
            throw new LinkException(name + " has relocations without addends, which RISC-V does not use");
        }
    }

    private static Map<Integer, List<Relocation>> relocations(String name, ElfFile elf, List<Section> headers) throws ElfException {
        Map<Integer, List<Relocation>> all = new HashMap<>();
        for (Section header : headers) {
            if (header.type() == Section.RELA) {
                if (header.info() <= 0 || header.info() >= headers.size()) {
                    throw new LinkException(name + " has relocations for a section that does not exist");
                }
                all.merge(header.info(), elf.relocations(header), InputObject::joined);
            }
        }
        return all;
    }

    private static List<Relocation> joined(List<Relocation> first, List<Relocation> second) {
        List<Relocation> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static InputSymbol symbol(String name, Symbol entry, InputSection[] byIndex) {
        InputSection section = null;
        if (entry.isDefined() && entry.section() != Symbol.ABSOLUTE) {
            if (entry.section() >= byIndex.length) {
                throw new LinkException(name + ": symbol '" + entry.name() + "' is in a section that does not exist");
            }
            section = byIndex[entry.section()];
        }
        return new InputSymbol(entry, section, name);
    }
}
