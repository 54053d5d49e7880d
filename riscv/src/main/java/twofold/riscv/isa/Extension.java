package twofold.riscv.isa;

/**
 * A named part of the instruction set that a hart or an assembler's {@code -march} may have or lack, in the canonical order of ISA strings
 * (Unprivileged manual, "ISA Extension Naming Conventions").
 */
public enum Extension {
    /** The base integer instructions of RV64. */
    I("i"),
    /** Integer multiplication and division. */
    M("m"),
    /** Atomic memory operations. */
    A("a"),
    /** Single-precision floating point. */
    F("f"),
    /** Double-precision floating point. */
    D("d"),
    /** Compressed instructions, without those that move floating-point registers. */
    C("c"),
    /** Management of cache blocks: clean, flush, invalidate. */
    ZICBOM("zicbom"),
    /** Prefetches, which are hints. */
    ZICBOP("zicbop"),
    /** Zeroing of cache blocks. */
    ZICBOZ("zicboz"),
    /** The counters cycle, time and instret. */
    ZICNTR("zicntr"),
    /** Conditional zeroing. */
    ZICOND("zicond"),
    /** Instructions on control and status registers. */
    ZICSR("zicsr"),
    /** The instruction-fetch fence. */
    ZIFENCEI("zifencei"),
    /** The pause hint. */
    ZIHINTPAUSE("zihintpause"),
    /** Half-precision loads, stores, moves and conversions. */
    ZFHMIN("zfhmin"),
    /** Another name of {@link #C}, present where it is. */
    ZCA("zca"),
    /** Compressed double-precision loads and stores: present where both C and D are. */
    ZCD("zcd"),
    /** Bit manipulation: address generation. */
    ZBA("zba"),
    /** Bit manipulation: basic. */
    ZBB("zbb"),
    /** Bit manipulation: single bits. */
    ZBS("zbs"),
    /** Supervisor timer compare. */
    SSTC("sstc"),
    /** Accesses whose accessed or dirty bit is not set fault. */
    SVADE("svade"),
    /** The hart sets accessed and dirty bits where menvcfg.ADUE says so; without this and Svade it always does. */
    SVADU("svadu"),
    /** Fine-grained invalidation of translations. */
    SVINVAL("svinval"),
    /** Translations of 64 KiB in one entry's span. */
    SVNAPOT("svnapot"),
    /** Memory types in page table entries. */
    SVPBMT("svpbmt"),
    /** The privileged architecture: trap returns, wait for interrupt, translation fences. */
    PRIVILEGED("s");

    private final String isaName;

    Extension(String isaName) {
        this.isaName = isaName;
    }

    /** The name as in an ISA string, lower case. */
    public String isaName() {
        return isaName;
    }

    /** Whether the instructions of this extension are encoded as hints: without it they do nothing, instead of being illegal. */
    boolean hasHintsOnly() {
        return this == ZICBOP || this == ZIHINTPAUSE;
    }
}
