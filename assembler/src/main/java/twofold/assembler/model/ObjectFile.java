package twofold.assembler.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ElfWriter;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Diagnostics;

/** Writes settled sections and symbols as a relocatable ELF file. */
public final class ObjectFile {
    /** Here the numbers end that sections can have. */
    private static final int MAX_SECTIONS = 0xff00;
    /** The one that is none, the symbols, their names, and the sections' names. */
    private static final int FURTHER_SECTIONS = 4;

    private final Collection<AsmSection> sections;
    private final SymbolTable symbols;
    private final Diagnostics diagnostics;

    /** Everything that goes in. */
    public ObjectFile(Collection<AsmSection> sections, SymbolTable symbols, Diagnostics diagnostics) {
        this.sections = sections;
        this.symbols = symbols;
        this.diagnostics = diagnostics;
    }

    /**
     * Writes it.
     *
     * @param flags      the ELF header's flags
     * @param fileName   what a FILE symbol says, or null
     */
    public byte[] write(int flags, String fileName) {
        List<SectionImage> images = sections.stream().map(section -> new SectionImage(section, diagnostics)).toList();
        Collection<SectionGroup> groups = SectionGroup.of(images);
        long count = groups.size() + images.size() + images.stream().filter(image -> !image.relocations().isEmpty()).count() + FURTHER_SECTIONS;
        if (count > MAX_SECTIONS) {
            diagnostics.error(null, "there are " + count + " sections, those of relocations and groups among them; an object can have " + MAX_SECTIONS);
            return new byte[0];
        }
        int index = groups.size();
        for (SectionImage image : images) {
            image.section().index = ++index;
            image.relocations().stream().filter(pending -> pending.symbol() != null).forEach(ObjectFile::mark);
        }
        int table = index + 1;
        int next = table + 2;
        Map<SectionImage, Integer> relocations = new IdentityHashMap<>();
        for (SectionImage image : images) {
            if (!image.relocations().isEmpty()) {
                relocations.put(image, next++);
            }
        }
        List<Symbol> entries = symbolEntries(images, groups, fileName);
        ElfWriter writer = new ElfWriter(ElfFile.RELOCATABLE, 0, flags, List.of());
        for (SectionGroup group : groups) {
            writer.add(group.header(table), group.bytes(relocations));
        }
        images.forEach(image -> writer.add(header(image), image.bytes()));
        writer.addSymbols(entries);
        for (SectionImage image : images) {
            if (!image.relocations().isEmpty()) {
                writer.addRelocations(image.section().name(), image.section().index, image.section().flags() & Section.IN_GROUP, table,
                    image.relocations().stream().map(ObjectFile::relocation).toList());
            }
        }
        return writer.write();
    }

    private static void mark(SectionImage.Pending pending) {
        pending.symbol().inRelocation = true;
        switch (pending.type()) {
            case TLS_GOT_HI20, TLS_GD_HI20, TPREL_HI20, TPREL_LO12_I, TPREL_LO12_S, TPREL_ADD -> pending.symbol().type = Symbol.TLS;
            default -> { }
        }
    }

    private static Relocation relocation(SectionImage.Pending pending) {
        return new Relocation(pending.offset(), pending.type().number(), pending.symbol() == null ? 0 : pending.symbol().index,
            pending.addend());
    }

    /** The index of the section that one is about, 0 if there is none. */
    private int linked(AsmSection section) {
        AsmSymbol about = section.bonds().linked() == null ? null : symbols.find(section.bonds().linked());
        if (section.bonds().linked() != null && (about == null || about.section() == null)) {
            diagnostics.error(null, "section " + section.name() + " is about '" + section.bonds().linked() + "', which is in no section here");
            return 0;
        }
        return about == null ? 0 : about.section().index;
    }

    private Section header(SectionImage image) {
        AsmSection s = image.section();
        return new Section(s.name(), s.type(), s.flags(), 0, ElfWriter.ANYWHERE, image.size(), linked(s), 0,
            s.alignment(), s.entrySize());
    }

    private List<Symbol> symbolEntries(List<SectionImage> images, Collection<SectionGroup> groups, String fileName) {
        List<Symbol> entries = new ArrayList<>();
        if (fileName != null) {
            entries.add(new Symbol(fileName, 0, 0, Symbol.LOCAL, Symbol.FILE, 0, Symbol.ABSOLUTE));
        }
        groups.forEach(group -> group.sign(symbols, entries));
        List<AsmSymbol> chosen = new ArrayList<>();
        for (SectionImage image : images) {
            if (image.section().symbol.inRelocation) {
                chosen.add(image.section().symbol);
            }
        }
        sections.forEach(section -> chosen.addAll(section.markers()));
        chosen.addAll(namelessInRelocations(images));
        symbols.all().stream().filter(this::isEntry).forEach(chosen::add);
        chosen.stream().filter(symbol -> symbol.binding == Symbol.LOCAL).forEach(symbol -> enter(symbol, entries));
        chosen.stream().filter(symbol -> symbol.binding != Symbol.LOCAL).forEach(symbol -> enter(symbol, entries));
        return entries;
    }

