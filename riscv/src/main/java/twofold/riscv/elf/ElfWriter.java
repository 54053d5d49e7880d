package twofold.riscv.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes ELF64 RISC-V files: header, program headers, section contents where they were told to be or one after another, section headers.
 */
public final class ElfWriter {
    /** An offset in a {@link Section} that leaves its place to the writer. */
    public static final long ANYWHERE = -1;

    /**
     * A section and its bytes.
     *
     * @param header   its name, offset ({@link #ANYWHERE} or where it must be) and the rest; the size is that of the contents
     *                 unless it is NOBITS
     * @param contents its bytes, empty for NOBITS
     */
    public record Content(Section header, byte[] contents) { }

    private static final int OSABI_GNU = 3;

    private final List<Content> contents = new ArrayList<>();
    /** Whether it has what only GNU's ABI defines. */
    private boolean gnu;
    private final int type;
    private final long entry;
    private final int flags;
    private final List<ProgramHeader> programHeaders;

    /** Starts a file of type {@link ElfFile#RELOCATABLE} or {@link ElfFile#EXECUTABLE}. Program headers follow the ELF header. */
    public ElfWriter(int type, long entry, int flags, List<ProgramHeader> programHeaders) {
        this.type = type;
        this.entry = entry;
        this.flags = flags;
        this.programHeaders = List.copyOf(programHeaders);
    }

    /** Bytes that the ELF header and {@code count} program headers take at the start of a file. */
    public static long headerBytes(int count) {
        return ElfFile.HEADER_BYTES + (long) count * ProgramHeader.BYTES;
    }

    /** Appends a section; returns its index, which counts from 1. Sections with fixed offsets come first, in order of their offsets. */
    public int add(Section header, byte[] bytes) {
        gnu |= header.has(Section.RETAIN);
        contents.add(new Content(header, bytes));
        return contents.size();
    }

    /** The file, with a section name table added at its end. */
    public byte[] write() {
        StringTable names = new StringTable();
        for (Content content : contents) {
            names.add(content.header.name());
        }
        names.add(".shstrtab");
        int namesIndex = add(new Section(".shstrtab", Section.STRTAB, 0, 0, ANYWHERE, 0, 0, 0, 1, 0), names.bytes());
        List<Section> placed = new ArrayList<>();
        long end = headerBytes(programHeaders.size());
        for (Content content : contents) {
            Section section = place(content, end);
            placed.add(section);
            end = section.type() == Section.NOBITS ? end : Math.max(end, section.offset() + section.size());
        }
        long headersAt = end + 7 & -8;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(headersAt + (long) (placed.size() + 1) * Section.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
        header(out, headersAt, placed.size() + 1, namesIndex);
        programHeaders.forEach(header -> programHeader(out, header));
        for (int i = 0; i < placed.size(); i++) {
            if (placed.get(i).type() != Section.NOBITS) {
                out.put((int) placed.get(i).offset(), contents.get(i).contents);
            }
        }
        out.position((int) headersAt + Section.BYTES);
        placed.forEach(section -> sectionHeader(out, section, names.add(section.name())));
        return out.array();
    }

    private static Section place(Content content, long end) {
        Section s = content.header;
        long alignment = Math.max(1, s.alignment());
        long offset = s.offset() == ANYWHERE ? (end + alignment - 1) / alignment * alignment : s.offset();
        long size = s.type() == Section.NOBITS ? s.size() : content.contents.length;
        return new Section(s.name(), s.type(), s.flags(), s.address(), offset, size, s.link(), s.info(), s.alignment(), s.entrySize());
    }

    private void header(ByteBuffer out, long sectionsAt, int sectionCount, int namesIndex) {
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, (byte) (gnu ? OSABI_GNU : 0), 0, 0, 0, 0, 0, 0, 0, 0});
        out.putShort((short) type).putShort((short) ElfFile.RISCV).putInt(1).putLong(entry);
        out.putLong(programHeaders.isEmpty() ? 0 : ElfFile.HEADER_BYTES).putLong(sectionsAt).putInt(flags);
        out.putShort((short) ElfFile.HEADER_BYTES).putShort((short) (programHeaders.isEmpty() ? 0 : ProgramHeader.BYTES));
        out.putShort((short) programHeaders.size()).putShort((short) Section.BYTES);
        out.putShort((short) sectionCount).putShort((short) namesIndex);
    }

    private static void programHeader(ByteBuffer out, ProgramHeader p) {
        out.putInt(p.type()).putInt(p.flags()).putLong(p.offset()).putLong(p.virtualAddress()).putLong(p.physicalAddress());
        out.putLong(p.fileSize()).putLong(p.memorySize()).putLong(p.alignment());
    }

    private static void sectionHeader(ByteBuffer out, Section s, int name) {
        out.putInt(name).putInt(s.type()).putLong(s.flags()).putLong(s.address()).putLong(s.offset()).putLong(s.size());
        out.putInt(s.link()).putInt(s.info()).putLong(s.alignment()).putLong(s.entrySize());
    }

    /**
     * Adds {@code .symtab} and {@code .strtab}. Local symbols must come first.
     *
     * @param symbols without the null symbol, so that symbol {@code i} of the list has index {@code i + 1} in the file
     * @return the index of the symbol table
     */
    public int addSymbols(List<Symbol> symbols) {
        StringTable names = new StringTable();
        ByteBuffer out = ByteBuffer.allocate((symbols.size() + 1) * Symbol.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.position(Symbol.BYTES);
        int locals = 1;
        for (Symbol symbol : symbols) {
            locals += symbol.binding() == Symbol.LOCAL ? 1 : 0;
            gnu |= symbol.binding() == Symbol.GNU_UNIQUE || symbol.type() == Symbol.GNU_IFUNC;
            out.putInt(names.add(symbol.name())).put((byte) (symbol.binding() << 4 | symbol.type())).put((byte) symbol.other());
            out.putShort((short) symbol.section()).putLong(symbol.value()).putLong(symbol.size());
        }
        int index = contents.size() + 1;
        add(new Section(".symtab", Section.SYMTAB, 0, 0, ANYWHERE, 0, index + 1, locals, 8, Symbol.BYTES), out.array());
        add(new Section(".strtab", Section.STRTAB, 0, 0, ANYWHERE, 0, 0, 0, 1, 0), names.bytes());
        return index;
    }

    /** Adds the relocations of section {@code target} as {@code .rela} and its name; {@code flags} as SHF_* say what else they are. */
    public void addRelocations(String targetName, int target, long flags, int symbolTable, List<Relocation> relocations) {
        ByteBuffer out = ByteBuffer.allocate(relocations.size() * Relocation.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Relocation relocation : relocations) {
            out.putLong(relocation.offset()).putInt(relocation.type()).putInt(relocation.symbol()).putLong(relocation.addend());
        }
        add(new Section(".rela" + targetName, Section.RELA, Section.INFO_LINK | flags, 0, ANYWHERE, 0, symbolTable, target, 8, Relocation.BYTES),
            out.array());
    }

    /** Names, each once, in the order of their first use. */
    private static final class StringTable {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Map<String, Integer> offsets = new HashMap<>();

        StringTable() {
            bytes.write(0);
            offsets.put("", 0);
        }

        int add(String name) {
            Integer known = offsets.get(name);
            if (known != null) {
                return known;
            }
            int offset = bytes.size();
            bytes.writeBytes(RawText.encode(name));
            bytes.write(0);
            offsets.put(name, offset);
            return offset;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
