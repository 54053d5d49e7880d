package twofold.assembler.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ElfWriter;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.NearestName;
import twofold.toolkit.diagnostic.Source;
import twofold.toolkit.diagnostic.Span;

/** Links objects and archives into a static program. */
public final class Linker {
    private static final long TEXT_START = 0x10000;

    /**
     * A file to link.
     *
     * @param name  its name for messages
     * @param bytes an object or an archive
     * @param uses  where its source uses the symbols that it does not define, as far as that is known
     */
    public record Input(String name, byte[] bytes, Map<String, Span> uses) {
        /** A file whose source is not known. */
        public Input(String name, byte[] bytes) {
            this(name, bytes, Map.of());
        }
    }

    private final Diagnostics diagnostics;
    private final Globals globals;
    private final List<InputObject> objects = new ArrayList<>();
    private final Got got = new Got();
    private final Map<String, Span> uses = new TreeMap<>();
    /** The names of the groups of sections that are linked already. */
    private final Set<String> groups = new TreeSet<>();
    private Source script;
    private long textStart = TEXT_START;
    private boolean headers = true;

    /** Messages go to {@code diagnostics}. */
    public Linker(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.globals = new Globals(diagnostics);
    }

    /** Lays out as a script says. */
    public void script(Source text) {
        script = text;
    }

    /** Puts the code at an address, without the ELF headers before it. */
    public void textStart(long address) {
        textStart = address;
        headers = false;
    }

    /** The program, or empty when there are errors. */
    public Optional<byte[]> link(List<Input> inputs) {
        try {
            byte[] program = run(inputs);
            return diagnostics.hasErrors() ? Optional.empty() : Optional.of(program);
        } catch (SyntaxError error) {
            diagnostics.error(error.span(), error.getMessage());
        } catch (LinkException error) {
            diagnostics.error(null, error.getMessage());
        } catch (Diagnostics.TooMany stop) {
            // everything is collected already
        }
        return Optional.empty();
    }

    private byte[] run(List<Input> inputs) {
        Script layout = ScriptParser.parse(script != null ? script
            : new Source("default linker script", Script.standard(textStart, headers)));
        String entryName = layout.entry() == null ? "_start" : layout.entry();
        read(inputs, entryName);
        List<InputSection> sections = new ArrayList<>();
        for (InputObject object : objects) {
            object.sections().stream().filter(section -> !section.isDuplicate).forEach(sections::add);
        }
        commons(sections);
        InputSection table = got.collect(sections);
        if (table != null) {
            sections.add(table);
        }
        List<OutputSection> memory = new Placement(layout, globals, sections, ElfWriter.headerBytes(ProgramWriter.headerCount(sections)))
            .run();
        List<OutputSection> others = others(sections);
        globalPointer(memory);
        checkUndefined();
        long threadPointer = ProgramWriter.threadSections(memory).stream().mapToLong(OutputSection::address).min().orElse(0);
        List<InputSection> kept = sections.stream().filter(section -> section.output != null).toList();
        got.fill(threadPointer);
        new Relocator(got, threadPointer, diagnostics).run(kept);
        long entry = entry(entryName, memory);
        return new ProgramWriter(memory, others, layout.headers()).write(entry, flags(), new SymbolList(objects, globals));
    }

    private void read(List<Input> inputs, String entryName) {
        List<InputObject> pending = new ArrayList<>();
        globals.get(entryName);
        for (Input input : inputs) {
            input.uses().forEach(uses::putIfAbsent);
            if (Archive.isArchive(input.bytes())) {
                for (Archive.Member member : Archive.members(input.name(), input.bytes())) {
                    pending.add(InputObject.read(member.name(), member.bytes()));
                }
                pull(pending, entryName);
            } else {
                enter(InputObject.read(input.name(), input.bytes()));
                pull(pending, entryName);
            }
        }
    }

    /** Takes the members of archives that define what is missing, until none does. */
    private void pull(List<InputObject> pending, String entryName) {
        boolean found = true;
        while (found) {
            found = false;
            for (InputObject member : List.copyOf(pending)) {
                if (member.symbols().stream().anyMatch(symbol -> symbol.isGlobal() && symbol.entry().isDefined()
                    && wanted(symbol.name(), entryName))) {
                    pending.remove(member);
                    enter(member);
                    found = true;
                }
            }
        }
    }

