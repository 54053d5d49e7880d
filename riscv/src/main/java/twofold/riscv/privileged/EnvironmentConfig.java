package twofold.riscv.privileged;

import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;

/**
 * Fields of menvcfg and senvcfg: what a mode lets the less privileged ones use (Privileged manual, "Machine Environment Configuration").
 * A field of an extension that is not offered is read-only zero.
 */
final class EnvironmentConfig {
    static final long FIOM = 1;
    static final int CBIE_SHIFT = 4;
    static final long CBIE = 3L << CBIE_SHIFT;
    static final long CBCFE = 1L << 6;
    static final long CBZE = 1L << 7;
    static final long ADUE = 1L << 61;
    static final long PBMTE = 1L << 62;
    static final long STCE = 1L << 63;
    private static final long RESERVED_CBIE = 2L << CBIE_SHIFT;

    private final long machine;
    private final long supervisor;
    private final boolean faults;
    private final boolean chooses;

    EnvironmentConfig(Isa isa) {
        supervisor = FIOM | (isa.has(Extension.ZICBOM) ? CBIE | CBCFE : 0) | (isa.has(Extension.ZICBOZ) ? CBZE : 0);
        faults = isa.has(Extension.SVADE);
        chooses = isa.has(Extension.SVADU);
        machine = supervisor | (chooses ? ADUE : 0) | (isa.has(Extension.SVPBMT) ? PBMTE : 0) | (isa.has(Extension.SSTC) ? STCE : 0);
    }

    /** menvcfg with everything allowed, as a hypervisor hands it to a supervisor; but where Svade promises faults, there are faults. */
    long open() {
        return machine & ~FIOM & (faults ? ~ADUE : -1);
    }

    /** Whether the hart sets accessed and dirty bits itself, instead of faulting as Svade says. */
    boolean setsEntryBits(long menvcfg) {
        return chooses ? (menvcfg & ADUE) != 0 : !faults;
    }

    /** What menvcfg holds after a write. */
    long machine(long old, long value) {
        return legal(old, value & machine);
    }

    /** What senvcfg holds after a write. */
    long supervisor(long old, long value) {
        return legal(old, value & supervisor);
    }

    /** A reserved CBIE leaves the field as it was. */
    private static long legal(long old, long value) {
        return (value & CBIE) == RESERVED_CBIE ? value & ~CBIE | old & CBIE : value;
    }
}
