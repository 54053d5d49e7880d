package twofold.riscv.isa;

/** A named part of the instruction set that a hart or an assembler's {@code -march} may have or lack. */
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
    /** Compressed instructions, without those that move floating-point registers (the part also called Zca). */
    C("c"),
    /** Compressed double-precision loads and stores: present where both C and D are. */
    ZCD("zcd"),
    /** Instructions on control and status registers. */
    ZICSR("zicsr"),
    /** The instruction-fetch fence. */
    ZIFENCEI("zifencei"),
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
}
