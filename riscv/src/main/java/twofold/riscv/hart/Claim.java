package twofold.riscv.hart;

/** A translation that was asked for, as its blocks know it: they are not to ask for others before it is settled. */
final class Claim {
    /** It was installed, or never will be. */
    volatile boolean settled;
}
