package twofold.assembler.disassemble;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

/** An {@link Inspection} as one JSON object; apart from the tables so that these do not load a JSON library. */
final class InspectionJson {
    private final Inspection inspection;
    private final ElfFile file;
    private final List<Section> sections;
    private final List<Symbol> symbols;

    InspectionJson(Inspection inspection) {
        this.inspection = inspection;
        this.file = inspection.file();
        this.sections = inspection.sections();
        this.symbols = inspection.symbols();
    }

    String write() throws ElfException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("type", Inspection.typeName(file.type()));
            json.writeNumberField("entry", file.entry());
            json.writeNumberField("flags", file.flags());
            json.writeStringField("flag_names", Inspection.flagNames(file.flags()));
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
            json.writeStringField("permissions", Inspection.permissions(p.flags()));
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
            json.writeStringField("section", inspection.sectionName(s.section()));
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
                    json.writeStringField("section", inspection.sectionName(table.info()));
                    json.writeNumberField("offset", r.offset());
                    json.writeStringField("type", r.typeName());
                    json.writeStringField("symbol", inspection.symbolName(r.symbol()));
                    json.writeNumberField("addend", r.addend());
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }
}
