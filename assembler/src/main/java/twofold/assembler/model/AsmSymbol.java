package twofold.assembler.model;

import twofold.riscv.elf.Symbol;
import twofold.toolkit.diagnostic.Span;

/** A symbol while assembling: undefined, a label, a value, or a common block. */
public final class AsmSymbol {
    /** STO_RISCV_VARIANT_CC. */
    private static final int VARIANT_CC = 0x80;

    private final String name;
    private Fragment fragment;
    private int offset;
    private Expression value;
    private Span definedAt;
    private Span firstUse;
    private boolean redefinable;
    private AsmSymbol original;
    private int convention;
    private String nameInObject;

    /** STB_* value. */
    int binding = Symbol.LOCAL;
    /** Whether a directive said that it is local, so that it must be defined here. */
    boolean forcedLocal;
    /** STT_* value. */
    int type = Symbol.NOTYPE;
    /** STV_* value. */
    int visibility;
    /** What .size said, or null. */
    Expression size;
    /** Bytes of a common block, or -1. */
    long commonSize = -1;
    /** Alignment of a common block. */
    long commonAlignment = 1;
    /** Whether a relocation names it. */
    boolean inRelocation;
    /** Index in the object's symbol table, once it has one. */
    int index;
    /** Whether another name uses it weakly. */
    boolean usedWeakly;
    /** Guards against values that depend on themselves. */
    boolean evaluating;

    /** A symbol nothing is known of but its name; "" for a place without a name. */
    public AsmSymbol(String name) {
        this.name = name;
        this.nameInObject = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The name that others know it by, which may have a version. */
    public String nameInObject() {
        return nameInObject;
    }

    /** Gives it another name for others. */
    public void nameInObject(String versioned) {
        nameInObject = versioned;
    }

    /** Lets those see it that see another symbol. */
    public void bindLike(AsmSymbol other) {
        binding = other.binding;
    }

    /** Lets all objects see it; a weak symbol stays weak. */
    public void makeGlobal() {
        binding = binding == Symbol.LOCAL ? Symbol.GLOBAL : binding;
    }

    /** Lets all objects see it, yielding to another definition. */
    public void makeWeak() {
        binding = binding == Symbol.GNU_UNIQUE ? binding : Symbol.WEAK;
    }

    /** Lets all objects see it, with one definition for all of a process. */
    public void makeUnique() {
        binding = Symbol.GNU_UNIQUE;
    }

    /** It is used by another name that needs no definition. */
    public void useWeakly() {
        usedWeakly = true;
    }

    /** Keeps it in its object, where it must be defined. */
    public void makeLocal() {
        binding = Symbol.LOCAL;
        forcedLocal = true;
    }

    /** Whether a directive said that it is local. */
    public boolean isForcedLocal() {
        return forcedLocal;
    }

    /** Says what it names: a STT_* value. */
    public void type(int symbolType) {
        type = symbolType;
    }

    /** Says who may see it beyond its module: a STV_* value. */
    public void visibility(int symbolVisibility) {
        visibility = symbolVisibility;
    }

    /** It is a function with a calling convention of its own. */
    public void callsInItsOwnWay() {
        convention = VARIANT_CC;
    }

    /** Its visibility and whether it has a calling convention of its own. */
    int other() {
        return convention | visibility;
    }

    /** What its type says of its calling convention, as a part of that. */
    int convention() {
        return convention;
    }

    /** Says how many bytes it names. */
    public void size(Expression bytes) {
        size = bytes;
    }

    /** Makes it a common block, to be allocated later. */
    public void common(long bytes, long alignment) {
        commonSize = bytes;
        commonAlignment = alignment;
    }

    /** Makes it a label. */
    public void define(Fragment at, int atOffset, Span span) {
        fragment = at;
        offset = atOffset;
        value = null;
        commonSize = -1;
        definedAt = span;
    }

    /** Makes it a value; {@code again} allows another definition later. */
    public void equate(Expression expression, boolean again, Span span) {
        fragment = null;
        value = expression;
        redefinable = again;
        definedAt = span;
    }

    /** Makes it another name for a place some bytes from a label; {@code again} allows another definition later. */
    public void place(AsmSymbol label, long bytes, boolean again, Span span) {
        define(label.fragment, Math.toIntExact(label.offset + bytes), span);
        redefinable = again;
        original = bytes == 0 ? label : null;
    }

    /** The label that this is another name for, or null. */
    AsmSymbol original() {
        return original;
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
    public AsmSection section() {
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
