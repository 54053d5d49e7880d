package twofold.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ElfWriter;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

/** Writes placed sections as an executable: segments by permission, sections, symbols. */
final class ProgramWriter {
    private static final long PAGE = 0x1000;
    private static final long MAX_FILE = 1L << 28;

    /** A segment being made of consecutive sections. */
    private static final class Segment {
        private final List<OutputSection> sections = new ArrayList<>();
        private int permissions;
        private long offset;
        private boolean headers;

        long start() {
            return sections.getFirst().address();
        }

        long end() {
            return sections.getLast().end();
        }

        long fileEnd() {
            long end = start();
            for (OutputSection section : sections) {
                end = section.isNoBits() ? end : section.end();
            }
            return end;
        }
    }

    private final List<OutputSection> memory;
    private final List<OutputSection> others;
    private final boolean headersInMemory;
    private final List<Segment> segments = new ArrayList<>();

    /**
     * @param memory          sections in memory, as placed
     * @param others          sections that are only in the file
     * @param headersInMemory whether the ELF headers belong to the first segment
     */
    ProgramWriter(List<OutputSection> memory, List<OutputSection> others, boolean headersInMemory) {
        this.memory = memory.stream().sorted((a, b) -> Long.compareUnsigned(a.address(), b.address())).toList();
        this.others = others;
        this.headersInMemory = headersInMemory;
        checkOverlap();
        this.memory.stream().filter(section -> !isThreadZeros(section)).forEach(this::enter);
    }

    /** How many program headers there will be at most, before the segments are known. */
    static int headerCount(List<InputSection> inputs) {
        boolean threads = inputs.stream().anyMatch(section -> section.header().has(Section.TLS));
        long notes = inputs.stream().filter(section -> section.header().type() == Section.NOTE && section.header().has(Section.ALLOC)).count();
        return 4 + (threads ? 1 : 0) + (int) notes;
    }

    private static boolean isNote(OutputSection section) {
        return section.type() == Section.NOTE && section.size() > 0;
    }

    private static boolean isThreadZeros(OutputSection section) {
        return section.isNoBits() && section.has(Section.TLS);
    }

    private void checkOverlap() {
        OutputSection before = null;
        for (OutputSection section : memory) {
            if (isThreadZeros(section)) {
                continue;
            }
            if (before != null && Long.compareUnsigned(section.address(), before.end()) < 0) {
                throw new LinkException("sections " + before.name() + " and " + section.name() + " overlap at 0x"
                    + Long.toHexString(section.address()));
            }
            before = section;
        }
    }

    private static int permissions(OutputSection section) {
        return ProgramHeader.R | (section.has(Section.WRITE) ? ProgramHeader.W : 0) | (section.has(Section.EXEC) ? ProgramHeader.X : 0);
    }

    /** Sections of equal permissions share a segment; so do those that share a page, as a page has one set of permissions. */
    private void enter(OutputSection section) {
        Segment last = segments.isEmpty() ? null : segments.getLast();
        if (last != null && joins(last, section)) {
            last.sections.add(section);
            last.permissions |= permissions(section);
            return;
        }
        Segment segment = new Segment();
        segment.sections.add(section);
        segment.permissions = permissions(section);
        segments.add(segment);
    }

    private static boolean joins(Segment segment, OutputSection section) {
        boolean samePage = (segment.end() - 1 & -PAGE) == (section.address() & -PAGE);
        boolean samePermissions = segment.permissions == permissions(section);
        boolean near = section.address() - segment.end() < PAGE;
        OutputSection last = segment.sections.getLast();
        boolean sameLoad = section.loadAddress() - section.address() == last.loadAddress() - last.address();
        boolean afterZeros = last.isNoBits() && !section.isNoBits();
        return sameLoad && (samePage || samePermissions && near && !afterZeros);
    }

