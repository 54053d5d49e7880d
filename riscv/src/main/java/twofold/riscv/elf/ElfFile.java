package twofold.riscv.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A 64-bit little-endian RISC-V ELF file, read from bytes that may be hostile. */
public final class ElfFile {
    /** A file to link. */
    public static final int RELOCATABLE = 1;
    /** A program at fixed addresses. */
    public static final int EXECUTABLE = 2;
    /** A shared object or position-independent program. */
    public static final int SHARED = 3;
    /** The machine number of RISC-V. */
    public static final int RISCV = 243;
    /** Header flag: uses compressed instructions. */
    public static final int FLAG_RVC = 1;
    /** Header flags: passes single-precision arguments in registers. */
    public static final int FLAG_SINGLE_ABI = 2;
    /** Header flags: passes double-precision arguments in registers. */
    public static final int FLAG_DOUBLE_ABI = 4;
    /** Header flags: the bits that say which floating-point registers pass arguments. */
    public static final int FLAG_FLOAT_ABI = 6;
    static final int HEADER_BYTES = 64;

    private final ByteBuffer file;
    private final List<ProgramHeader> programHeaders;
    private List<Section> sections;

    private ElfFile(ByteBuffer file) throws ElfException {
        this.file = file;
        checkIdentity();
        programHeaders = readProgramHeaders();
    }

    /** Reads a file that is in memory. The array is not copied and must not change. */
    public static ElfFile read(byte[] bytes) throws ElfException {
        return read(ByteBuffer.wrap(bytes));
    }

    /** Reads a file from {@code buffer}'s position to its limit, without moving them. The contents must not change. */
    public static ElfFile read(ByteBuffer buffer) throws ElfException {
        return new ElfFile(buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Whether bytes start like an ELF file of any kind. */
    public static boolean isElf(ByteBuffer buffer) {
        int at = buffer.position();
        return buffer.remaining() >= 4 && buffer.get(at) == 0x7f && buffer.get(at + 1) == 'E' && buffer.get(at + 2) == 'L'
            && buffer.get(at + 3) == 'F';
    }

    private void checkIdentity() throws ElfException {
        if (!isElf(file)) {
            throw new ElfException("is not an ELF file");
        }
        if (file.limit() < 20) {
            throw new ElfException("truncated: the ELF header takes 64 bytes, the file has " + file.limit());
        }
        if (file.get(5) == 2) {
            throw new ElfException("is big-endian");
        }
        if (file.get(5) != 1) {
            throw new ElfException("has an unknown byte order");
        }
        if (machine() != RISCV) {
            throw new ElfException("is for " + machineName(machine()) + ", not RISC-V");
        }
        if (file.get(4) == 1) {
            throw new ElfException("is 32-bit");
        }
        if (file.get(4) != 2) {
            throw new ElfException("is neither 32-bit nor 64-bit");
        }
        if (file.limit() < HEADER_BYTES) {
            throw new ElfException("truncated: the ELF header takes 64 bytes, the file has " + file.limit());
        }
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case 2 -> "SPARC";
            case 3 -> "x86";
            case 8 -> "MIPS";
            case 20 -> "PowerPC";
            case 21 -> "PowerPC64";
            case 22 -> "S390";
            case 40 -> "ARM";
            case 43 -> "SPARC64";
            case 62 -> "x86-64";
            case 183 -> "AArch64";
            case 258 -> "LoongArch";
            default -> "machine " + machine;
        };
    }

    private List<ProgramHeader> readProgramHeaders() throws ElfException {
        int count = file.getShort(56) & 0xffff;
        long offset = file.getLong(32);
        if (count == 0) {
            return List.of();
        }
        if ((file.getShort(54) & 0xffff) != ProgramHeader.BYTES) {
            throw new ElfException("has program headers of " + (file.getShort(54) & 0xffff) + " bytes instead of 56");
        }
        need("the program headers", offset, (long) count * ProgramHeader.BYTES);
        List<ProgramHeader> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ProgramHeader header = programHeader((int) offset + i * ProgramHeader.BYTES);
            if (header.isLoad() || header.type() == ProgramHeader.INTERP) {
                check(header, i);
            }
            headers.add(header);
        }
        return List.copyOf(headers);
    }

