package twofold.assembler.model;

import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Span;

/** A symbol while assembling: undefined, a label, a value, or a common block. */
public final class AsmSymbol {
    private final String name;
    private Fragment fragment;
    private int offset;
    private Expression value;
    private Span definedAt;
    private Span firstUse;
    private boolean redefinable;

    /** STB_* value. */
    public int binding = Symbol.LOCAL;
    /** Whether a directive said LOCAL, so that an undefined symbol is an error. */
    public boolean forcedLocal;
    /** STT_* value. */
    public int type = Symbol.NOTYPE;
    /** STV_* value. */
    public int visibility;
    /** What .size said, or null. */
    public Expression size;
    /** Bytes of a common block, or -1. */
    public long commonSize = -1;
    /** Alignment of a common block. */
    public long commonAlignment = 1;
    /** Whether a relocation names it. */
    boolean inRelocation;
    /** Index in the object's symbol table, once it has one. */
    int index;
    /** Guards against values that depend on themselves. */
    boolean evaluating;

    /** A symbol nothing is known of but its name; "" for a place without a name. */
    public AsmSymbol(String name) {
        this.name = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Makes it a label. */
    public void define(Fragment at, int atOffset, Span span) {
        fragment = at;
        offset = atOffset;
        value = null;
        definedAt = span;
    }

    /** Makes it a value; {@code again} allows another definition later. */
    public void equate(Expression expression, boolean again, Span span) {
        fragment = null;
        value = expression;
        redefinable = again;
        definedAt = span;
    }

    /** Whether it is a place in a section. */
    public boolean isLabel() {
        return fragment != null;
    }

    /** The value it stands for, or null. */
    public Expression value() {
        return value;
    }

    /** Whether it is a label, a value or a common block. */
    public boolean isDefined() {
        return fragment != null || value != null || commonSize >= 0;
    }

    /** Whether a second {@code .set} may change it. */
    public boolean isRedefinable() {
        return redefinable;
    }

    /** The fragment of a label. */
    public Fragment fragment() {
        return fragment;
    }

    /** The section of a label, or null. */
    public Section section() {
        return fragment == null ? null : fragment.section();
    }

    /** Where a label is in its fragment. */
    public int offset() {
        return offset;
    }

    /** A label's offset in its section; final once the layout is. */
    public long address() {
        return fragment.address() + offset;
    }

    /** Where it was defined, or null. */
    public Span definedAt() {
        return definedAt;
    }

    /** Remembers a use, for messages about undefined symbols. */
    public void use(Span span) {
        if (firstUse == null) {
            firstUse = span;
        }
    }

    /** The first use, or null. */
    public Span firstUse() {
        return firstUse;
    }
}
