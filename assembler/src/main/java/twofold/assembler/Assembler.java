package twofold.assembler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import twofold.assembler.debug.DebugSections;
import twofold.assembler.debug.LineRows;
import twofold.assembler.directive.Processor;
import twofold.assembler.frame.CallFrames;
import twofold.assembler.source.SourceFiles;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Layout;
import twofold.assembler.model.LineTable;
import twofold.assembler.model.ObjectFile;
import twofold.assembler.model.Options;
import twofold.assembler.model.Unit;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.isa.Extension;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Assembles one source. The same source and settings give the same bytes. */
public final class Assembler {
    /**
     * How to assemble.
     *
     * @param extensions the instructions there are
     * @param files      where included files come from
     * @param symbols    symbols with values given from outside
     * @param debug      whether to add line numbers for debuggers
     */
    public record Settings(Set<Extension> extensions, SourceFiles files, Map<String, Long> symbols, boolean debug) { }

    /**
     * What assembling gives.
     *
     * @param object    the relocatable object file
     * @param undefined for each symbol that another object must define the first place that uses it
     */
    public record Result(byte[] object, Map<String, Span> undefined) { }

    private final Settings settings;
    private final Diagnostics diagnostics;

    /** Messages go to {@code diagnostics}. */
    public Assembler(Settings settings, Diagnostics diagnostics) {
        this.settings = settings;
        this.diagnostics = diagnostics;
    }

    /** The object, or empty when there are errors. */
    public Optional<Result> assemble(Source source) {
        return assemble(source, null);
    }

    /** The same, and says in {@code lines} where each byte comes from. */
    public Optional<Result> assemble(Source source, LineTable lines) {
        try {
            Result result = run(source, lines);
            return diagnostics.hasErrors() ? Optional.empty() : Optional.ofNullable(result);
        } catch (Diagnostics.TooMany stop) {
            return Optional.empty();
        }
    }

    private Result run(Source source, LineTable lines) {
        Unit unit = new Unit(diagnostics, Options.of(settings.extensions()));
        settings.symbols().forEach((name, value) -> {
            AsmSymbol symbol = unit.symbols().get(name);
            symbol.equate(Expression.of(value), true, null);
        });
        LineRows rows = new LineRows(settings.debug());
        CallFrames frames = new CallFrames();
        new Processor(unit, settings.files(), lines, rows, frames).run(source);
        DebugSections.add(unit, rows, source.name());
        frames.add(unit);
        if (!Layout.settle(unit.sections(), diagnostics)) {
            return null;
        }
        byte[] object = new ObjectFile(unit.sections(), unit.symbols(), diagnostics).write(flags(unit), unit.fileName());
        return new Result(object, undefined(unit));
    }

    private static Map<String, Span> undefined(Unit unit) {
        Map<String, Span> uses = new TreeMap<>();
        for (AsmSymbol symbol : unit.symbols().all()) {
            if (!symbol.isDefined() && symbol.firstUse() != null) {
                uses.put(symbol.name(), symbol.firstUse());
            }
        }
        return uses;
    }

    private int flags(Unit unit) {
        Set<Extension> extensions = settings.extensions();
        int floats = extensions.contains(Extension.D) ? ElfFile.FLAG_DOUBLE_ABI
            : extensions.contains(Extension.F) ? ElfFile.FLAG_SINGLE_ABI : 0;
        return floats | (unit.everCompressed() ? ElfFile.FLAG_RVC : 0);
    }
}
