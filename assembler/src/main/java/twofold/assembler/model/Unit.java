package twofold.assembler.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Span;

/** One file being assembled: its symbols, sections, options and where we are. */
public final class Unit implements Names {
    private static final long AX = Section.ALLOC | Section.EXEC;
    private static final long AW = Section.ALLOC | Section.WRITE;

    private final Diagnostics diagnostics;
    private final SymbolTable symbols = new SymbolTable();
    private final Map<String, AsmSection> sections = new LinkedHashMap<>();
    private final Deque<Place[]> sectionStack = new ArrayDeque<>();
    private final Deque<Options> optionStack = new ArrayDeque<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private final Numbers numbers = new Numbers();
    private AsmSection current;
    private Place previous;
    private Options options;
    private boolean everCompressed;
    private String fileName;

    /** An empty unit with the three sections that every object has. */
    public Unit(Diagnostics diagnostics, Options options) {
        this.diagnostics = diagnostics;
        options(options);
        current = section(".text", Section.PROGBITS, AX, 0);
        previous = place();
        section(".data", Section.PROGBITS, AW, 0);
        section(".bss", Section.NOBITS, AW, 0);
    }

    /** Puts work off until all statements have been read. */
    public void atEnd(Runnable work) {
        atEnd.add(work);
    }

    /** Does what was put off. */
    public void finish() {
        atEnd.forEach(Runnable::run);
        atEnd.clear();
    }

    /** Where errors go. */
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    /** The symbols. */
    public SymbolTable symbols() {
        return symbols;
    }

    /** The sections, in order of their first use. */
    public Collection<AsmSection> sections() {
        return sections.values();
    }

    /** The section of a name that stands alone, or null. */
    public AsmSection findSection(String name) {
        return sections.get(name);
    }

    /** The section of a name that belongs to something, or null. */
    public AsmSection findSection(String name, SectionBonds bonds) {
        return sections.get(bonds.key(name));
    }

    /** The section of a name, made if it is new. Code is aligned to an instruction. */
    public AsmSection section(String name, int type, long flags, long entrySize) {
        return section(name, type, flags, entrySize, SectionBonds.NONE);
    }

    /** The same of a section that belongs to something. */
    public AsmSection section(String name, int type, long flags, long entrySize, SectionBonds bonds) {
        AsmSection section = findSection(name, bonds);
        if (section == null) {
            section = new AsmSection(name, type, flags, entrySize, bonds);
            sections.put(bonds.key(name), section);
        }
        if (section.isCode()) {
            section.align(options.compressed() ? 2 : 4);
        }
        return section;
    }

    /** The section being filled. */
    public AsmSection current() {
        return current;
    }

    /** Where we are. */
    public Place place() {
        return new Place(current, current.subsection());
    }

    /** Goes on in another section, in its part 0. */
    public void enter(AsmSection section) {
        enter(new Place(section, 0));
    }

    /** Goes on at another place. */
    public void enter(Place place) {
        previous = place();
        go(place);
    }

    private void go(Place place) {
        AsmSection section = place.section();
        current = section;
        section.subsection(place.subsection());
        if (section.isCode()) {
            section.align(options.compressed() ? 2 : 4);
        }
    }

    /** Goes to a number, from which labels count on, where there is no section. */
    public void enterNumbers(long from) {
        numbers.go(from);
        enter(numbers);
    }

    /** Remembers where we are. */
    public void pushSection() {
        sectionStack.push(new Place[] {place(), previous});
    }

    /** Goes back to what was remembered. */
    public void popSection(Span span) {
        if (sectionStack.isEmpty()) {
            throw new SyntaxError(span, ".popsection without .pushsection");
        }
        Place[] saved = sectionStack.pop();
        go(saved[0]);
        previous = saved[1];
    }

    /** Swaps the section being filled with the one before. */
    public void swapSection() {
        enter(previous);
    }

    /** The options in force. */
    public Options options() {
        return options;
    }

    /** Changes the options. */
    public void options(Options changed) {
        options = changed;
        everCompressed |= changed.compressed();
        if (current != null && current.isCode()) {
            current.align(changed.compressed() ? 2 : 4);
        }
    }

    /** Remembers the options. */
    public void pushOptions() {
        optionStack.push(options);
    }

    /** Goes back to the remembered options. */
    public void popOptions(Span span) {
        if (optionStack.isEmpty()) {
            throw new SyntaxError(span, ".option pop without .option push");
        }
        options(optionStack.pop());
    }

    /** Whether there may be two-byte instructions. */
    public boolean everCompressed() {
        return everCompressed;
    }

    /** What {@code .file} said, or null. */
    public String fileName() {
        return fileName;
    }

    /** Sets the name for the FILE symbol. */
    public void fileName(String name) {
        fileName = name;
    }

    /** Makes a symbol a label here. */
    public void label(AsmSymbol symbol, Span span) {
        if (symbol.isDefined()) {
            String where = symbol.definedAt() == null ? "" : "; the first time at " + symbol.definedAt().place();
            throw new SyntaxError(span, "'" + SymbolTable.display(symbol.name()) + "' is defined twice" + where);
        }
        if (current == numbers) {
            symbol.equate(Expression.of(numbers.at()), false, span);
            return;
        }
        symbol.define(current.current(), current.current().length(), span);
        if (current.has(Section.TLS) && symbol.type == Symbol.NOTYPE) {
            symbol.type = Symbol.TLS;
        }
    }

    @Override
    public AsmSymbol symbol(String name) {
        AsmSection section = name.startsWith(".") ? sections.get(name) : null;
        return section != null && symbols.find(name) == null ? section.symbol : symbols.get(name);
    }

    @Override
    public AsmSymbol here() {
        AsmSymbol place = new AsmSymbol(".L0 ");
        if (current == numbers) {
            place.equate(Expression.of(numbers.at()), false, null);
            return place;
        }
        place.define(current.current(), current.current().length(), null);
        return place;
    }

    @Override
    public AsmSymbol forward(long number) {
        return symbols.forward(number);
    }

    @Override
    public AsmSymbol backward(long number) {
        return symbols.backward(number);
    }
}
