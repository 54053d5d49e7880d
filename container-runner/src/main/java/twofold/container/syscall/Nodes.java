package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.mm.Vma;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** Memory policies, numa(7), of a machine with one node: they are checked and kept, and all memory is near. */
final class Nodes {
    private static final int MPOL_DEFAULT = 0;
    private static final int MPOL_PREFERRED = 1;
    private static final int MPOL_LOCAL = 4;
    private static final int MPOL_MAX = 7;
    private static final int STATIC_NODES = 1 << 15;
    private static final int RELATIVE_NODES = 1 << 14;
    private static final int BALANCING = 1 << 13;
    private static final int MODE_FLAGS = STATIC_NODES | RELATIVE_NODES | BALANCING;
    private static final int MPOL_F_NODE = 1;
    private static final int MPOL_F_ADDR = 2;
    private static final int MPOL_F_MEMS_ALLOWED = 4;
    private static final int MPOL_MF_MOVE_ALL = 4;
    /** The bits of the widest mask. */
    private static final int MOST_BITS = 4096 * 8;
    /** The nodes that a mask may name. */
    private static final int NODES = 8;

    private Nodes() {
    }

    /** A mask of nodes as set_mempolicy(2) takes it: only the first may be named. */
    private static long mask(Task t, long at, long bits) {
        long count = bits - 1;
        if (count == 0 || at == 0) {
            return 0;
        }
        if (count < 0 || count > MOST_BITS) {
            throw FileError.of(EINVAL);
        }
        long words = count + 63 >>> 6;
        long first = 0;
        for (long i = 0; i < words; i++) {
            long word = t.mm.getLong(at + 8 * i);
            word = i == words - 1 && (count & 63) != 0 ? word & (1L << count) - 1 : word;
            if (i > 0 && word != 0 || i == 0 && word >>> NODES != 0) {
                throw FileError.of(EINVAL);
            }
            first = i == 0 ? word : first;
        }
        return first;
    }

    /** EINVAL unless a mode and the nodes to it make a policy. */
    private static void requirePolicy(int flagged, long nodes) {
        int mode = flagged & ~MODE_FLAGS;
        int flags = flagged & MODE_FLAGS;
        boolean wrong = mode < 0 || mode >= MPOL_MAX || (flags & (STATIC_NODES | RELATIVE_NODES)) == (STATIC_NODES | RELATIVE_NODES)
                || (flags & BALANCING) != 0 && mode != 2 && mode != 5;
        if (mode == MPOL_DEFAULT) {
            wrong |= nodes != 0 || flags != 0;
        } else if (mode == MPOL_PREFERRED) {
            wrong |= nodes == 0 && (flags & (STATIC_NODES | RELATIVE_NODES)) != 0 || nodes != 0 && (nodes & 1) == 0;
        } else if (mode == MPOL_LOCAL) {
            wrong |= nodes != 0 || flags != 0;
        } else {
            wrong |= (nodes & 1) == 0;
        }
        if (wrong) {
            throw FileError.of(EINVAL);
        }
    }

    static long setMempolicy(Task t) {
        int flagged = t.argInt(0);
        int mode = flagged & ~MODE_FLAGS;
        if (mode < 0 || mode >= MPOL_MAX) {
            return -EINVAL;
        }
        long nodes = mask(t, t.arg(1), t.arg(2));
        requirePolicy(flagged, nodes);
        t.memoryPolicy = mode == MPOL_PREFERRED && nodes == 0 ? MPOL_LOCAL : flagged;
        t.memoryNodes = mode == MPOL_DEFAULT || mode == MPOL_LOCAL || nodes == 0 ? 0 : 1;
        return 0;
    }

