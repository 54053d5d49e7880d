package twofold.assembler.model;

import java.util.Set;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;

/**
 * Reads ISA strings such as {@code rv64gc} and {@code rv64imac_zicsr} (unprivileged manual, chapter "ISA Extension Naming Conventions").
 * The privileged instructions and the pause hint are there always.
 */
public final class IsaString {
    private IsaString() { }

    /**
     * The extensions of an ISA string.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong
     */
    public static Set<Extension> parse(String text) {
        Set<Extension> set = Isa.named(text);
        set.add(Extension.PRIVILEGED);
        if (!set.contains(Extension.I)) {
            throw new IllegalArgumentException("'" + text + "' lacks the base 'i' (or 'g')");
        }
        complete(set);
        return set;
    }

    /** Adds what others imply. GNU as, for compatibility, takes Zicsr and Zifencei for parts of I, and so do we. */
    private static void complete(Set<Extension> set) {
        set.add(Extension.ZIHINTPAUSE);
        set.add(Extension.ZICSR);
        set.add(Extension.ZIFENCEI);
        if (set.contains(Extension.D) || set.contains(Extension.ZFHMIN)) {
            set.add(Extension.F);
        }
        if (set.contains(Extension.C) && set.contains(Extension.D)) {
            set.add(Extension.ZCD);
        }
    }
}
