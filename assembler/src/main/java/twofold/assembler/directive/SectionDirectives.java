package twofold.assembler.directive;

import static twofold.riscv.elf.Section.ALLOC;
import static twofold.riscv.elf.Section.EXEC;
import static twofold.riscv.elf.Section.FINI_ARRAY;
import static twofold.riscv.elf.Section.INIT_ARRAY;
import static twofold.riscv.elf.Section.MERGE;
import static twofold.riscv.elf.Section.NOBITS;
import static twofold.riscv.elf.Section.NOTE;
import static twofold.riscv.elf.Section.PREINIT_ARRAY;
import static twofold.riscv.elf.Section.PROGBITS;
import static twofold.riscv.elf.Section.STRINGS;
import static twofold.riscv.elf.Section.TLS;
import static twofold.riscv.elf.Section.WRITE;

import java.util.List;
import java.util.Map;
import twofold.assembler.model.AsmSection;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;

/** Directives that choose the section. */
final class SectionDirectives {
    /** What sections are when nothing says; a name counts with what follows a further dot. */
    private record Known(String name, int type, long flags) { }

    private static final List<Known> KNOWN = List.of(
        new Known(".text", PROGBITS, ALLOC | EXEC), new Known(".init", PROGBITS, ALLOC | EXEC), new Known(".fini", PROGBITS, ALLOC | EXEC),
        new Known(".data", PROGBITS, ALLOC | WRITE), new Known(".sdata", PROGBITS, ALLOC | WRITE),
        new Known(".bss", NOBITS, ALLOC | WRITE), new Known(".sbss", NOBITS, ALLOC | WRITE),
        new Known(".rodata", PROGBITS, ALLOC), new Known(".srodata", PROGBITS, ALLOC), new Known(".eh_frame", PROGBITS, ALLOC),
        new Known(".tdata", PROGBITS, ALLOC | WRITE | TLS), new Known(".tbss", NOBITS, ALLOC | WRITE | TLS),
        new Known(".init_array", INIT_ARRAY, ALLOC | WRITE), new Known(".fini_array", FINI_ARRAY, ALLOC | WRITE),
        new Known(".preinit_array", PREINIT_ARRAY, ALLOC | WRITE), new Known(".note", NOTE, 0));

    private SectionDirectives() { }

    static void addTo(Map<String, Directive> table) {
        for (String name : new String[] {".text", ".data", ".bss", ".rodata"}) {
            table.put(name, SectionDirectives::byName);
        }
        table.put(".section", SectionDirectives::section);
        table.put(".pushsection", call -> {
            call.unit().pushSection();
            section(call);
        });
        table.put(".popsection", call -> call.unit().popSection(call.span()));
        table.put(".previous", call -> call.unit().swapSection());
    }

    private static void byName(Call call) {
        if (!call.cursor().atEnd() && call.number("the subsection") != 0) {
            throw call.error("subsections are not supported; use a section of its own");
        }
        call.cursor().expectEnd();
        enter(call, call.name(), null);
    }

    private static void enter(Call call, String name, Known stated) {
        AsmSection existing = call.unit().findSection(name);
        if (existing != null) {
            if (stated != null && (existing.flags() != stated.flags || existing.type() != stated.type)) {
                throw call.error("section " + name + " already exists with other flags or another type");
            }
            call.unit().enter(existing);
            return;
        }
        Known known = stated != null ? stated : known(name);
        call.unit().enter(call.unit().section(name, known.type, known.flags, 0));
    }

    private static Known known(String name) {
        for (Known known : KNOWN) {
            if (name.equals(known.name) || name.startsWith(known.name + ".")) {
                return known;
            }
        }
        return new Known(name, PROGBITS, 0);
    }

    private static void section(Call call) {
        Cursor cursor = call.cursor();
        String name = sectionName(cursor);
        if (!cursor.accept(",")) {
            cursor.expectEnd();
            enter(call, name, null);
            return;
        }
        Token letters = cursor.expectString();
        long flags = flags(cursor, letters);
        int type = known(name).type;
        long entrySize = 0;
        if (cursor.accept(",")) {
            type = type(cursor);
            if ((flags & MERGE) != 0) {
                cursor.expect(",");
                entrySize = call.number("the size of an entity");
            }
        }
        cursor.expectEnd();
        if (call.unit().findSection(name) == null) {
            call.unit().section(name, type, flags, entrySize);
        }
        enter(call, name, new Known(name, call.unit().findSection(name).type(), flags));
    }

    /** A name may have characters that are operators elsewhere, such as a minus. */
    private static String sectionName(Cursor cursor) {
        StringBuilder name = new StringBuilder(cursor.expectName("a section name").text());
        while (cursor.peek().is("-") || cursor.peek().kind() == Token.Kind.NAME || cursor.peek().kind() == Token.Kind.NUMBER) {
            name.append(cursor.next().text());
        }
        return name.toString();
    }

    private static long flags(Cursor cursor, Token letters) {
        long flags = 0;
        for (char letter : letters.text().toCharArray()) {
            flags |= switch (letter) {
                case 'a' -> ALLOC;
                case 'w' -> WRITE;
                case 'x' -> EXEC;
                case 'M' -> MERGE;
                case 'S' -> STRINGS;
                case 'T' -> TLS;
                default -> throw cursor.error(letters, "section flag '" + letter + "' is not supported");
            };
        }
        return flags;
    }

    private static int type(Cursor cursor) {
        if (!cursor.accept("@") && !cursor.accept("%")) {
            throw cursor.error("expected a section type such as @progbits");
        }
        Token type = cursor.next();
        return switch (type.text()) {
            case "progbits" -> PROGBITS;
            case "nobits" -> NOBITS;
            case "note" -> NOTE;
            case "init_array" -> INIT_ARRAY;
            case "fini_array" -> FINI_ARRAY;
            case "preinit_array" -> PREINIT_ARRAY;
            default -> throw cursor.error(type, "unknown section type '" + type.text() + "'");
        };
    }
}
