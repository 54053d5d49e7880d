package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Limits.RLIMIT_DATA;
import static twofold.container.abi.Mman.*;

import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.fs.event.UserFaultFile;
import twofold.container.kernel.Task;
import twofold.container.mm.Advising;
import twofold.container.mm.Label;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.mm.Vma;
import twofold.container.namespace.PidNamespace;
import twofold.container.vfs.File;
import twofold.container.vfs.MappedName;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** mmap(2) and its relatives. */
final class Memory {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int MFD_EXEC = 16;

    private Memory() {
    }

    static long brk(Task t) {
        long more = t.arg(0) - t.mm.layout.heapEnd;
        try {
            Overcommit.require(t, Math.clamp(more, 0, Mm.TASK_SIZE), PROT_WRITE, 0, more > 0);
        } catch (FileError refused) {
            return t.mm.layout.heapEnd;
        }
        return Mapper.brk(t.mm, t.arg(0), t.process.softLimits[RLIMIT_DATA]);
    }

    static long mmap(Task t) {
        long address = t.arg(0);
        long length = t.arg(1);
        int prot = t.argInt(2) & 7;
        int flags = t.argInt(3);
        long offset = t.arg(5);
        int type = flags & MAP_TYPE;
        boolean droppable = type == MAP_DROPPABLE && (flags & MAP_ANONYMOUS) != 0;
        if (droppable && (flags & (MAP_LOCKED | MAP_HUGETLB | MAP_GROWSDOWN)) != 0) {
            return -EINVAL;
        }
        if ((flags & MAP_ANONYMOUS) == 0) {
            t.files.usable(t.argInt(4));
        }
        if (type < MAP_SHARED || type > MAP_SHARED_VALIDATE && !droppable || (offset & Frames.SIZE - 1) != 0 || length == 0) {
            return -EINVAL;
        }
        if (type == MAP_SHARED_VALIDATE && (flags & MAP_ANONYMOUS) != 0) {
            return -EINVAL;
        }
        if (type == MAP_SHARED_VALIDATE && (flags & ~MAP_KNOWN) != 0) {
            return -EOPNOTSUPP;
        }
        if ((flags & MAP_HUGETLB) != 0) {
            return noHugePages(flags);
        }
        boolean shared = type != MAP_PRIVATE && !droppable;
        Mapper.Content content;
        File file = (flags & MAP_ANONYMOUS) != 0 ? null : t.files.usable(t.argInt(4));
        if (file != null && (!file.readable() || shared && (prot & PROT_WRITE) != 0 && !file.writable())) {
            return -EACCES;
        }
        if (file != null && (prot & PROT_EXEC) != 0 && file.path() != null && file.path().mount().has(Mount.NO_EXEC)) {
            return -EPERM;
        }
        if ((flags & MAP_GROWSDOWN) != 0 && (shared || file != null)) {
            return -EINVAL;
        }
        boolean zeros = file == null || file.zeros();
        if (zeros && !shared && file != null) {
            content = new Mapper.Content(prot, false, false, null, offset >>> Frames.SHIFT, new MappedName(file.path(), t.fs.root), true);
        } else if (zeros) {
            VfsPath memory = shared ? t.container().sharedMemory(t, Mapper.pages(length), "/dev/zero") : null;
            content = new Mapper.Content(prot, shared, (flags & MAP_GROWSDOWN) != 0, memory == null ? null : memory.inode().mappable(), 0,
                    memory == null ? null : new MappedName(memory, t.fs.root), true);
        } else {
            if (!shared && file.onlyShared()) {
                return -EINVAL;
            }
            if (offset < 0 || offset + length < 0) {
                return -EOVERFLOW;
            }
            if (shared && (prot & PROT_WRITE) != 0 && file.inode().sealedAgainstWriting()) {
                return -EPERM;
            }
            file.wasRead();
            Label name = file.path() == null ? Label.of("") : new MappedName(file.path(), t.fs.root);
            content = new Mapper.Content(prot, shared, false, file.mappable(offset, Mapper.pages(length)), offset >>> Frames.SHIFT, name, !shared || file.writable() && !file.inode().sealedAgainstWriting());
        }
        boolean secret = content.source() != null && content.source().isSecret();
        boolean locks = secret || (flags & MAP_LOCKED) != 0 || t.mm.lockFuture != 0 && !droppable;
        if (locks && !MemoryLocks.mayLock(t, Mapper.pages(length))) {
            return (flags & MAP_LOCKED) != 0 && MemoryLocks.refusesLocks(t) ? -EPERM : -EAGAIN;
        }
        Overcommit.require(t, length, prot, flags, !shared || file == null);
        long at = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0
                ? Mapper.mapFixed(t.mm, address, length, content, (flags & MAP_FIXED_NOREPLACE) == 0)
                : Mapper.map(t.mm, address, length, content);
        if (droppable) {
            Advising.makeDroppable(t.mm, at, length);
        }
        if ((flags & MAP_STACK) != 0) {
            Advising.hint(t.mm, at, length, had -> had.sized(-1));
        }
        if (locks) {
            Mapper.lock(t.mm, at, Mapper.pages(length), true);
        }
        if (locks && !secret && (t.mm.lockFuture & MCL_ONFAULT) == 0 || (flags & MAP_POPULATE) != 0) {
            Mapper.populate(t.mm, at, Mapper.pages(length));
        }
        return at;
    }

