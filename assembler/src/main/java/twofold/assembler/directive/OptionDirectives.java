package twofold.assembler.directive;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.IsaString;
import twofold.assembler.model.Options;
import twofold.assembler.model.Unit;
import twofold.assembler.source.Token;
import twofold.riscv.elf.Section;
import twofold.riscv.isa.Extension;
import twofold.toolkit.diagnostic.Span;

/** {@code .option} and what is accepted without effect. */
final class OptionDirectives {
    private static final int ARCHITECTURE_TAG = 5;

    private OptionDirectives() { }

    static void addTo(Map<String, Directive> table) {
        table.put(".option", OptionDirectives::option);
        table.put(".attribute", OptionDirectives::attribute);
        table.put(".ident", OptionDirectives::ident);
        table.put(".linkonce", call -> call.unit().diagnostics().warning(call.span(), ".linkonce has no meaning in ELF files; use a group"));
        for (String name : new String[] {".extern", ".addrsig", ".addrsig_sym", ".func", ".endfunc", ".line", ".ln", ".loc_mark_labels", ".gnu_attribute", ".mri",
            ".list", ".nolist", ".eject", ".title", ".sbttl", ".psize", ".llen", ".lflags"}) {
            table.put(name, call -> { });
        }
    }

    /** Notes who made the source, in a section of strings that begins with an empty one, as GNU as does. */
    private static void ident(Call call) {
        Token text = call.cursor().expectString();
        call.cursor().expectEnd();
        Span span = call.cursor().span(text);
        boolean first = call.unit().findSection(".comment") == null;
        AsmSection comment = call.unit().section(".comment", Section.PROGBITS, Section.MERGE | Section.STRINGS, 1);
        if (first) {
            comment.add(0, 1, span);
        }
        comment.add(text.text().getBytes(StandardCharsets.ISO_8859_1), span);
        comment.add(0, 1, span);
    }

    private static void option(Call call) {
        String word = call.raw().text().strip();
        Unit unit = call.unit();
        Options now = unit.options();
        switch (word) {
            case "push" -> unit.pushOptions();
            case "pop" -> unit.popOptions(call.span());
            case "rvc" -> unit.options(now.withCompressed(true));
            case "norvc" -> unit.options(now.withCompressed(false));
            case "relax" -> unit.options(now.withRelax(true));
            case "norelax" -> unit.options(now.withRelax(false));
            case "pic" -> unit.options(now.withPic(true));
            case "nopic" -> unit.options(now.withPic(false));
            default -> {
                if (!word.startsWith("arch")) {
                    throw call.error("unknown option '" + word + "'");
                }
                unit.options(now.withExtensions(architecture(call, word.substring(4).strip(), now.extensions())));
            }
        }
    }

    /** Of the attributes the architecture counts, as in GNU as; one with an extension that is unknown here changes nothing. */
    private static void attribute(Call call) {
        Token name = call.cursor().next();
        boolean isArchitecture = name.text().equals("arch") || name.text().equals("Tag_RISCV_arch") || name.value() == ARCHITECTURE_TAG;
        if (isArchitecture && call.cursor().accept(",")) {
            try {
                Set<Extension> extensions = IsaString.parse(call.cursor().expectString().text());
                call.unit().options(call.unit().options().withExtensions(extensions));
            } catch (IllegalArgumentException e) {
                call.unit().diagnostics().warning(call.span(), e.getMessage() + "; the attribute is ignored");
            }
        }
    }

    private static Set<Extension> architecture(Call call, String text, Set<Extension> now) {
        Set<Extension> set = EnumSet.copyOf(now);
        try {
            for (String part : text.replaceFirst("^,", "").split(",")) {
                String name = part.strip();
                if (name.startsWith("+")) {
                    set.addAll(IsaString.parse("rv64i_" + name.substring(1)));
                } else if (name.startsWith("-")) {
                    Set<Extension> removed = IsaString.parse("rv64i_" + name.substring(1));
                    removed.removeAll(IsaString.parse("rv64i"));
                    set.removeAll(removed);
                } else {
                    set = IsaString.parse(name);
                }
            }
        } catch (IllegalArgumentException e) {
            throw call.error(e.getMessage());
        }
        if (set.contains(Extension.C) && set.contains(Extension.D)) {
            set.add(Extension.ZCD);
        } else {
            set.remove(Extension.ZCD);
        }
        return set;
    }
}
