package twofold.assembler.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Span;

/** A section being filled. */
public class AsmSection {
    /** Fills beyond this are kept as a size. */
    private static final int LARGE = 1 << 16;
    /** The most bytes that may be written into a section. */
    private static final int MAX_BYTES = 1 << 28;

    private final String name;
    private final int type;
    private final long flags;
    private final long entrySize;
    private final SectionBonds bonds;
    /** By their number, the parts that the section is put together of in the end. */
    private final TreeMap<Long, List<Fragment>> subsections = new TreeMap<>();
    private List<Fragment> fragments = new ArrayList<>();
    private long subsection;
    private Fragment current;
    private long alignment = 1;
    private long closedBytes;
    private final List<AsmSymbol> markers = new ArrayList<>();
    private boolean lastIsCode;
    /** Whether a marker is wanted whatever came last. */
    private boolean unmarked = true;
    /** Index in the object file, once it has one. */
    int index;
    /** The section's own symbol. */
    final AsmSymbol symbol;

    /** An empty section; {@code type} and {@code flags} as in the file. */
    AsmSection(String name, int type, long flags, long entrySize, SectionBonds bonds) {
        this.name = name;
        this.type = type;
        this.flags = flags;
        this.entrySize = entrySize;
        this.bonds = bonds;
        current = new Fragment(this);
        fragments.add(current);
        subsections.put(0L, fragments);
        symbol = new AsmSymbol(name);
        symbol.type = Symbol.SECTION;
        symbol.define(current, 0, null);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** SHT_* value. */
    public int type() {
        return type;
    }

    /** SHF_* bits. */
    public long flags() {
        return flags;
    }

    /** Bytes of an entity of a mergeable section. */
    public long entrySize() {
        return entrySize;
    }

    /** What it belongs to. */
    public SectionBonds bonds() {
        return bonds;
    }

    /** Whether it holds instructions. */
    public boolean isCode() {
        return (flags & Section.EXEC) != 0;
    }

    /** Whether all of {@code bits} of SHF_* are set. */
    public boolean has(long bits) {
        return (flags & bits) == bits;
    }

    /** Whether it takes no space in the file. */
    public boolean isNoBits() {
        return type == Section.NOBITS;
    }

    /** Its alignment in bytes. */
    public long alignment() {
        return alignment;
    }

    /** Asks for an alignment of at least so many bytes. */
    public void align(long bytes) {
        alignment = Math.max(alignment, bytes);
    }

    List<Fragment> fragments() {
        return subsections.size() == 1 ? fragments : subsections.values().stream().flatMap(List::stream).toList();
    }

    /** The number of the part that is being filled. */
    public long subsection() {
        return subsection;
    }

    /** Goes on in another part: parts follow each other in the order of their numbers. */
    public void subsection(long number) {
        if (number == subsection) {
            return;
        }
        if (!subsections.containsKey(number)) {
            subsections.put(number, new ArrayList<>(List.of(new Fragment(this))));
        }
        subsection = number;
        fragments = subsections.get(number);
        current = fragments.getLast();
        unmarked = true;
    }

    /** The fragment that is being filled. */
    public Fragment current() {
        return current;
    }

    /** Adds bytes. */
    public void add(byte[] bytes, Span span) {
        room(bytes.length, span);
        mark(false);
        for (int i = 0; isNoBits() && i < bytes.length; i++) {
            checkZero(bytes[i], span);
        }
        current.add(bytes);
    }

    /** Adds an instruction. */
    public void addInstruction(long bits, int length, Span span) {
        room(length, span);
        mark(true);
        put(bits, length, span);
    }

    /** Adds a little-endian number of {@code size} bytes. */
    public void add(long value, int size, Span span) {
        room(size, span);
        mark(false);
        put(value, size, span);
    }

    private void put(long value, int size, Span span) {
        checkZero(value, span);
        for (int i = 0; i < size; i++) {
            current.add((int) (value >> 8 * i));
        }
    }

    /** Adds {@code count} bytes of one value. */
    public void fill(long count, int value, Span span) {
        checkZero(value, span);
        if (isNoBits() || count > LARGE) {
            addTail(new Tail.Space(Expression.of(count), value, span), 0);
            return;
        }
        room(count, span);
        mark(false);
        current.fill((int) count, value);
    }

    /** Where instructions begin and where data does, for disassemblers (RISC-V ELF psABI, section "Mapping Symbol"). */
    private void mark(boolean instructions) {
        if (isCode() && (unmarked || lastIsCode != instructions)) {
            AsmSymbol marker = new AsmSymbol(instructions ? "$x" : "$d");
            marker.define(current, current.length(), null);
            markers.add(marker);
            lastIsCode = instructions;
            unmarked = false;
        }
    }

    List<AsmSymbol> markers() {
        return markers;
    }

    final void checkZero(long value, Span span) {
        if (isNoBits() && value != 0) {
            throw new SyntaxError(span, "section " + name + " takes no space in the file, so it can only hold zeros");
        }
    }

    private void room(long count, Span span) {
        if (count < 0 || count > MAX_BYTES - closedBytes - current.length()) {
            throw new SyntaxError(span, "section " + name + " would grow beyond " + (MAX_BYTES >> 20) + " MiB");
        }
    }

    /** Adds a number that is known later. */
    public void addData(Expression expression, int size, Span span) {
        current.fixups().add(new Fixup(current.length(), new Fixup.Data(size), expression, span));
        add(0, size, span);
    }

    /** Puts a relocation on what is added next. */
    public void relocateNext(RelocationType type, Expression expression, boolean relax, Span span) {
        current.fixups().add(new Fixup(current.length(), new Fixup.Relocate(type, relax), expression, span));
    }

    /** Puts a relocation so many bytes behind a label of this section, or behind its start if that is null. */
    public void relocate(AsmSymbol label, int bytes, RelocationType type, Expression expression, Span span) {
        Fragment at = label == null ? subsections.firstEntry().getValue().getFirst() : label.fragment();
        at.fixups().add(new Fixup((label == null ? 0 : label.offset()) + bytes, new Fixup.State(type), expression, span));
    }

    /** Adds what has no fixed size. */
    public void addTail(Tail tail, int initialSize) {
        room(initialSize, tail.span());
        mark(tail instanceof Tail.Branch || tail instanceof Tail.Align align && align.nops());
        current.close(tail, initialSize);
        closedBytes += current.size();
        current = new Fragment(this);
        fragments.add(current);
    }
}