    static long munmap(Task t) {
        Mapper.unmap(t.mm, t.arg(0), t.arg(1));
        return 0;
    }

    static long mprotect(Task t) {
        int prot = t.argInt(2);
        if (t.arg(1) == 0 && (t.arg(0) & Frames.SIZE - 1) == 0) {
            return 0;
        }
        if ((prot & ~(7 | PROT_SEM | PROT_GROWSDOWN)) != 0) {
            return -EINVAL;
        }
        long start = t.arg(0);
        long length = t.arg(1);
        if ((prot & PROT_GROWSDOWN) != 0) {
            List<Vma> areas = t.mm.areas(start, start + Mapper.pages(length));
            if (areas.isEmpty() || !areas.getFirst().growsDown()) {
                return areas.isEmpty() ? -ENOMEM : -EINVAL;
            }
            length += start - areas.getFirst().start();
            start = areas.getFirst().start();
        }
        Mapper.protect(t.mm, start, length, prot & 7);
        return 0;
    }

    static long mremap(Task t) {
        return Mapper.remap(t.mm, t.arg(0), t.arg(1), t.arg(2), t.argInt(3), t.arg(4));
    }

    /** Of pages of the sizes of riscv64 (2 MiB, 1 GiB) there are none in the pool; files have no others than ordinary ones. */
    static long noHugePages(int flags) {
        int size = flags >>> MAP_HUGE_SHIFT & 63;
        return (flags & MAP_ANONYMOUS) != 0 && (size == 0 || size == 21 || size == 30) ? -ENOMEM : -EINVAL;
    }

    static boolean outside(Task t) {
        return outside(t.arg(0), t.arg(1));
    }

    static boolean outside(long start, long length) {
        return start < 0 || length < 0 || length > Mm.TASK_SIZE || start > Mm.TASK_SIZE - length;
    }

    /** Whether all of the range that a call's first two arguments name is mapped. */
    static boolean whole(Task t) {
        return whole(t, t.arg(0), Mapper.pages(t.arg(1)));
    }

    static boolean whole(Task t, long start, long length) {
        long at = start;
        if (start + length < start) {
            return false;
        }
        while (at < start + length) {
            Vma area = t.mm.find(at);
            if (area == null) {
                return false;
            }
            at = area.end();
        }
        return true;
    }

    static long populate(Task t, long start, long length, int want) {
        long end = start + Mapper.pages(length);
        byte[] one = new byte[1];
        for (long at = start; at < end; at += Frames.SIZE) {
            Vma area = t.mm.find(at);
            if (area == null) {
                return -ENOMEM;
            }
            boolean there = (area.prot() & want) != 0 && t.mm.copyIn(at, one, 0, 1) == 1 && (want == PROT_READ || t.mm.copyOut(at, one, 0, 1) == 1);
            if (!there) {
                return (area.prot() & want) == 0 ? -EINVAL : -EFAULT;
            }
        }
        return 0;
    }

