package twofold.assembler.disassemble;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private static String typeName(int type) {
        return switch (type) {
            case ElfFile.RELOCATABLE -> "relocatable";
            case ElfFile.EXECUTABLE -> "executable";
            case ElfFile.SHARED -> "shared";
            case 4 -> "core";
            default -> Integer.toString(type);
        };
    }

    private static String flagNames(int flags) {
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

    private static String permissions(int flags) {
        return ((flags & ProgramHeader.R) != 0 ? "r" : "-") + ((flags & ProgramHeader.W) != 0 ? "w" : "-") + ((flags & ProgramHeader.X) != 0 ? "x" : "-");
    }

    private String sectionName(int index) {
        return switch (index) {
            case Symbol.UNDEFINED -> "undefined";
            case Symbol.ABSOLUTE -> "absolute";
            case Symbol.COMMON -> "common";
            default -> index < sections.size() ? SymbolIndex.printable(sections.get(index).name()) : Integer.toString(index);
        };
    }

    private String symbolName(int index) {
        if (index <= 0 || index >= symbols.size()) {
            return "";
        }
        Symbol symbol = symbols.get(index);
        return symbol.type() == Symbol.SECTION ? sectionName(symbol.section()) : SymbolIndex.printable(symbol.name());
    }

    /** As text for people. */
    public String table() throws ElfException {
        StringBuilder out = new StringBuilder();
        out.append("%s, entry 0x%x, flags 0x%x (%s)\n".formatted(typeName(file.type()), file.entry(), file.flags(), flagNames(file.flags())));
        if (!file.programHeaders().isEmpty()) {
            out.append("\nSegments\n%-17s %-5s %18s %18s %10s %10s %10s %8s\n".formatted("type", "flags", "address", "load address", "offset", "file size",
                "size", "align"));
            for (ProgramHeader p : file.programHeaders()) {
                out.append("%-17s %-5s %#18x %#18x %#10x %#10x %#10x %#8x\n".formatted(p.typeName(), permissions(p.flags()), p.virtualAddress(),
                    p.physicalAddress(), p.offset(), p.fileSize(), p.memorySize(), p.alignment()));
            }
        }
        out.append("\nSections\n%4s %-24s %-16s %-6s %18s %10s %10s %6s\n".formatted("", "name", "type", "flags", "address", "offset", "size", "align"));
        for (int i = 1; i < sections.size(); i++) {
            Section s = sections.get(i);
            out.append("%4d %-24s %-16s %-6s %#18x %#10x %#10x %6d\n".formatted(i, SymbolIndex.printable(s.name()), s.typeName(), s.flagLetters(),
                s.address(), s.offset(), s.size(), s.alignment()));
        }
        symbolTable(out);
        relocationTables(out);
        return out.toString();
    }

    private void symbolTable(StringBuilder out) {
        if (symbols.size() > 1) {
            out.append("\nSymbols\n%18s %8s %-8s %-7s %-9s %-20s %s\n".formatted("value", "size", "type", "binding", "visible", "section", "name"));
            for (Symbol s : symbols.subList(1, symbols.size())) {
                out.append("%#18x %8d %-8s %-7s %-9s %-20s %s\n".formatted(s.value(), s.size(), s.typeName(), s.bindingName(), s.visibilityName(),
                    sectionName(s.section()), SymbolIndex.printable(s.name())));
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("type", typeName(file.type()));
            json.writeNumberField("entry", file.entry());
            json.writeNumberField("flags", file.flags());
            json.writeStringField("flag_names", flagNames(file.flags()));
            segments(json);
            sections(json);
            symbols(json);
            relocations(json);
            json.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8) + "\n";
    }

    private void segments(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("segments");
        for (ProgramHeader p : file.programHeaders()) {
            json.writeStartObject();
            json.writeStringField("type", p.typeName());
            json.writeStringField("permissions", permissions(p.flags()));
            json.writeNumberField("address", p.virtualAddress());
            json.writeNumberField("load_address", p.physicalAddress());
            json.writeNumberField("offset", p.offset());
            json.writeNumberField("file_size", p.fileSize());
            json.writeNumberField("size", p.memorySize());
            json.writeNumberField("alignment", p.alignment());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void sections(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("sections");
        for (int i = 1; i < sections.size(); i++) {
            Section s = sections.get(i);
            json.writeStartObject();
            json.writeStringField("name", s.name());
            json.writeStringField("type", s.typeName());
            json.writeStringField("flags", s.flagLetters());
            json.writeNumberField("address", s.address());
            json.writeNumberField("offset", s.offset());
            json.writeNumberField("size", s.size());
            json.writeNumberField("alignment", s.alignment());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void symbols(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("symbols");
        for (Symbol s : symbols.subList(Math.min(1, symbols.size()), symbols.size())) {
            json.writeStartObject();
            json.writeStringField("name", s.name());
            json.writeNumberField("value", s.value());
            json.writeNumberField("size", s.size());
            json.writeStringField("type", s.typeName());
            json.writeStringField("binding", s.bindingName());
            json.writeStringField("visibility", s.visibilityName());
            json.writeStringField("section", sectionName(s.section()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void relocations(JsonGenerator json) throws IOException, ElfException {
        json.writeArrayFieldStart("relocations");
        for (Section table : sections) {
            if (table.type() == Section.RELA) {
                for (Relocation r : file.relocations(table)) {
                    json.writeStartObject();
                    json.writeStringField("section", sectionName(table.info()));
                    json.writeNumberField("offset", r.offset());
                    json.writeStringField("type", r.typeName());
                    json.writeStringField("symbol", symbolName(r.symbol()));
                    json.writeNumberField("addend", r.addend());
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }
}
