package twofold.riscv.isa;

import java.util.HashMap;
import java.util.Map;

/** Names of the control and status registers (privileged manual, chapter "Control and Status Registers", section "CSR Listing"). */
public final class Csr {
    private static final String[] NAMES = new String[4096];
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        rows("""
            001 fflags, 002 frm, 003 fcsr, 015 seed, 017 jvt, 008 vstart, 009 vxsat, 00a vxrm, 00f vcsr,
            c00 cycle, c01 time, c02 instret, c20 vl, c21 vtype, c22 vlenb,
            100 sstatus, 104 sie, 105 stvec, 106 scounteren, 10a senvcfg, 10c sstateen0, 10d sstateen1, 10e sstateen2, 10f sstateen3,
            120 scountinhibit, 140 sscratch, 141 sepc, 142 scause, 143 stval, 144 sip, 14d stimecmp, 180 satp, 5a8 scontext, da0 scountovf,
            600 hstatus, 602 hedeleg, 603 hideleg, 604 hie, 605 htimedelta, 606 hcounteren, 607 hgeie, 60a henvcfg,
            643 htval, 644 hip, 645 hvip, 64a htinst, 680 hgatp, 6a8 hcontext, e12 hgeip,
            200 vsstatus, 204 vsie, 205 vstvec, 240 vsscratch, 241 vsepc, 242 vscause, 243 vstval, 244 vsip, 24d vstimecmp, 280 vsatp,
            f11 mvendorid, f12 marchid, f13 mimpid, f14 mhartid, f15 mconfigptr,
            300 mstatus, 301 misa, 302 medeleg, 303 mideleg, 304 mie, 305 mtvec, 306 mcounteren, 30a menvcfg,
            30c mstateen0, 30d mstateen1, 30e mstateen2, 30f mstateen3, 320 mcountinhibit,
            340 mscratch, 341 mepc, 342 mcause, 343 mtval, 344 mip, 34a mtinst, 34b mtval2, 747 mseccfg,
            b00 mcycle, b02 minstret, 7a0 tselect, 7a1 tdata1, 7a2 tdata2, 7a3 tdata3, 7a4 tinfo, 7a5 tcontrol, 7a8 mcontext,
            7b0 dcsr, 7b1 dpc, 7b2 dscratch0, 7b3 dscratch1
            """);
        numbered("hpmcounter", 0xc00, 3, 31);
        numbered("mhpmcounter", 0xb00, 3, 31);
        numbered("mhpmevent", 0x320, 3, 31);
        numbered("pmpcfg", 0x3a0, 0, 15);
        numbered("pmpaddr", 0x3b0, 0, 63);
    }

    private Csr() { }

    private static void rows(String text) {
        for (String row : text.strip().split(",\\s*")) {
            String[] parts = row.split(" ");
            enter(Integer.parseInt(parts[0], 16), parts[1]);
        }
    }

    private static void numbered(String name, int base, int first, int last) {
        for (int i = first; i <= last; i++) {
            enter(base + i, name + i);
        }
    }

    private static void enter(int number, String name) {
        NAMES[number] = name;
        NUMBERS.put(name, number);
    }

    /** The name of CSR {@code number}, 0..4095, or null when the number has none. */
    public static String name(int number) {
        return NAMES[number & 0xfff];
    }

    /** The number of the CSR that is called {@code name}, or -1. */
    public static int number(String name) {
        return NUMBERS.getOrDefault(name, -1);
    }
}