    private ProgramHeader programHeader(int at) {
        return new ProgramHeader(file.getInt(at), file.getInt(at + 4), file.getLong(at + 8), file.getLong(at + 16), file.getLong(at + 24),
            file.getLong(at + 32), file.getLong(at + 40), file.getLong(at + 48));
    }

    private void check(ProgramHeader header, int index) throws ElfException {
        if (header.fileSize() != 0) {
            need("segment " + index, header.offset(), header.fileSize());
        }
        if (header.memorySize() < 0 || Long.compareUnsigned(header.fileSize(), header.memorySize()) > 0 && header.isLoad()) {
            throw new ElfException("has a segment " + index + " that is larger in the file than in memory");
        }
        if (Long.compareUnsigned(header.virtualAddress() + header.memorySize(), header.virtualAddress()) < 0) {
            throw new ElfException("has a segment " + index + " that wraps around the end of memory");
        }
        if ((header.alignment() & header.alignment() - 1) != 0) {
            throw new ElfException("has a segment " + index + " whose alignment is no power of two");
        }
    }

    private void need(String what, long offset, long size) throws ElfException {
        if (offset < 0 || size < 0 || offset > file.limit() || size > file.limit() - offset) {
            throw new ElfException("truncated: " + what + " needs " + Long.toUnsignedString(size) + " bytes at offset "
                + Long.toUnsignedString(offset) + ", the file has " + file.limit());
        }
    }

    /** {@link #RELOCATABLE}, {@link #EXECUTABLE}, {@link #SHARED} or another ET_* value. */
    public int type() {
        return file.getShort(16) & 0xffff;
    }

    /** The machine number, always {@link #RISCV}. */
    public int machine() {
        return file.getShort(18) & 0xffff;
    }

    /** The address of the first instruction. */
    public long entry() {
        return file.getLong(24);
    }

    /** The header's flags: {@link #FLAG_RVC} and others of the psABI. */
    public int flags() {
        return file.getInt(48);
    }

    /** Where the program headers are in the file. */
    public long programHeaderOffset() {
        return file.getLong(32);
    }

    /** The program headers, in file order. LOAD and INTERP segments lie within the file unless they have no bytes in it. */
    public List<ProgramHeader> programHeaders() {
        return programHeaders;
    }

    /** The bytes that a segment has in the file, read-only. */
    public ByteBuffer segment(ProgramHeader header) throws ElfException {
        if (header.fileSize() == 0) {
            return slice(0, 0);
        }
        need("a segment", header.offset(), header.fileSize());
        return slice(header.offset(), header.fileSize());
    }

    /** The path of the program interpreter, where one is asked for. */
    public Optional<String> interpreter() throws ElfException {
        for (ProgramHeader header : programHeaders) {
            if (header.type() == ProgramHeader.INTERP) {
                if (header.fileSize() < 2 || header.fileSize() > 4096 || file.get((int) (header.offset() + header.fileSize() - 1)) != 0) {
                    throw new ElfException("has a malformed interpreter path");
                }
                return Optional.of(string(segment(header), 0));
            }
        }
        return Optional.empty();
    }

    /** The sections; index 0 is the null section. Empty when the file has none. */
    public List<Section> sections() throws ElfException {
        if (sections == null) {
            sections = readSections();
        }
        return sections;
    }