    private boolean wanted(String name, String entryName) {
        return globals.wants(name) || name.equals(entryName) && !globals.get(name).isDefined();
    }

    private void enter(InputObject object) {
        objects.add(object);
        for (InputObject.Group group : object.groups()) {
            if (!groups.add(group.name())) {
                group.members().forEach(section -> section.isDuplicate = true);
            }
        }
        globals.enter(object);
    }

    private void commons(List<InputSection> sections) {
        for (Global global : globals.all()) {
            if (global.definition == null && global.commonSize >= 0) {
                Section header = new Section("COMMON", Section.NOBITS, Section.ALLOC | Section.WRITE, 0, 0, global.commonSize, 0, 0,
                    global.commonAlignment, 0);
                global.commonSection = new InputSection("common symbols", header, new byte[0], List.of(), List.of());
                sections.add(global.commonSection);
            }
        }
    }

    /** Sections that are only in the file, such as debug information: equal names are joined. */
    private static List<OutputSection> others(List<InputSection> sections) {
        Map<String, OutputSection> byName = new LinkedHashMap<>();
        for (InputSection section : sections) {
            if (!section.isAllocated() && !section.isNoBits()) {
                byName.computeIfAbsent(section.name(), OutputSection::new).add(section);
            }
        }
        return List.copyOf(byName.values());
    }

    /** Scripts often leave __global_pointer$ out; code that wants it gets the usual place. */
    private void globalPointer(List<OutputSection> memory) {
        Global pointer = globals.find("__global_pointer$");
        if (pointer != null && !pointer.isDefined()) {
            for (String name : new String[] {".sdata", ".data", ".bss"}) {
                for (OutputSection section : memory) {
                    if (section.name().equals(name) && pointer.assigned == null) {
                        pointer.assigned = section.address() + 0x800;
                    }
                }
            }
        }
    }

    private void checkUndefined() {
        for (Global global : globals.all()) {
            if (!global.isDefined() && !global.weakUse) {
                Span span = uses.get(global.name());
                String where = span == null ? "; it is used in " + firstUse(global) : "";
                diagnostics.error(span, "'" + global.name() + "' is not defined" + where + similar(global));
            }
        }
    }

    private String similar(Global missing) {
        List<String> defined = globals.all().stream().filter(Global::isDefined).map(Global::name).toList();
        return NearestName.find(missing.name(), defined).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private String firstUse(Global global) {
        for (InputObject object : objects) {
            for (InputSection section : object.sections()) {
                for (Relocation relocation : section.relocations) {
                    if (section.symbol(relocation).global == global) {
                        return section.place(relocation.offset());
                    }
                }
            }
        }
        return global.use == null ? "the linker script" : global.use.file();
    }

    private long entry(String name, List<OutputSection> memory) {
        Global symbol = globals.find(name);
        if (symbol != null && symbol.isDefined()) {
            return symbol.address();
        }
        OptionalLong number = number(name);
        if (number.isPresent()) {
            return number.getAsLong();
        }
        long start = memory.stream().filter(section -> section.has(Section.EXEC)).mapToLong(OutputSection::address).findFirst().orElse(0);
        diagnostics.warning(null, "there is no symbol '" + name + "'; the program starts at 0x" + Long.toHexString(start));
        return start;
    }

    private static OptionalLong number(String text) {
        try {
            return text.matches("0x[0-9a-fA-F]+|[0-9]+") ? OptionalLong.of(Long.decode(text)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** All objects must pass floating-point arguments alike; compressed code anywhere makes the program need it. */
    private int flags() {
        int flags = 0;
        for (InputObject object : objects) {
            int floats = object.flags() & ElfFile.FLAG_FLOAT_ABI;
            int first = objects.getFirst().flags() & ElfFile.FLAG_FLOAT_ABI;
            if (floats != first) {
                diagnostics.error(null, object.file() + " passes floating-point arguments in another way than " + objects.getFirst()
                    .file());
            }
            flags |= object.flags();
        }
        return flags;
    }
}
