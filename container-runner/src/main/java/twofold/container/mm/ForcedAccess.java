package twofold.container.mm;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** A debugger's access to a process's memory, ptrace(2) and /proc/PID/mem: whatever the protection is. */
public final class ForcedAccess {
    private ForcedAccess() {
    }

    /** Reads for a debugger, whatever the protection is; returns how many bytes there were before a page that cannot be had. */
    public static int peek(Mm mm, long address, byte[] to, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = force(mm, address + done, AddressSpace.READ);
            if (host <= 0) {
                break;
            }
            int part = Math.min(length - done, Frames.SIZE - (int) (address + done & Frames.SIZE - 1));
            Frames.read(host, to, start + done, part);
            done += part;
        }
        return done;
    }

    /** Writes for a debugger: to a copy of its own where the process may not write; returns as {@link #peek}. Code wants a fence.i. */
    public static int poke(Mm mm, long address, byte[] from, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = force(mm, address + done, AddressSpace.WRITE);
            if (host <= 0) {
                break;
            }
            int part = Math.min(length - done, Frames.SIZE - (int) (address + done & Frames.SIZE - 1));
            Frames.write(host, from, start + done, part);
            done += part;
        }
        return done;
    }

    /** The host offset of a byte, brought in if it was not there; 0 or less if that cannot be. */
    private static long force(Mm mm, long address, int access) {
        Vma area = address >>> 38 != 0 ? null : mm.find(address);
        if (area == null || area.isKernelData() || area.isSecret() || area.prot == 0 && area.source != null && area.shared) {
            return 0;
        }
        if ((Mm.granted(area.prot) & access) != 0) {
            return mm.translate(address, access);
        }
        if (access == AddressSpace.WRITE && area.shared) {
            return 0;
        }
        long page = address >>> Frames.SHIFT;
        int entry = mm.table.get(page);
        if (PageTable.isSwapped(entry)) {
            if (mm.faults.bringBack(area, page, AddressSpace.READ, entry) < 0) {
                return 0;
            }
            entry = mm.table.get(page);
        }
        int frame = entry == 0 ? mm.faults.bringIn(area, page, access) : PageTable.frame(entry);
        if (access == AddressSpace.WRITE && entry != 0 && Frames.references(frame) > 1) {
            frame = mm.faults.privateCopy(area, page, frame, Mm.granted(area.prot));
            if (frame >= 0) {
                mm.replaced(page, PageTable.frame(entry));
            }
        }
        return frame < 0 ? 0 : Frames.offset(frame) + (address & Frames.SIZE - 1);
    }
}
