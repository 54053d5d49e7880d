package twofold.assembler.model;

import java.util.EnumSet;
import java.util.Set;
import twofold.riscv.isa.Extension;

/**
 * What {@code .option} changes.
 *
 * @param extensions the instructions there are
 * @param compressed whether instructions become two-byte ones where possible
 * @param relax      whether relocations allow the linker to shorten code
 * @param pic        whether {@code la} goes through the global offset table
 */
public record Options(Set<Extension> extensions, boolean compressed, boolean relax, boolean pic) {
    /** The options an ISA string asks for. */
    public static Options of(Set<Extension> extensions) {
        return new Options(extensions, extensions.contains(Extension.C), true, false);
    }

    /** With or without the C extension. */
    public Options withCompressed(boolean on) {
        EnumSet<Extension> changed = EnumSet.copyOf(extensions);
        if (on) {
            changed.add(Extension.C);
            if (changed.contains(Extension.D)) {
                changed.add(Extension.ZCD);
            }
        } else {
            changed.remove(Extension.C);
            changed.remove(Extension.ZCD);
        }
        return new Options(changed, on, relax, pic);
    }

    /** With or without relaxation by the linker. */
    public Options withRelax(boolean on) {
        return new Options(extensions, compressed, on, pic);
    }

    /** With or without position-independent addresses. */
    public Options withPic(boolean on) {
        return new Options(extensions, compressed, relax, on);
    }

    /** With other extensions. */
    public Options withExtensions(Set<Extension> others) {
        return new Options(others, others.contains(Extension.C), relax, pic);
    }
}
