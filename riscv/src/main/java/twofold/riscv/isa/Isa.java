package twofold.riscv.isa;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The instruction set that a hart offers, by the name that an ISA string gives it (Unprivileged manual, "ISA Extension Naming
 * Conventions"). Every hart has RV64GC; the extensions beyond it can be left out.
 */
public final class Isa {
    private static final String SINGLE_LETTERS = "imafdc";
    private static final Set<Extension> GENERAL = EnumSet.of(Extension.I, Extension.M, Extension.A, Extension.F, Extension.D, Extension.ZICSR,
        Extension.ZIFENCEI);

    /** Everything there is. Accessed and dirty bits are set by the hart, with nothing to switch that off. */
    public static final Isa ALL = new Isa(EnumSet.complementOf(EnumSet.of(Extension.SVADE, Extension.SVADU)));

    private final Set<Extension> extensions;

    private Isa(Set<Extension> extensions) {
        this.extensions = extensions;
    }

    /**
     * The instruction set that a hart shall have.
     *
     * @param text such as {@code rv64gc} or {@code rv64gc_zba_zbb}, upper or lower case, versions allowed
     * @throws IllegalArgumentException with a clause that says what is wrong
     */
    public static Isa parse(String text) {
        Set<Extension> set = named(text);
        for (Extension each : EnumSet.range(Extension.I, Extension.C)) {
            if (!set.contains(each)) {
                throw new IllegalArgumentException("'" + text + "' lacks '" + each.isaName() + "', but every hart has rv64gc");
            }
        }
        set.addAll(List.of(Extension.ZICSR, Extension.ZIFENCEI, Extension.ZICNTR, Extension.ZCA, Extension.ZCD, Extension.PRIVILEGED));
        return new Isa(set);
    }

    /**
     * The extensions that an ISA string of RV64 names, {@code g} resolved, nothing else implied.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong
     */
    public static Set<Extension> named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("rv64")) {
            throw new IllegalArgumentException("'" + text + "' is not an ISA of RV64, such as rv64gc");
        }
        Set<Extension> set = EnumSet.noneOf(Extension.class);
        String[] parts = lower.substring("rv64".length()).split("_");
        letters(set, text, parts[0]);
        for (int i = 1; i < parts.length; i++) {
            add(set, text, parts[i]);
        }
        return set;
    }

    private static void letters(Set<Extension> set, String text, String part) {
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i);
            if (c == 'z' || c == 's' || c == 'x') {
                add(set, text, part.substring(i));
                return;
            }
            if (c == 'g') {
                set.addAll(GENERAL);
            } else {
                add(set, text, String.valueOf(c));
            }
            i++;
            while (i < part.length() && (Character.isDigit(part.charAt(i)) || part.charAt(i) == 'p' && Character.isDigit(part.charAt(i - 1)))) {
                i++;
            }
        }
    }

    /** An empty name, as a lone underscore leaves it, and parts of what is always there are accepted. */
    private static void add(Set<Extension> set, String text, String part) {
        String name = part.replaceFirst("(?<=[a-z])[0-9]+p[0-9]+$", "");
        if (name.equals("b")) {
            set.addAll(EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS));
            return;
        }
        if (name.isEmpty() || name.equals("zmmul")) {
            return;
        }
        for (String each : new String[] {name, name.replaceFirst("[0-9]+$", "")}) {
            for (Extension extension : Extension.values()) {
                if (extension.isaName().equals(each) && (each.length() > 1 || SINGLE_LETTERS.contains(each))) {
                    set.add(extension);
                    return;
                }
            }
        }
        throw new IllegalArgumentException("extension '" + name + "' of '" + text + "' is not supported");
    }

    /** Whether an extension is offered. */
    public boolean has(Extension extension) {
        return extensions.contains(extension);
    }

    /**
     * Decodes one instruction as {@link Decoder#decode} does.
     *
     * @return null also when the instruction is of an extension that is not offered
     */
    public Instruction decode(int bits) {
        Instruction instruction = Decoder.decode(bits);
        if (instruction == null || this == ALL) {
            return instruction;
        }
        Extension extension = instruction.op().extension();
        return has(extension) || extension.hasHintsOnly() ? instruction : null;
    }

    /** The names of the extensions, each by itself, in canonical order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Extension each : extensions) {
            if (each != Extension.PRIVILEGED) {
                names.add(each.isaName());
            }
        }
        return names;
    }

    /** The ISA string in canonical order: {@code rv64imafdc_zicntr_…}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("rv64");
        for (String name : names()) {
            text.append(name.length() > 1 ? "_" : "").append(name);
        }
        return text.toString();
    }
}