    static long getMempolicy(Task t) {
        long flags = t.arg(4);
        long bits = t.arg(2);
        if (t.arg(1) != 0 && bits < 1) {
            return -EINVAL;
        }
        if ((flags & ~7L) != 0 || (flags & MPOL_F_MEMS_ALLOWED) != 0 && flags != MPOL_F_MEMS_ALLOWED) {
            return -EINVAL;
        }
        boolean byAddress = (flags & MPOL_F_ADDR) != 0;
        if (!byAddress && t.arg(3) != 0 && flags == 0) {
            return -EINVAL;
        }
        if (byAddress && t.mm.find(t.arg(3)) == null) {
            return -EFAULT;
        }
        if ((flags & MPOL_F_NODE) != 0 && !byAddress && (t.memoryPolicy & ~MODE_FLAGS) != 3) {
            return -EINVAL;
        }
        if (t.arg(0) != 0) {
            t.mm.putInt(t.arg(0), flags == 0 ? t.memoryPolicy : 0);
        }
        if (t.arg(1) != 0) {
            long words = Math.min(bits + 62 >>> 6, MOST_BITS >>> 6);
            for (long i = 0; i < words; i++) {
                t.mm.putLong(t.arg(1) + 8 * i, i == 0 ? flags == MPOL_F_MEMS_ALLOWED ? 1 : flags == 0 ? t.memoryNodes : 0 : 0);
            }
        }
        return 0;
    }

    static long mbind(Task t) {
        int flagged = t.argInt(2);
        int flags = t.argInt(5);
        int mode = flagged & ~MODE_FLAGS;
        if (mode < 0 || mode >= MPOL_MAX || (flags & ~7) != 0) {
            return -EINVAL;
        }
        if ((flags & MPOL_MF_MOVE_ALL) != 0 && !t.creds.has(Cap.CAP_SYS_NICE)) {
            return -EPERM;
        }
        long nodes = mask(t, t.arg(3), t.arg(4));
        long start = t.arg(0);
        long length = Mapper.pages(t.arg(1));
        if ((start & Frames.SIZE - 1) != 0 || length < 0 || start + length < start) {
            return -EINVAL;
        }
        if (length == 0) {
            return 0;
        }
        requirePolicy(flagged, nodes);
        for (long at = start; at < start + length;) {
            Vma area = t.mm.find(at);
            if (area == null) {
                return -EFAULT;
            }
            at = area.end();
        }
        return 0;
    }

    private static Task target(Task t, int pid) {
        Task target = pid == 0 ? t : t.find(pid);
        if (target == null || target.state == Task.State.DEAD) {
            throw FileError.of(ESRCH);
        }
        if (!Ptrace.permitted(t, target)) {
            throw FileError.of(EPERM);
        }
        return target;
    }

    static long migratePages(Task t) {
        mask(t, t.arg(2), t.arg(1));
        long nodes = mask(t, t.arg(3), t.arg(1));
        target(t, t.argInt(0));
        return (nodes & 1) == 0 ? -EINVAL : 0;
    }

    static long movePages(Task t) {
        int flags = t.argInt(5);
        if ((flags & ~6) != 0) {
            return -EINVAL;
        }
        if ((flags & MPOL_MF_MOVE_ALL) != 0 && !t.creds.has(Cap.CAP_SYS_NICE)) {
            return -EPERM;
        }
        Task target = target(t, t.argInt(0));
        long count = t.arg(1);
        for (long i = 0; i < count && i >= 0; i++) {
            long page = t.mm.getLong(t.arg(2) + 8 * i);
            if (t.arg(3) != 0 && t.mm.getInt(t.arg(3) + 4 * i) != 0) {
                return -ENODEV;
            }
            Vma area = target.mm.find(page);
            int status = area == null ? -EFAULT : target.mm.isResident(area, page >>> Frames.SHIFT) ? 0 : t.arg(3) != 0 || area.source() == null ? -ENOENT : 0;
            t.mm.putInt(t.arg(4) + 4 * i, status);
        }
        return 0;
    }

    static long setHomeNode(Task t) {
        long length = Mapper.pages(t.arg(1));
        if ((t.arg(0) & Frames.SIZE - 1) != 0 || t.arg(3) != 0 || t.arg(2) != 0 || length < 0 || t.arg(0) + length < t.arg(0)) {
            return -EINVAL;
        }
        return length == 0 || t.mm.find(t.arg(0)) == null ? 0 : -ENOENT;
    }
}
