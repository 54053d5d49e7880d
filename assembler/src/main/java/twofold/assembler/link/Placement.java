package twofold.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.assembler.link.Script.Command;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.Section;
import twofold.toolkit.diagnostic.Span;

/** Carries a script out: gives every input section its place and every script symbol its value. */
final class Placement implements Script.Scope {
    /** Passes until addresses that depend on later ones have settled. */
    private static final int MAX_PASSES = 10;

    private final Script script;
    private final Globals globals;
    private final List<InputSection> inputs;
    private final long headerBytes;
    private final List<Command> commands = new ArrayList<>();
    private final Map<Script.Rule, OutputSection> outputs = new LinkedHashMap<>();
    /** By identity: a script may say the same pattern twice. */
    private final Map<Script.Pattern, List<InputSection>> matched = new IdentityHashMap<>();
    private final Map<String, Long> regionEnds = new TreeMap<>();
    private final Map<String, Span> missing = new TreeMap<>();
    private OutputSection current;
    private long dot;

    Placement(Script script, Globals globals, List<InputSection> inputs, long headerBytes) {
        this.script = script;
        this.globals = globals;
        this.inputs = inputs;
        this.headerBytes = headerBytes;
        commands.addAll(script.commands());
    }

    /** Places everything; returns the sections of the program that hold something, in order. */
    List<OutputSection> run() {
        script.commands().forEach(command -> match(command));
        orphans();
        List<Long> before = null;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            pass();
            List<Long> now = state();
            if (now.equals(before)) {
                break;
            }
            before = now;
        }
        missing.forEach((name, span) -> {
            throw new SyntaxError(span, "symbol '" + name + "' is not defined");
        });
        return outputs.values().stream().filter(section -> section.size() > 0).toList();
    }

    private void match(Command command) {
        if (command instanceof Script.Rule rule) {
            OutputSection output = rule.isDiscard() ? null : new OutputSection(rule.name());
            if (output != null) {
                output.fill = rule.fill();
                output.noLoad = rule.noLoad();
                outputs.put(rule, output);
            }
            for (Command content : rule.contents()) {
                if (content instanceof Script.Pattern pattern) {
                    matched.put(pattern, take(pattern, output));
                }
            }
        }
    }

    private List<InputSection> take(Script.Pattern pattern, OutputSection output) {
        List<InputSection> taken = new ArrayList<>();
        for (InputSection section : inputs) {
            if (section.output == null && !section.discarded && section.isAllocated() && matches(pattern, section)) {
                section.output = output;
                section.discarded = output == null;
                taken.add(section);
            }
        }
        if (pattern.sorted()) {
            taken.sort(Comparator.comparing(InputSection::name));
        }
        return taken;
    }

    private static boolean matches(Script.Pattern pattern, InputSection section) {
        return Glob.matches(pattern.file(), section.file()) && pattern.sections().stream()
            .anyMatch(glob -> Glob.matches(glob, section.name()))
            && pattern.excluded().stream().noneMatch(glob -> Glob.matches(glob, section.file()));
    }

    /** What no rule takes goes after the last section of its kind, under its own name; what is not in memory comes last. */
    private void orphans() {
        Map<String, List<InputSection>> byName = new LinkedHashMap<>();
        for (InputSection section : inputs) {
            if (section.output == null && !section.discarded && section.isAllocated()) {
                byName.computeIfAbsent(section.name(), name -> new ArrayList<>()).add(section);
            }
        }
        byName.forEach((name, sections) -> {
            Script.Pattern pattern = new Script.Pattern("*", List.of(), List.of(name), false);
            Script.Rule rule = new Script.Rule(name, null, null, null, false, bounded(name, pattern), 0, region(sections.getFirst()), null,
                null);
            OutputSection output = new OutputSection(name);
            outputs.put(rule, output);
            matched.put(pattern, sections);
            sections.forEach(section -> section.output = output);
            commands.add(orphanPlace(sections.getFirst()), rule);
        });
    }

    /** A section whose name is one in C has symbols for its bounds, as GNU ld gives it. */
    private static List<Command> bounded(String name, Script.Pattern pattern) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            return List.of(pattern);
        }
        return List.of(new Script.Assign("__start_" + name, Script.Scope::dot, true, null), pattern,
            new Script.Assign("__stop_" + name, Script.Scope::dot, true, null));
    }

    private static int kind(InputSection section) {
        return section.header().has(Section.EXEC) ? 0 : !section.header().has(Section.WRITE) ? 1 : section.header().has(Section.TLS) ? 2
            : section.isNoBits() ? 4 : 3;
    }

    private Script.Rule lastOfKind(int kind) {
        Script.Rule last = null;
        for (Command command : commands) {
            if (command instanceof Script.Rule rule && rule.contents().stream()
                .anyMatch(content -> content instanceof Script.Pattern pattern
                    && matched.getOrDefault(pattern, List.of()).stream()
                    .anyMatch(section -> kind(section) == kind && !section.discarded))) {
                last = rule;
            }
        }
        return last;
    }

    private int orphanPlace(InputSection section) {
        for (int kind = kind(section); kind >= 0; kind--) {
            Script.Rule rule = lastOfKind(kind);
            if (rule != null) {
                return commands.indexOf(rule) + 1;
            }
        }
        return kind(section) == 0 ? firstRule() : commands.size();
    }

    private int firstRule() {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i) instanceof Script.Rule) {
                return i;
            }
        }
        return commands.size();
    }

    private String region(InputSection section) {
        Script.Rule rule = lastOfKind(kind(section));
        return rule == null ? null : rule.region();
    }

    private List<Long> state() {
        List<Long> state = new ArrayList<>();
        outputs.values().forEach(section -> {
            state.add(section.address());
            state.add(section.size());
        });
        globals.all().forEach(global -> state.add(global.assigned));
        return state;
    }

    private void pass() {
        dot = 0;
        missing.clear();
        regionEnds.clear();
        script.regions().forEach((name, region) -> regionEnds.put(name, region.origin()));
        for (Command command : commands) {
            current = null;
            switch (command) {
                case Script.Rule rule -> place(rule);
                case Script.Assign assign -> assign(assign);
                case Script.Assert assertion -> check(assertion);
                default -> throw new IllegalStateException();
            }
        }
    }

    private void place(Script.Rule rule) {
        if (rule.isDiscard()) {
            return;
        }
        OutputSection output = outputs.get(rule);
        long start = rule.address() != null ? rule.address().value(this) : rule.region() != null ? regionEnds.get(rule.region()) : dot;
        long alignment = rule.address() != null ? 1 : alignment(rule);
        if (rule.alignment() != null) {
            alignment = Math.max(alignment, rule.alignment().value(this));
        }
        if (Long.bitCount(alignment) != 1) {
            throw new SyntaxError(rule.span(), "the alignment of " + rule.name() + " is not a power of two");
        }
        start = start + alignment - 1 & -alignment;
        output.restart(start);
        current = output;
        dot = start;
        rule.contents().forEach(this::content);
        boolean threadZeros = output.has(Section.TLS) && output.isNoBits();
        dot = threadZeros ? start : output.end();
        if (rule.load() != null) {
            output.loadAt(rule.load().value(this));
        }
        if (rule.region() != null) {
            advance(rule, rule.region(), dot);
        }
        if (rule.loadRegion() != null) {
            long load = regionEnds.get(rule.loadRegion()) + alignment - 1 & -alignment;
            output.loadAt(load);
            advance(rule, rule.loadRegion(), load + (output.isNoBits() ? 0 : output.size()));
        }
    }

    private void advance(Script.Rule rule, String name, long end) {
        Script.Region region = script.regions().get(name);
        if (Long.compareUnsigned(end - region.origin(), region.length()) > 0) {
            throw new LinkException("section " + rule.name() + " does not fit in memory region '" + name + "': it ends "
                + (end - region.origin() - region.length()) + " bytes beyond it");
        }
        regionEnds.put(name, end);
    }

    private long alignment(Script.Rule rule) {
        long alignment = 1;
        for (Command content : rule.contents()) {
            if (content instanceof Script.Pattern pattern) {
                for (InputSection section : matched.get(pattern)) {
                    alignment = Math.max(alignment, section.alignment());
                }
            }
        }
        return alignment;
    }

    private void content(Command command) {
        switch (command) {
            case Script.Pattern pattern -> {
                for (InputSection section : matched.get(pattern)) {
                    current.add(section);
                }
                dot = current.end();
            }
            case Script.Data data -> {
                long value = data.value().value(this);
                current.add(new OutputSection.Literal(current.size(), data.size(), value));
                dot = current.end();
            }
            case Script.Assign assign -> assign(assign);
            case Script.Assert assertion -> check(assertion);
            case Script.Rule rule -> throw new IllegalStateException(rule.name());
        }
    }

    private void assign(Script.Assign assign) {
        if (assign.symbol().equals(".")) {
            moveDot(assign);
            return;
        }
        if (assign.provide()) {
            Global wanted = globals.find(assign.symbol());
            if (wanted == null || wanted.definition != null || wanted.commonSize >= 0) {
                return;
            }
        }
        Global global = globals.get(assign.symbol());
        global.assigned = assign.value().value(this);
        global.assignedIn = current;
    }

    private void moveDot(Script.Assign assign) {
        long value = assign.value().value(this);
        if (current == null) {
            dot = value;
            return;
        }
        long newSize = Long.compareUnsigned(value, current.address()) >= 0 ? value - current.address() : value;
        if (newSize < current.size()) {
            throw new SyntaxError(assign.span(), "the location counter cannot move backwards in section " + current.name());
        }
        current.extend(newSize);
        dot = current.end();
    }

    private void check(Script.Assert assertion) {
        if (assertion.value().value(this) == 0 && missing.isEmpty()) {
            throw new SyntaxError(assertion.span(), assertion.message());
        }
    }

    @Override
    public long dot() {
        return dot;
    }

    @Override
    public long symbol(String name, Span span) {
        Global global = globals.get(name);
        if (!global.isDefined()) {
            missing.put(name, span);
        }
        return global.address();
    }

    @Override
    public boolean isDefined(String name) {
        Global global = globals.find(name);
        return global != null && global.isDefined();
    }

    @Override
    public OutputSection section(String name, Span span) {
        return outputs.values().stream().filter(section -> section.name().equals(name)).findFirst()
            .orElseThrow(() -> new SyntaxError(span, "there is no section " + name));
    }

    @Override
    public long headerBytes() {
        return headerBytes;
    }
}
