package twofold.assembler.debug;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.DwarfWriter;
import twofold.assembler.model.Leb128;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Unit;
import twofold.riscv.elf.Section;

/**
 * Writes DWARF 4 (chapters "Line Number Information" and "Data Representation"). Each row states its address with a relocation, as the
 * linker may still cut alignment padding out of the code.
 */
public final class DebugSections extends DwarfWriter {
    private static final String PRODUCER = "Twofold assembler";
    private static final int VERSION = 4;
    private static final int ASSEMBLER_LANGUAGE = 0x8001;
    private static final int FIRST_SPECIAL = 13;
    private static final byte[] STANDARD_LENGTHS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

    // DW_LNS_* and DW_LNE_*
    private static final int COPY = 1;
    private static final int ADVANCE_LINE = 3;
    private static final int FILE = 4;
    private static final int COLUMN = 5;
    private static final int NEGATE_STATEMENT = 6;
    private static final int BASIC_BLOCK = 7;
    private static final int PROLOGUE_END = 10;
    private static final int EPILOGUE_BEGIN = 11;
    private static final int ISA = 12;
    private static final byte DISCRIMINATOR = 4;

    private final Unit unit;
    private final LineRows lines;

    private DebugSections(Unit unit, LineRows lines) {
        super(null);
        this.unit = unit;
        this.lines = lines;
    }

    /** Adds the sections to the unit; nothing when there are no lines. */
    public static void add(Unit unit, LineRows lines, String sourceName) {
        if (!lines.isEmpty()) {
            new DebugSections(unit, lines).run(sourceName);
        }
    }

    private void run(String sourceName) {
        List<AsmSymbol[]> ranges = ranges();
        AsmSymbol lineTable = enter(".debug_line");
        lineTable();
        if (!lines.stated()) {
            AsmSymbol abbreviations = enter(".debug_abbrev");
            abbreviations();
            AsmSymbol rangeTable = enter(".debug_ranges");
            for (AsmSymbol[] range : ranges) {
                data(range[0], 8);
                data(range[1], 8);
            }
            bytes(new byte[16]);
            info(sourceName, lineTable, abbreviations, rangeTable);
        }
    }

    private AsmSymbol enter(String name) {
        section = unit.section(name, Section.PROGBITS, 0, 0);
        unit.enter(section);
        return unit.here();
    }

    private List<AsmSymbol[]> ranges() {
        List<AsmSymbol[]> ranges = new ArrayList<>();
        for (AsmSection code : lines.rows().keySet()) {
            unit.enter(code);
            ranges.add(new AsmSymbol[] {lines.rows().get(code).getFirst().place(), unit.here()});
        }
        return ranges;
    }

    private void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
        number(0, 1);
    }

    private void lineTable() {
        AsmSymbol end = length();
        number(VERSION, 2);
        AsmSymbol program = length();
        bytes(new byte[] {1, 1, 1, -5, 14, FIRST_SPECIAL});
        bytes(STANDARD_LENGTHS);
        number(0, 1);
        files();
        place(program);
        lines.rows().forEach(this::sequence);
        place(end);
    }

    /** Files are known by their place, so numbers that the source left out get a name too. */
    private void files() {
        for (int number = 1; !lines.files().isEmpty() && number <= lines.files().lastKey(); number++) {
            text(lines.files().getOrDefault(number, lines.files().firstEntry().getValue()));
            bytes(new byte[3]);
        }
        number(0, 1);
    }

    private void sequence(AsmSection code, List<LineRows.Row> rows) {
        Location before = Location.of(1, 1);
        for (LineRows.Row row : rows) {
            Location now = row.location();
            setAddress(row.place());
            change(FILE, now.file(), before.file());
            change(COLUMN, now.column(), before.column());
            change(ISA, now.isa(), before.isa());
            mark(now.isStatement() != before.isStatement(), NEGATE_STATEMENT);
            mark(now.basicBlock(), BASIC_BLOCK);
            mark(now.prologueEnd(), PROLOGUE_END);
            mark(now.epilogueBegin(), EPILOGUE_BEGIN);
            if (now.discriminator() != 0) {
                byte[] encoded = Leb128.encode(now.discriminator(), false);
                bytes(new byte[] {0, (byte) (1 + encoded.length), DISCRIMINATOR});
                bytes(encoded);
            }
            number(ADVANCE_LINE, 1);
            bytes(Leb128.encode(now.line() - before.line(), true));
            number(COPY, 1);
            before = now;
        }
        AsmSymbol end = later();
        end.define(code.current(), code.current().length(), null);
        setAddress(end);
        bytes(new byte[] {0, 1, 1});
    }

    private void change(int instruction, long now, long before) {
        if (now != before) {
            number(instruction, 1);
            unsigned(now);
        }
    }

    private void mark(boolean wanted, int instruction) {
        if (wanted) {
            number(instruction, 1);
        }
    }

    private void setAddress(AsmSymbol place) {
        bytes(new byte[] {0, 9, 2});
        data(place, 8);
    }

    /** One kind of entry: a compilation unit with its lines, ranges, name, folder, producer and language. */
    private void abbreviations() {
        int[][] attributes = {{0x10, 0x17}, {0x11, 0x01}, {0x55, 0x17}, {0x03, 0x08}, {0x1b, 0x08}, {0x25, 0x08}, {0x13, 0x05}, {0, 0}};
        unsigned(1);
        unsigned(0x11);
        number(0, 1);
        for (int[] attribute : attributes) {
            unsigned(attribute[0]);
            unsigned(attribute[1]);
        }
        number(0, 1);
    }

    /** The folder is given as "." so that the same source makes the same bytes everywhere. */
    private void info(String sourceName, AsmSymbol lineTable, AsmSymbol abbreviations, AsmSymbol rangeTable) {
        enter(".debug_info");
        AsmSymbol end = length();
        number(VERSION, 2);
        data(abbreviations, 4);
        number(8, 1);
        unsigned(1);
        data(lineTable, 4);
        number(0, 8);
        data(rangeTable, 4);
        text(sourceName);
        text(".");
        text(PRODUCER);
        number(ASSEMBLER_LANGUAGE, 2);
        place(end);
    }
}