    private List<ProgramHeader> layOut(boolean threads) {
        int notes = (int) memory.stream().filter(ProgramWriter::isNote).count();
        int count = segments.size() + (threads ? 2 : 1) + notes;
        long end = ElfWriter.headerBytes(count);
        for (Segment segment : segments) {
            if (segment == segments.getFirst() && headersInMemory && segment.start() % PAGE >= end) {
                segment.headers = true;
                segment.offset = segment.start() % PAGE;
            } else {
                segment.offset = end + (segment.start() - end & PAGE - 1);
            }
            end = segment.offset + (segment.fileEnd() - segment.start());
            if (end < 0 || end > MAX_FILE) {
                throw new LinkException("the program would take more than " + (MAX_FILE >> 20) + " MiB in the file; section "
                    + segment.sections.getLast().name() + " is far from the one before");
            }
        }
        List<ProgramHeader> headers = new ArrayList<>();
        segments.forEach(segment -> headers.add(load(segment)));
        if (threads) {
            headers.add(threadHeader());
        }
        memory.stream().filter(ProgramWriter::isNote).map(this::noteHeader).forEach(headers::add);
        headers.add(new ProgramHeader(ProgramHeader.GNU_STACK, ProgramHeader.R | ProgramHeader.W, 0, 0, 0, 0, 0, 16));
        return headers;
    }

    private static ProgramHeader load(Segment segment) {
        long before = segment.headers ? segment.offset : 0;
        long start = segment.start() - before;
        long physical = segment.sections.getFirst().loadAddress() - before;
        return new ProgramHeader(ProgramHeader.LOAD, segment.permissions, segment.offset - before, start, physical,
            segment.fileEnd() - start,
            segment.end() - start, PAGE);
    }

    /** What a loader looks for without reading sections: who made the program, and for what (gABI, "Note Section"). */
    private ProgramHeader noteHeader(OutputSection note) {
        return new ProgramHeader(ProgramHeader.NOTE, ProgramHeader.R, offset(note), note.address(), note.loadAddress(), note.size(), note.size(),
            note.alignment());
    }

    private ProgramHeader threadHeader() {
        List<OutputSection> tls = threadSections(memory);
        long start = tls.getFirst().address();
        long fileEnd = start;
        long alignment = 1;
        long end = start;
        for (OutputSection section : tls) {
            fileEnd = section.isNoBits() ? fileEnd : section.end();
            end = Math.max(end, section.end());
            alignment = Math.max(alignment, section.alignment());
        }
        long offset = tls.getFirst().isNoBits() ? 0 : offset(tls.getFirst());
        return new ProgramHeader(ProgramHeader.TLS, ProgramHeader.R, offset, start, start, fileEnd - start, end - start, alignment);
    }

    static List<OutputSection> threadSections(List<OutputSection> sections) {
        return sections.stream().filter(section -> section.has(Section.TLS)).toList();
    }

    private long offset(OutputSection section) {
        for (Segment segment : segments) {
            if (segment.sections.contains(section)) {
                return segment.offset + (section.address() - segment.start());
            }
        }
        return 0;
    }

    byte[] write(long entry, int flags, SymbolList symbols) {
        boolean threads = !threadSections(memory).isEmpty();
        ElfWriter writer = new ElfWriter(ElfFile.EXECUTABLE, entry, flags, layOut(threads));
        for (OutputSection section : memory) {
            Section header = new Section(section.name(), section.type(), section.flags(), section.address(), offset(section),
                section.size(), 0, 0, section.alignment(), section.entrySize());
            section.index = writer.add(header, section.isNoBits() ? new byte[0] : contents(section));
        }
        for (OutputSection section : others) {
            Section header = new Section(section.name(), section.type(), section.flags(), 0, ElfWriter.ANYWHERE, section.size(), 0, 0,
                section.alignment(), section.entrySize());
            section.index = writer.add(header, contents(section));
        }
        List<Symbol> entries = symbols.entries();
        writer.addSymbols(entries);
        return writer.write();
    }

    private static byte[] contents(OutputSection section) {
        byte[] bytes = new byte[Math.toIntExact(section.size())];
        for (int i = 0; section.fill != 0 && i < bytes.length; i++) {
            bytes[i] = (byte) (section.fill >> 8 * (i & 3));
        }
        for (InputSection input : section.inputs()) {
            if (!input.isNoBits()) {
                System.arraycopy(input.bytes, 0, bytes, (int) input.offset, input.bytes.length);
            } else {
                Arrays.fill(bytes, (int) input.offset, (int) (input.offset + input.size), (byte) 0);
            }
        }
        for (OutputSection.Literal literal : section.literals()) {
            for (int i = 0; i < literal.size(); i++) {
                bytes[(int) literal.offset() + i] = (byte) (literal.value() >> 8 * i);
            }
        }
        return bytes;
    }
}
