package twofold.assembler.model;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import twofold.riscv.isa.Extension;

/**
 * Reads ISA strings such as {@code rv64gc} and {@code rv64imac_zicsr} (unprivileged manual, chapter "ISA Extension Naming Conventions").
 */
public final class IsaString {
    private static final String STANDARD = "imafdc";

    private IsaString() { }

    /**
     * The extensions of an ISA string.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong
     */
    public static Set<Extension> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("rv64")) {
            throw new IllegalArgumentException("'" + text + "' is not an ISA of RV64, such as rv64gc");
        }
        Set<Extension> set = EnumSet.of(Extension.PRIVILEGED);
        String[] parts = lower.substring(4).split("_");
        letters(set, text, parts[0]);
        for (int i = 1; i < parts.length; i++) {
            extension(set, text, parts[i]);
        }
        if (!set.contains(Extension.I)) {
            throw new IllegalArgumentException("'" + text + "' lacks the base 'i' (or 'g')");
        }
        complete(set);
        return set;
    }

    private static void letters(Set<Extension> set, String text, String part) {
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i);
            if (c == 'z' || c == 's' || c == 'x') {
                extension(set, text, part.substring(i));
                return;
            }
            if (c == 'g') {
                set.addAll(EnumSet.of(Extension.I, Extension.M, Extension.A, Extension.F, Extension.D, Extension.ZICSR,
                    Extension.ZIFENCEI));
            } else {
                extension(set, text, String.valueOf(c));
            }
            i++;
            while (i < part.length() && (Character.isDigit(part.charAt(i)) || part.charAt(i) == 'p' && i > 0
                && Character.isDigit(part.charAt(i - 1)))) {
                i++;
            }
        }
    }

    private static void extension(Set<Extension> set, String text, String part) {
        String name = part.replaceFirst("(?<=.)[0-9]+(p[0-9]+)?$", "");
        if (name.isEmpty() || name.equals("zicntr") || name.equals("zihpm") || name.equals("zmmul")) {
            return; // counters are CSRs, and part of M
        }
        for (Extension extension : Extension.values()) {
            if (extension.isaName().equals(name) && (name.length() > 1 || STANDARD.contains(name))) {
                set.add(extension);
                return;
            }
        }
        throw new IllegalArgumentException("extension '" + name + "' of '" + text + "' is not supported");
    }

    /** Adds what others imply. GNU as, for compatibility, takes Zicsr and Zifencei for parts of I, and so do we. */
    private static void complete(Set<Extension> set) {
        set.add(Extension.ZICSR);
        set.add(Extension.ZIFENCEI);
        if (set.contains(Extension.D)) {
            set.add(Extension.F);
        }
        if (set.contains(Extension.C) && set.contains(Extension.D)) {
            set.add(Extension.ZCD);
        }
    }
}
