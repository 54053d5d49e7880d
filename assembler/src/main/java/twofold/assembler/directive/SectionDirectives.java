package twofold.assembler.directive;

import static twofold.riscv.elf.Section.ALLOC;
import static twofold.riscv.elf.Section.EXCLUDE;
import static twofold.riscv.elf.Section.EXEC;
import static twofold.riscv.elf.Section.FINI_ARRAY;
import static twofold.riscv.elf.Section.INIT_ARRAY;
import static twofold.riscv.elf.Section.IN_GROUP;
import static twofold.riscv.elf.Section.LINK_ORDER;
import static twofold.riscv.elf.Section.MERGE;
import static twofold.riscv.elf.Section.NOBITS;
import static twofold.riscv.elf.Section.NOTE;
import static twofold.riscv.elf.Section.PREINIT_ARRAY;
import static twofold.riscv.elf.Section.PROGBITS;
import static twofold.riscv.elf.Section.RETAIN;
import static twofold.riscv.elf.Section.STRINGS;
import static twofold.riscv.elf.Section.TLS;
import static twofold.riscv.elf.Section.WRITE;

import java.util.List;
import java.util.Map;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Place;
import twofold.assembler.model.SectionBonds;
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

    private static final int MOST_SUBSECTIONS = 8192;

    private SectionDirectives() { }

    static void addTo(Map<String, Directive> table) {
        for (String name : new String[] {".text", ".data", ".bss", ".rodata"}) {
            table.put(name, SectionDirectives::byName);
        }
        table.put(".section", call -> section(call, false));
        for (String name : new String[] {".struct", ".offset"}) {
            table.put(name, call -> {
                long from = call.cursor().atEnd() ? 0 : call.number("the offset");
                call.cursor().expectEnd();
                call.unit().enterNumbers(from);
            });
        }
        table.put(".subsection", call -> {
            long number = subsection(call);
            call.unit().enter(new Place(call.unit().current(), number));
        });
        table.put(".pushsection", call -> {
            call.unit().pushSection();
            section(call, true);
        });
        table.put(".popsection", call -> call.unit().popSection(call.span()));
        table.put(".previous", call -> call.unit().swapSection());
    }

    private static void byName(Call call) {
        long number = call.cursor().atEnd() ? 0 : subsection(call);
        enter(call, call.name(), null, SectionBonds.NONE);
        call.unit().current().subsection(number);
    }

    private static long subsection(Call call) {
        long number = call.number("the subsection");
        call.cursor().expectEnd();
        if (number < 0 || number > MOST_SUBSECTIONS) {
            throw call.error("subsections have the numbers 0 to " + MOST_SUBSECTIONS);
        }
        return number;
    }

    private static void enter(Call call, String name, Known stated, SectionBonds bonds) {
        AsmSection existing = call.unit().findSection(name, bonds);
        if (existing != null) {
            if (stated != null && (existing.flags() != stated.flags || existing.type() != stated.type)) {
                throw call.error("section " + name + " already exists with other flags or another type");
            }
            call.unit().enter(existing);
            return;
        }
        Known known = stated != null ? stated : known(name);
        call.unit().enter(call.unit().section(name, known.type, known.flags, 0, bonds));
    }

    private static Known known(String name) {
        for (Known known : KNOWN) {
            if (name.equals(known.name) || name.startsWith(known.name + ".")) {
                return known;
            }
        }
        return new Known(name, PROGBITS, 0);
    }

    /** With a name alone, a name and flags, or, where the place before is remembered, a name and a subsection. */
    private static void section(Call call, boolean pushed) {
        Cursor cursor = call.cursor();
        String name = sectionName(cursor);
        if (!cursor.accept(",")) {
            cursor.expectEnd();
            enter(call, name, null, SectionBonds.NONE);
            return;
        }
        if (pushed && cursor.peek().kind() != Token.Kind.STRING) {
            long number = subsection(call);
            enter(call, name, null, SectionBonds.NONE);
            call.unit().current().subsection(number);
            return;
        }
        Token letters = cursor.expectString();
        SectionBonds outer = call.unit().current().bonds();
        boolean joins = letters.text().indexOf('?') >= 0 && outer.group() != null;
        long flags = flags(cursor, letters) | (joins ? IN_GROUP : 0);
        int type = known(name).type;
        long entrySize = 0;
        SectionBonds bonds = joins ? new SectionBonds(outer.group(), outer.isComdat(), null, -1) : SectionBonds.NONE;
        if (cursor.accept(",")) {
            type = type(call);
            if ((flags & MERGE) != 0) {
                cursor.expect(",");
                entrySize = call.number("the size of an entity");
            }
            bonds = bonds(call, flags, bonds);
        }
        cursor.expectEnd();
        if ((flags & IN_GROUP) != 0 && bonds.group() == null || (flags & LINK_ORDER) != 0 && bonds.linked() == null) {
            throw cursor.error(letters, "these flags need a section type and then the name of a group or symbol");
        }
        AsmSection section = call.unit().section(name, type, flags, entrySize, bonds);
        enter(call, name, new Known(name, section.type(), flags), bonds);
    }

    /** {@code group[,comdat]} or {@code symbol} as the flags want them, then possibly {@code unique,number}. */
    private static SectionBonds bonds(Call call, long flags, SectionBonds otherwise) {
        Cursor cursor = call.cursor();
        String group = otherwise.group();
        boolean isComdat = otherwise.isComdat();
        String linked = null;
        long unique = -1;
        if ((flags & IN_GROUP) != 0 && group == null) {
            cursor.expect(",");
            group = cursor.expectName("the name of a group").text();
            if (cursor.peek().is(",") && cursor.peek(1).text().equals("comdat")) {
                cursor.next();
                cursor.next();
                isComdat = true;
            }
        }
        if ((flags & LINK_ORDER) != 0) {
            cursor.expect(",");
            linked = cursor.expectName("a symbol").text();
        }
        if (cursor.peek().is(",") && cursor.peek(1).text().equals("unique")) {
            cursor.next();
            cursor.next();
            cursor.expect(",");
            unique = call.number("the number of the section");
        }
        return group == null && linked == null && unique < 0 ? otherwise : new SectionBonds(group, isComdat, linked, unique);
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
                case 'G' -> IN_GROUP;
                case 'o' -> LINK_ORDER;
                case 'R' -> RETAIN;
                case 'e' -> EXCLUDE;
                case '?' -> 0;
                default -> throw cursor.error(letters, "section flag '" + letter + "' is not supported");
            };
        }
        return flags;
    }

    private static int type(Call call) {
        Cursor cursor = call.cursor();
        if (!cursor.accept("@") && !cursor.accept("%")) {
            throw cursor.error("expected a section type such as @progbits");
        }
        if (cursor.peek().kind() == Token.Kind.NUMBER) {
            return (int) call.number("the type of the section");
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
