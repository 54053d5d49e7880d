package twofold.riscv.privileged;

import twofold.riscv.hart.Cause;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/**
 * The page walk of Sv39, Sv48 and Sv57 (Privileged manual, "Virtual Address Translation Process"). Accessed and dirty bits are set by
 * the walk, unless Svade has such an access fault, or Svadu with menvcfg.ADUE clear.
 */
final class PageWalk {
    /** satp.MODE: no translation. */
    static final int BARE = 0;
    /** satp.MODE: three levels. */
    static final int SV39 = 8;
    /** satp.MODE: five levels. */
    static final int SV57 = 10;

    private static final long V = 1;
    private static final long R = 2;
    private static final long W = 4;
    private static final long X = 8;
    private static final long U = 16;
    private static final long G = 32;
    private static final long A = 64;
    private static final long D = 128;
    /** Svnapot: the page is one of 16 that one translation covers. */
    static final long N = 1L << 63;
    /** Svpbmt: the memory type. All memory is main memory here, whatever it says. */
    static final long PBMT = 3L << 61;
    /** Bits 54-63 are N, PBMT and reserved. */
    private static final long UPPER = -1L << 54;
    /** Bytes of the one size that Svnapot has, 64 KiB: the low bits of the page number are 1000. */
    private static final long NAPOT_SPAN = 1L << 16;
    private static final long PPN = (1L << 54) - (1L << 10);

    private final PrivilegedModes modes;
    private long span;
    private boolean superpage;
    private boolean global;

    /** A walk that asks the physical memory protection of these modes for every table entry it reads or changes. */
    PageWalk(PrivilegedModes modes) {
        this.modes = modes;
    }

    /** The bytes that the translation covers at which the last successful walk ended: 4 KiB or more. */
    long span() {
        return span;
    }

    /** Whether it ended at one page table entry for more than 4 KiB. The 64 KiB of Svnapot have 16, each with an accessed and a dirty bit. */
    boolean isSuperpage() {
        return superpage;
    }

    /** Whether it holds in all address spaces: an entry on the way has G set. */
    boolean isGlobal() {
        return global;
    }

    /**
     * Translates a virtual address.
     *
     * @param user whether the access is made from U-mode
     * @param sum  whether S-mode may access user pages (not fetch)
     * @param mxr  whether executable pages may be read
     * @param upper which of {@link #N} and {@link #PBMT} are not reserved
     * @return the physical address, or {@code -cause}: a page fault, or an access fault if a table entry lies outside RAM or
     *         S-mode must not read it (or write it, where an accessed or dirty bit has to be set)
     */
    long walk(PhysicalMemory memory, long satp, long address, int access, boolean user, boolean sum, boolean mxr,
            long upper) {
        int levels = (int) (satp >>> 60) - SV39 + 3;
        int virtualBits = 12 + 9 * levels;
        if (address << 64 - virtualBits >> 64 - virtualBits != address) {
            return pageFault(access);
        }
        long table = (satp & (1L << 44) - 1) << 12;
        boolean everywhere = false;
        for (int at = levels - 1; at >= 0; at--) {
            long place = table + (address >>> 12 + 9 * at & 511) * 8;
            long host = memory.host(place, 8);
            if (host < 0 || !modes.permits(place, 8, AddressSpace.READ, Mode.SUPERVISOR)) {
                return accessFault(access);
            }
            long entry = Frames.acquireLong(Frames.address(host));
            if ((entry & V) == 0 || (entry & (R | W)) == W || (entry & UPPER & ~upper) != 0
                    || (entry & PBMT) == PBMT) {
                return pageFault(access);
            }
            everywhere |= (entry & G) != 0;
            if ((entry & (R | W | X)) == 0) {
                if ((entry & (U | A | D | N | PBMT)) != 0) {
                    return pageFault(access);
                }
                table = (entry & PPN) << 2;
                continue;
            }
            long covered = 1L << 12 + 9 * at;
            long physical = (entry & PPN) << 2;
            if ((entry & N) != 0) {
                if (at != 0 || (physical & NAPOT_SPAN - 1) != NAPOT_SPAN / 2) {
                    return pageFault(access);
                }
                covered = NAPOT_SPAN;
                physical -= NAPOT_SPAN / 2;
            }
            if (!allowed(entry, access, user, sum, mxr) || (physical & covered - 1) != 0) {
                return pageFault(access);
            }
            long wanted = entry | A | (access == AddressSpace.WRITE ? D : 0);
            if (wanted != entry) {
                if (!modes.setsEntryBits()) {
                    return pageFault(access);
                }
                if (!modes.permits(place, 8, AddressSpace.WRITE, Mode.SUPERVISOR)) {
                    return accessFault(access);
                }
                if (!Frames.replaceLong(Frames.address(host), entry, wanted)) {
                    at++; // another hart was quicker: look at this entry again
                    continue;
                }
            }
            span = covered;
            superpage = at > 0;
            global = everywhere;
            return physical | address & covered - 1;
        }
        return pageFault(access);
    }

    private static boolean allowed(long entry, int access, boolean user, boolean sum, boolean mxr) {
        boolean userPage = (entry & U) != 0;
        if (user ? !userPage : userPage && (!sum || access == AddressSpace.FETCH)) {
            return false;
        }
        return switch (access) {
            case AddressSpace.READ -> (entry & R) != 0 || mxr && (entry & X) != 0;
            case AddressSpace.WRITE -> (entry & W) != 0;
            default -> (entry & X) != 0;
        };
    }

    static long pageFault(int access) {
        return -switch (access) {
            case AddressSpace.READ -> Cause.LOAD_PAGE;
            case AddressSpace.WRITE -> Cause.STORE_PAGE;
            default -> Cause.FETCH_PAGE;
        };
    }

    static long accessFault(int access) {
        return -switch (access) {
            case AddressSpace.READ -> Cause.LOAD_ACCESS;
            case AddressSpace.WRITE -> Cause.STORE_ACCESS;
            default -> Cause.FETCH_ACCESS;
        };
    }
}