    /** membarrier(2): one hart at a time runs, so every task has seen every store. */
    static long membarrier(Task t) {
        int command = t.argInt(0);
        if (t.argInt(1) != 0 && command != 0x80 || command < 0 || Integer.bitCount(command) > 1 || command > 0x200) {
            return -EINVAL;
        }
        return switch (command) {
            case 0 -> 0x3ff;
            case 4, 16, 64, 256 -> {
                t.process.barriers |= command;
                yield 0;
            }
            case 8, 32, 128 -> (t.process.barriers & command << 1) == 0 ? -EPERM : 0;
            case 0x200 -> t.process.barriers;
            default -> 0;
        };
    }

    /** remap_file_pages(2): the pages become a mapping of their own of another part of the file. */
    static long remapFilePages(Task t) {
        long start = t.arg(0) & -Frames.SIZE;
        long size = t.arg(1) & -Frames.SIZE;
        if (t.arg(2) != 0 || start + size <= start || Long.compareUnsigned(t.arg(3) + (size >>> Frames.SHIFT), t.arg(3)) < 0) {
            return -EINVAL;
        }
        Vma area = t.mm.find(start);
        if (area == null || !area.shared() || area.source() == null || start + size > area.end()) {
            return -EINVAL;
        }
        Mapper.mapFixed(t.mm, start, size, new Mapper.Content(area.prot(), true, false, area.source(), t.arg(3), area.name(), area.mayWrite()), true);
        return 0;
    }

    /** mseal(2). */
    static long mseal(Task t) {
        long size = Mapper.pages(t.arg(1));
        if (t.arg(2) != 0 || (t.arg(0) & Frames.SIZE - 1) != 0 || size < 0 || t.arg(1) != 0 && size == 0 || t.arg(0) + size < t.arg(0)) {
            return -EINVAL;
        }
        if (!whole(t, t.arg(0), size)) {
            return -ENOMEM;
        }
        Mapper.seal(t.mm, t.arg(0), size);
        return 0;
    }

    /** userfaultfd(2): accesses that calls make are handled for who may trace everybody. */
    static long userfaultfd(Task t) {
        int flags = t.argInt(0);
        boolean userOnly = (flags & 1) != 0;
        if (!userOnly && t.container().settings.number("vm/unprivileged_userfaultfd") == 0 && !t.creds.has(Cap.CAP_SYS_PTRACE)) {
            return -EPERM;
        }
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK | 1)) != 0) {
            return -EINVAL;
        }
        return Files.add(t, UserFaultFile.create(t, flags & O_NONBLOCK, userOnly), (flags & O_CLOEXEC) != 0);
    }

    /** memfd_secret(2): a file in memory that is only mapped. Nobody else's eyes reach a container's memory anyway. */
    static long memfdSecret(Task t) {
        if ((t.argInt(0) & ~O_CLOEXEC) != 0) {
            return -EINVAL;
        }
        return Files.add(t, t.container().secretFile(t), t.argInt(0) != 0);
    }

    static long memfdCreate(Task t) {
        int flags = t.argInt(1);
        if ((flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC)) != 0
                || (flags & (MFD_NOEXEC_SEAL | MFD_EXEC)) == (MFD_NOEXEC_SEAL | MFD_EXEC)) {
            return -EINVAL;
        }
        if ((flags & MFD_EXEC) != 0 && t.process.pids.noExecute() == PidNamespace.ENFORCED) {
            return -EACCES;
        }
        String name;
        try {
            name = t.mm.string(t.arg(0), 250);
        } catch (FileError failed) {
            return failed.errno() == ENAMETOOLONG ? -EINVAL : -failed.errno();
        }
        boolean noExecute = (flags & MFD_NOEXEC_SEAL) != 0 || (flags & MFD_EXEC) == 0 && t.process.pids.noExecute() > 0;
        int seals = noExecute ? 0x20 : (flags & MFD_ALLOW_SEALING) != 0 ? 0 : 1;
        File file = t.container().memoryFile(t, name, noExecute ? 0666 : 0777, seals);
        return Files.add(t, file, (flags & MFD_CLOEXEC) != 0);
    }

    static long flushIcache(Task t) {
        if ((t.arg(2) & ~1) != 0) {
            return -EINVAL;
        }
        t.hart.fenceInstructions();
        return 0;
    }
}
