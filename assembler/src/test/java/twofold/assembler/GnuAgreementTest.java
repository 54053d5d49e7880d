package twofold.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;

class GnuAgreementTest {
    private static final String AS = "riscv64-linux-gnu-as";
    private static final String GCC = "riscv64-linux-gnu-gcc";
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"instructions", "differences", "branches", "forms", "macros", "altmacro", "relax", "norelax", "frames", "groups",
        "data", "symver"})
    void objectsOfHandWrittenSourcesEqualThoseOfGnuAs(String name) throws Exception {
        Gnu.need(AS);
        compare(resource("/gnu/" + name + ".s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O1", "-O2", "-O3", "-Os", "-O2 -fPIC", "-O2 -fno-pic -mcmodel=medany", "-O1 -g", "-O2 -march=rv64g",
        "-O2 -mno-relax", "-O2 -fexceptions", "-O1 -g -fexceptions -fno-asynchronous-unwind-tables"})
    void objectsOfCompiledSourcesEqualThoseOfGnuAs(String options) throws Exception {
        Gnu.need(AS, GCC);
        for (String name : List.of("library", "main")) {
            Path source = folder.resolve(name + ".c");
            Path assembly = folder.resolve(name + ".s");
            Files.writeString(source, resource("/c/" + name + ".c"));
            List<String> command = new ArrayList<>(List.of(GCC, "-S", "-ffreestanding", "-fno-stack-protector"));
            command.addAll(List.of(options.split(" ")));
            command.addAll(List.of(source.toString(), "-o", assembly.toString()));
            Gnu.must(command.toArray(String[]::new));
            compare(Files.readString(assembly));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O0 -g", "-O2 -g"})
    void lineTablesOfCompiledSourcesSayWhatThoseOfGnuAsSay(String options) throws Exception {
        Gnu.need(AS, GCC, "riscv64-linux-gnu-objdump");
        for (String name : List.of("library", "main")) {
            Path source = folder.resolve(name + ".c");
            Path assembly = folder.resolve(name + ".s");
            Files.writeString(source, resource("/c/" + name + ".c"));
            List<String> command = new ArrayList<>(List.of(GCC, "-S", "-ffreestanding"));
            command.addAll(List.of(options.split(" ")));
            command.addAll(List.of(source.toString(), "-o", assembly.toString()));
            Gnu.must(command.toArray(String[]::new));
            Path theirs = folder.resolve("theirs.o");
            Path ours = folder.resolve("ours.o");
            Gnu.must(AS, "-march=rv64gc", assembly.toString(), "-o", theirs.toString());
            Files.write(ours, Work.object("t.s", Files.readString(assembly)));
            List<String> expected = lines(theirs);
            assertTrue(expected.size() > 10, "there are lines");
            assertEquals(expected, lines(ours), name);
        }
    }

    /** Line, address and whether it is a statement, row for row. */
    private static List<String> lines(Path object) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line : Gnu.run("riscv64-linux-gnu-objdump", "--dwarf=decodedline", object.toString()).output().split("\n")) {
            String[] words = line.strip().split(" +");
            if (words.length >= 3 && words[1].matches("[0-9]+")) {
                lines.add(words[1] + " " + words[2].replaceFirst("^0x", "") + (words[words.length - 1].equals("x") ? " statement" : ""));
            }
        }
        return lines;
    }

    @Test
    void manyGeneratedBranchesAreRelaxedAlike() throws Exception {
        Gnu.need(AS);
        for (long seed = 1; seed <= 5; seed++) {
            compare(branches(seed));
        }
    }

    private static String branches(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("# seed " + seed + "\n");
        for (int i = 0; i < 300; i++) {
            text.append("l").append(i).append(":\n");
            String target = "l" + random.nextInt(300);
            text.append(switch (random.nextInt(6)) {
                case 0 -> " beqz a" + random.nextInt(6) + ", " + target;
                case 1 -> " bne t" + random.nextInt(6) + ", a0, " + target;
                case 2 -> " j " + target;
                case 3 -> " .zero " + 2 * random.nextInt(90);
                case 4 -> " bltu a0, a1, " + target;
                default -> " addi a0, a0, " + random.nextInt(100);
            }).append('\n');
        }
        return text.toString();
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = GnuAgreementTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void compare(String text) throws Exception {
        Path source = folder.resolve("t.s");
        Path object = folder.resolve("t.o");
        Files.writeString(source, text);
        Gnu.must(AS, "-march=rv64gc", source.toString(), "-o", object.toString());
        assertEquals(describe(ElfFile.read(Files.readAllBytes(object))), describe(ElfFile.read(Work.object("t.s", text))), text.lines()
            .findFirst().orElse(""));
    }

    /** Contents, relocations and symbols as text, without what may differ: order of sections, padding at the end, line tables. */
    private static String describe(ElfFile file) throws Exception {
        TreeMap<String, String> parts = new TreeMap<>();
        List<Symbol> symbols = file.symbols();
        for (int i = 0; i < file.sections().size(); i++) {
            Section section = file.sections().get(i);
            if (isCompared(section)) {
                ByteBuffer bytes = file.contents(section);
                byte[] contents = new byte[bytes.remaining()];
                bytes.get(contents);
                if (section.type() == Section.GROUP) {
                    parts.merge(".group of " + symbols.get(section.info()).name(), members(file, contents), (one, other) -> one + "\n" + other);
                    continue;
                }
                String hex = HexFormat.of().formatHex(contents).replaceAll("(0000|0100|13000000)*$", "").replaceAll("(.{64})", "$1\n");
                parts.merge(section.name(), "flags " + section.flags() + " type " + section.type() + "\n" + hex + "\n"
                    + relocations(file, i, symbols), (one, other) -> one + "\n" + other);
            }
        }
        return String.join("\n", parts.entrySet().stream().map(part -> part.getKey() + " " + part.getValue()).toList())
            + symbols(file, symbols);
    }

    /** The word of a group's flags and the names of its sections. */
    private static String members(ElfFile file, byte[] contents) throws Exception {
        List<String> names = new ArrayList<>();
        ByteBuffer words = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
        names.add(Integer.toString(words.getInt()));
        while (words.hasRemaining()) {
            names.add(file.sections().get(words.getInt()).name());
        }
        return String.join(" ", names.stream().sorted().toList());
    }

    private static boolean isCompared(Section section) {
        return switch (section.name()) {
            case ".debug_line", ".debug_line_str", ".note.GNU-stack", ".riscv.attributes", ".symtab",
                ".strtab", ".shstrtab", "" -> false;
            default -> section.type() != Section.RELA && section.size() > 0;
        };
    }

    private static String relocations(ElfFile file, int section, List<Symbol> symbols) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Section table : file.sections()) {
            if (table.type() == Section.RELA && table.info() == section) {
                List<Relocation> ordered = new ArrayList<>(file.relocations(table));
                ordered.sort(Comparator.comparingLong(Relocation::offset));
                for (Relocation relocation : ordered) {
                    if (isOfAFrameStep(relocation)) {
                        continue;
                    }
                    boolean relax = relocation.type() == RelocationType.RELAX.number();
                    Symbol symbol = symbols.get(relocation.symbol());
                    text.append("%x %s %s@%x+%d\n".formatted(relocation.offset(), relocation.typeName(), symbol.name(), symbol.value(),
                        relax ? 0 : relocation.addend()));
                }
            }
        }
        return text.toString();
    }

    /** GNU as leaves these out where nothing between two places can become shorter. */
    private static boolean isOfAFrameStep(Relocation relocation) {
        return switch (RelocationType.of(relocation.type())) {
            case SET6, SUB6, SET8, SUB8, SET16, SUB16, SET32, SUB32 -> true;
            default -> false;
        };
    }

    private static String symbols(ElfFile file, List<Symbol> symbols) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Symbol symbol : symbols) {
            boolean internal = symbol.name().isEmpty() || symbol.name().startsWith(".L") || symbol.name().startsWith("$")
                || symbol.type() == Symbol.FILE;
            if (!internal) {
                String section = symbol.section() == Symbol.UNDEFINED ? "undefined" : symbol.section() == Symbol.ABSOLUTE ? "absolute"
                    : symbol.section() == Symbol.COMMON ? "common" : file.sections().get(symbol.section()).name();
                lines.add("%s %x %d %s %s %s %s".formatted(symbol.name(), symbol.value(), symbol.size(), symbol.bindingName(),
                    symbol.typeName(),
                    symbol.visibilityName(), section));
            }
        }
        return "\n" + String.join("\n", lines.stream().sorted().toList());
    }
}