    /** Places without a name that relocations need, such as those of {@code .} in an expression. */
    private List<AsmSymbol> namelessInRelocations(List<SectionImage> images) {
        List<AsmSymbol> found = new ArrayList<>();
        Set<AsmSymbol> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SectionImage image : images) {
            for (SectionImage.Pending pending : image.relocations()) {
                AsmSymbol symbol = pending.symbol();
                if (symbol != null && symbols.find(symbol.name()) != symbol && symbol.type != Symbol.SECTION && known.add(symbol)) {
                    found.add(symbol);
                }
            }
        }
        return found;
    }

    private boolean isEntry(AsmSymbol symbol) {
        if (!symbol.isDefined()) {
            checkUndefined(symbol);
            if (symbol.binding == Symbol.LOCAL && symbol.inRelocation) {
                symbol.binding = symbol.usedWeakly && symbol.firstUse() == null ? Symbol.WEAK : Symbol.GLOBAL;
            }
            return symbol.inRelocation || symbol.binding == Symbol.WEAK;
        }
        if (symbol.commonSize >= 0 && !symbol.isLabel() && symbol.binding == Symbol.LOCAL) {
            symbol.binding = Symbol.GLOBAL;
        }
        return symbol.inRelocation || symbol.binding != Symbol.LOCAL || !symbol.name().startsWith(".L") && !isAliasOfUndefined(symbol);
    }

    private static boolean isAliasOfUndefined(AsmSymbol symbol) {
        if (symbol.value() == null) {
            return false;
        }
        try {
            Value value = Evaluator.FINAL.evaluate(symbol.value());
            return value.add() != null && !value.add().isDefined();
        } catch (SyntaxError reportedWhenEntered) {
            return false;
        }
    }

    private void checkUndefined(AsmSymbol symbol) {
        if (symbol.firstUse() != null && (symbol.name().startsWith(".L") || symbol.forcedLocal)) {
            diagnostics.error(symbol.firstUse(), symbol.name().indexOf('\u0002') < 0 ? "'" + symbol.name() + "' is not defined"
                : "there is no label '" + SymbolTable.display(symbol.name()) + ":' after this");
        }
    }

    private void enter(AsmSymbol symbol, List<Symbol> entries) {
        try {
            entries.add(entry(symbol));
            symbol.index = entries.size();
        } catch (SyntaxError error) {
            diagnostics.error(error.span(), error.getMessage());
        }
    }

    /** Another name for a label has its type and size too, unless it was given its own. */
    private static void inherit(AsmSymbol symbol) {
        AsmSymbol original = symbol.original();
        if (original != null) {
            symbol.type = symbol.type == Symbol.NOTYPE && original.type != Symbol.SECTION ? original.type : symbol.type;
            symbol.size = symbol.size == null ? original.size : symbol.size;
        }
    }

    private Symbol entry(AsmSymbol symbol) {
        inherit(symbol);
        long size = symbol.size == null ? 0 : Evaluator.FINAL.number(symbol.size, symbol.definedAt(), "the size of '" + symbol.name()
            + "'");
        String name = symbol.type == Symbol.SECTION ? "" : symbol.nameInObject();
        if (symbol.isLabel()) {
            boolean isThreadLocal = symbol.section().has(Section.TLS) && symbol.type != Symbol.SECTION;
            return new Symbol(name, symbol.type == Symbol.SECTION ? 0 : symbol.address(), size, symbol.binding,
                isThreadLocal ? Symbol.TLS : symbol.type, symbol.other(), symbol.section().index);
        }
        if (symbol.value() != null) {
            return equated(symbol, size);
        }
        if (symbol.commonSize >= 0) {
            return new Symbol(name, symbol.commonAlignment, symbol.commonSize, symbol.binding, Symbol.OBJECT, symbol.other(),
                Symbol.COMMON);
        }
        return new Symbol(name, 0, 0, symbol.binding, symbol.type, symbol.other(), Symbol.UNDEFINED);
    }

    private static Symbol equated(AsmSymbol symbol, long size) {
        Value value = Evaluator.FINAL.evaluate(symbol.value());
        if (value.isNumber()) {
            return new Symbol(symbol.nameInObject(), value.number(), size, symbol.binding, symbol.type, symbol.other(), Symbol.ABSOLUTE);
        }
        if (value.sub() == null && value.add().isLabel()) {
            int type = symbol.type == Symbol.NOTYPE ? value.add().type : symbol.type;
            return new Symbol(symbol.nameInObject(), value.add().address() + value.number(), size, symbol.binding,
                type == Symbol.SECTION ? Symbol.NOTYPE : type, symbol.other() | value.add().convention(), value.add().section().index);
        }
        throw new SyntaxError(symbol.definedAt(), "the value of '" + symbol.name() + "' is no number and no place in this file");
    }
}
