package twofold.assembler.disassemble;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

/** What is in an ELF file: header, segments, sections, symbols, relocations; as tables or as JSON. */
public final class Inspection {
    private final ElfFile file;
    private final List<Section> sections;
    private final List<Symbol> symbols;

    /** Reads everything, so that a malformed file fails here. */
    public Inspection(ElfFile file) throws ElfException {
        this.file = file;
        this.sections = file.sections();
        this.symbols = file.symbols();
    }

    static String typeName(int type) {
        return switch (type) {
            case ElfFile.RELOCATABLE -> "relocatable";
            case ElfFile.EXECUTABLE -> "executable";
            case ElfFile.SHARED -> "shared";
            case 4 -> "core";
            default -> Integer.toString(type);
        };
    }

    static String flagNames(int flags) {
        List<String> names = new ArrayList<>();
        if ((flags & ElfFile.FLAG_RVC) != 0) {
            names.add("rvc");
        }
        names.add(switch (flags & ElfFile.FLAG_FLOAT_ABI) {
            case 0 -> "soft-float";
            case 2 -> "single-float";
            case 4 -> "double-float";
            default -> "quad-float";
        });
        return String.join(" ", names);
    }

    static String permissions(int flags) {
        return ((flags & ProgramHeader.R) != 0 ? "r" : "-") + ((flags & ProgramHeader.W) != 0 ? "w" : "-")
            + ((flags & ProgramHeader.X) != 0 ? "x" : "-");
    }

    String sectionName(int index) {
        return switch (index) {
            case Symbol.UNDEFINED -> "undefined";
            case Symbol.ABSOLUTE -> "absolute";
            case Symbol.COMMON -> "common";
            default -> index > 0 && index < sections.size() ? SymbolIndex.printable(sections.get(index).name()) : Integer.toString(index);
        };
    }

    String symbolName(int index) {
        if (index <= 0 || index >= symbols.size()) {
            return "";
        }
        Symbol symbol = symbols.get(index);
        return symbol.type() == Symbol.SECTION ? sectionName(symbol.section()) : SymbolIndex.printable(symbol.name());
    }

    /** As text for people. */
    public String table() throws ElfException {
        StringBuilder out = new StringBuilder();
        out.append("%s, entry 0x%x, flags 0x%x (%s)\n".formatted(typeName(file.type()), file.entry(), file.flags(),
            flagNames(file.flags())));
        if (!file.programHeaders().isEmpty()) {
            out.append("\nSegments\n%-17s %-5s %18s %18s %10s %10s %10s %8s\n".formatted("type", "flags", "address", "load address",
                "offset", "file size", "size", "align"));
            for (ProgramHeader p : file.programHeaders()) {
                out.append("%-17s %-5s %#18x %#18x %#10x %#10x %#10x %#8x\n".formatted(p.typeName(), permissions(p.flags()),
                    p.virtualAddress(), p.physicalAddress(), p.offset(), p.fileSize(), p.memorySize(), p.alignment()));
            }
        }
        out.append("\nSections\n%4s %-24s %-16s %-6s %18s %10s %10s %6s\n".formatted("", "name", "type", "flags", "address", "offset",
            "size", "align"));
        for (int i = 1; i < sections.size(); i++) {
            Section s = sections.get(i);
            out.append("%4d %-24s %-16s %-6s %#18x %#10x %#10x %6d\n".formatted(i, SymbolIndex.printable(s.name()), s.typeName(),
                s.flagLetters(), s.address(), s.offset(), s.size(), s.alignment()));
        }
        symbolTable(out);
        relocationTables(out);
        return out.toString();
    }

    private void symbolTable(StringBuilder out) {
        if (symbols.size() > 1) {
            out.append("\nSymbols\n%18s %8s %-8s %-7s %-9s %-20s %s\n".formatted("value", "size", "type", "binding", "visible", "section",
                "name"));
            for (Symbol s : symbols.subList(1, symbols.size())) {
                out.append("%#18x %8d %-8s %-7s %-9s %-20s %s\n".formatted(s.value(), s.size(), s.typeName(), s.bindingName(),
                    s.visibilityName(), sectionName(s.section()), SymbolIndex.printable(s.name())));
            }
        }
    }

    private void relocationTables(StringBuilder out) throws ElfException {
        for (Section table : sections) {
            if (table.type() == Section.RELA) {
                out.append("\nRelocations of %s\n%18s %-24s %s\n".formatted(sectionName(table.info()), "offset", "type", "value"));
                for (Relocation r : file.relocations(table)) {
                    out.append("%#18x %-24s %s%+d\n".formatted(r.offset(), r.typeName(), symbolName(r.symbol()), r.addend()));
                }
            }
        }
    }

    /** As one JSON object, ending with a newline. */
    public String json() throws ElfException, IOException {
        return new InspectionJson(this).write();
    }

    ElfFile file() {
        return file;
    }

    List<Section> sections() {
        return sections;
    }

    List<Symbol> symbols() {
        return symbols;
    }
}
