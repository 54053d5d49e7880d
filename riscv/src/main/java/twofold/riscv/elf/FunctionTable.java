package twofold.riscv.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which function an address lies in, by a file's .symtab or, where that was stripped, .dynsym. A symbol with a size names its own bytes; one
 * without, as an assembler's label, those up to the next symbol.
 */
public final class FunctionTable {
    /** No functions. */
    public static final FunctionTable EMPTY = new FunctionTable(ByteBuffer.allocate(0));

    private static final int DYNSYM = 11;
    private static final int LONGEST_NAME = 4096;

    private final ByteBuffer names;
    private final TreeMap<Long, Entry> sized = new TreeMap<>();
    private final TreeMap<Long, Entry> labels = new TreeMap<>();

    private record Entry(long value, long size, int name, int rank) {
    }

    private FunctionTable(ByteBuffer names) {
        this.names = names;
    }

    /** The table of a file; an empty one if it has no symbols. */
    public static FunctionTable of(ElfFile file) throws ElfException {
        Section table = null;
        for (Section each : file.sections()) {
            if (each.type() == Section.SYMTAB || each.type() == DYNSYM && table == null) {
                table = each;
            }
        }
        if (table == null) {
            return EMPTY;
        }
        FunctionTable functions = new FunctionTable(file.names(table));
        boolean[] executable = new boolean[file.sections().size()];
        for (int i = 0; i < executable.length; i++) {
            executable[i] = (file.sections().get(i).flags() & Section.EXEC) != 0;
        }
        ByteBuffer entries = file.contents(table);
        for (int at = 0; at + Symbol.BYTES <= entries.limit(); at += Symbol.BYTES) {
            functions.add(entries, at, executable);
        }
        return functions;
    }

    /** A table of functions that each end where the next begins. */
    public static FunctionTable ofLabels(SortedMap<Long, String> functions) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        TreeMap<Long, Entry> labels = new TreeMap<>();
        functions.forEach((address, name) -> {
            labels.put(address, new Entry(address, 0, names.size(), 0));
            names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            names.write(0);
        });
        FunctionTable table = new FunctionTable(ByteBuffer.wrap(names.toByteArray()));
        table.labels.putAll(labels);
        return table;
    }

    private void add(ByteBuffer entries, int at, boolean[] executable) {
        int type = entries.get(at + 4) & 15;
        int section = entries.getShort(at + 6) & 0xffff;
        boolean function = type == Symbol.FUNCTION || type == Symbol.GNU_IFUNC;
        boolean label = type == Symbol.NOTYPE && section < executable.length && executable[section];
        int name = entries.getInt(at);
        if (section == Symbol.UNDEFINED || !function && !label || name <= 0 || name >= names.limit() || names.get(name) == '$'
                || names.get(name) == '.') {
            return;
        }
        int binding = entries.get(at + 4) >>> 4 & 15;
        Entry entry = new Entry(entries.getLong(at + 8), entries.getLong(at + 16), name, (function ? 2 : 0) + (binding == Symbol.LOCAL ? 0 : 1));
        (entry.size > 0 ? sized : labels).merge(entry.value, entry, (a, b) -> a.rank >= b.rank ? a : b);
    }

    /** Whether it has no functions at all. */
    public boolean isEmpty() {
        return sized.isEmpty() && labels.isEmpty();
    }

    /** The name of the function that an address, as the file has it, lies in, or null. */
    public String name(long address) {
        var within = sized.floorEntry(address);
        if (within != null && Long.compareUnsigned(address - within.getValue().value, within.getValue().size) < 0) {
            return text(within.getValue().name);
        }
        var before = labels.floorEntry(address);
        return before == null || within != null && within.getKey() > before.getKey() ? null : text(before.getValue().name);
    }

    private String text(int name) {
        byte[] bytes = new byte[Math.min(LONGEST_NAME, names.limit() - name)];
        names.get(name, bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
