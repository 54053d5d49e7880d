package twofold.assembler.cli;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import twofold.assembler.model.LineTable;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Section;

/** A listing: for each statement that made bytes the section, offset, bytes and source. Addresses are those of the object. */
final class Listing {
    private static final int BYTES_PER_LINE = 8;

    private Listing() { }

    static void append(StringBuilder out, String file, LineTable lines, byte[] object) {
        try {
            append(out, file, lines.entries(), ElfFile.read(object));
        } catch (ElfException e) {
            throw new IllegalStateException("our own object cannot be read", e);
        }
    }

    private static void append(StringBuilder out, String file, List<LineTable.Entry> entries, ElfFile object) throws ElfException {
        out.append("# ").append(file).append('\n');
        Map<String, Long> ends = new HashMap<>();
        long[] end = new long[entries.size()];
        for (int i = entries.size() - 1; i >= 0; i--) {
            LineTable.Entry entry = entries.get(i);
            String name = entry.section().name();
            end[i] = ends.containsKey(name) ? ends.get(name) : object.section(name).map(Section::size).orElse(0L);
            ends.put(name, entry.address());
        }
        Map<String, ByteBuffer> contents = new HashMap<>();
        for (Section section : object.sections()) {
            contents.put(section.name(), object.contents(section));
        }
        for (int i = 0; i < entries.size(); i++) {
            LineTable.Entry entry = entries.get(i);
            if (end[i] > entry.address()) {
                line(out, entry, end[i], contents.get(entry.section().name()));
            }
        }
    }

    private static void line(StringBuilder out, LineTable.Entry entry, long end, ByteBuffer contents) {
        int shown = (int) Math.min(BYTES_PER_LINE, Math.min(end, contents.limit()) - entry.address());
        byte[] bytes = new byte[Math.max(0, shown)];
        contents.get((int) Math.min(entry.address(), contents.limit()), bytes);
        String hex = HexFormat.of().formatHex(bytes) + (end - entry.address() > shown && shown > 0 ? "…" : "");
        out.append("%-10s %08x  %-18s %5d  %s\n".formatted(entry.section().name(), entry.address(), hex,
            entry.span().source().line(entry.span().start()), entry.span().source().lineText(entry.span().start())));
    }
}