    private List<Section> readSections() throws ElfException {
        long offset = file.getLong(40);
        if (offset == 0) {
            return List.of();
        }
        if ((file.getShort(58) & 0xffff) != Section.BYTES) {
            throw new ElfException("has section headers of " + (file.getShort(58) & 0xffff) + " bytes instead of 64");
        }
        need("the section headers", offset, Section.BYTES);
        Section first = section((int) offset, "");
        long count = file.getShort(60) & 0xffff;
        if (count == 0) {
            count = first.size();
        }
        int namesIndex = file.getShort(62) & 0xffff;
        if (namesIndex == 0xffff) {
            namesIndex = first.link();
        }
        if (count < 0 || count > file.limit() / Section.BYTES) {
            throw new ElfException("truncated: it claims " + Long.toUnsignedString(count) + " sections");
        }
        need("the section headers", offset, count * Section.BYTES);
        if (namesIndex < 0 || namesIndex >= count) {
            throw new ElfException("has no section " + Integer.toUnsignedString(namesIndex) + " for the section names");
        }
        ByteBuffer names = contents(section((int) offset + namesIndex * Section.BYTES, "section names"));
        List<Section> all = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            int at = (int) offset + i * Section.BYTES;
            all.add(section(at, i == 0 ? "" : string(names, file.getInt(at))));
        }
        return List.copyOf(all);
    }

    private Section section(int at, String name) {
        return new Section(name, file.getInt(at + 4), file.getLong(at + 8), file.getLong(at + 16), file.getLong(at + 24),
            file.getLong(at + 32), file.getInt(at + 40), file.getInt(at + 44), file.getLong(at + 48), file.getLong(at + 56));
    }

    /** The first section of a name. */
    public Optional<Section> section(String name) throws ElfException {
        return sections().stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** The bytes of a section, read-only; none for a NOBITS section. */
    public ByteBuffer contents(Section section) throws ElfException {
        if (section.type() == Section.NOBITS || section.type() == Section.NULL) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        need("section '" + section.name() + "'", section.offset(), section.size());
        return slice(section.offset(), section.size());
    }

    private ByteBuffer slice(long offset, long size) {
        return file.slice((int) offset, (int) size).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The entries of the symbol table, index 0 being the null symbol; empty when there is none. */
    public List<Symbol> symbols() throws ElfException {
        for (Section section : sections()) {
            if (section.type() == Section.SYMTAB) {
                return symbols(section);
            }
        }
        return List.of();
    }

    /** The linked section of a symbol table, its names. */
    ByteBuffer names(Section table) throws ElfException {
        return contents(linked(table));
    }

    private List<Symbol> symbols(Section table) throws ElfException {
        ByteBuffer entries = contents(table);
        ByteBuffer names = contents(linked(table));
        int count = entries.limit() / Symbol.BYTES;
        List<Symbol> symbols = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = i * Symbol.BYTES;
            int info = entries.get(at + 4) & 0xff;
            symbols.add(new Symbol(string(names, entries.getInt(at)), entries.getLong(at + 8), entries.getLong(at + 16), info >> 4,
                info & 15,
                entries.get(at + 5) & 0xff, entries.getShort(at + 6) & 0xffff));
        }
        return List.copyOf(symbols);
    }

    private Section linked(Section section) throws ElfException {
        if (section.link() <= 0 || section.link() >= sections().size()) {
            throw new ElfException("has a section '" + section.name() + "' linked to section " + Integer.toUnsignedString(section.link())
                + ", which does not exist");
        }
        return sections().get(section.link());
    }

    /** The relocations in a RELA section. */
    public List<Relocation> relocations(Section table) throws ElfException {
        ByteBuffer entries = contents(table);
        int count = entries.limit() / Relocation.BYTES;
        List<Relocation> relocations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = i * Relocation.BYTES;
            relocations.add(new Relocation(entries.getLong(at), entries.getInt(at + 8), entries.getInt(at + 12), entries.getLong(at + 16)));
        }
        return List.copyOf(relocations);
    }

    private static String string(ByteBuffer table, int offset) throws ElfException {
        if (offset < 0 || offset >= table.limit()) {
            if (offset == 0) {
                return "";
            }
            throw new ElfException("has a name outside its string table");
        }
        int end = offset;
        while (end < table.limit() && table.get(end) != 0) {
            end++;
        }
        if (end == table.limit()) {
            throw new ElfException("has a string table that does not end in a zero byte");
        }
        byte[] bytes = new byte[end - offset];
        table.get(offset, bytes);
        return RawText.decode(bytes);
    }
}
