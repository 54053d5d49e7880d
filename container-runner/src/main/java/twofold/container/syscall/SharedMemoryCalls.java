package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Cap;
import twofold.container.abi.Limits;
import twofold.container.abi.Mman;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.mm.Vma;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.SharedMemory;
import twofold.container.vfs.MappedName;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** shmget(2), shmat(2), shmdt(2), shmctl(2). */
final class SharedMemoryCalls {
    private static final int SHM_RDONLY = 010000;
    private static final int SHM_RND = 020000;
    private static final int SHM_REMAP = 040000;
    private static final int SHM_EXEC = 0100000;
    private static final int SHM_HUGETLB = 04000;
    private static final int SHM_LOCK = 11;
    private static final int SHM_UNLOCK = 12;
    private static final int SHM_LOCKED = 02000;
    /** The most bytes a segment may have, and pages all segments, as Linux says them. */
    private static final int SHM_STAT = 13;
    private static final int SHM_INFO = 14;
    private static final int SHM_STAT_ANY = 15;

    private SharedMemoryCalls() {
    }

    static long shmget(Task t) {
        long size = t.arg(1);
        IpcNamespace ipc = t.ipc;
        SharedMemory found = ipc.memory.get(t.argInt(0), t.argInt(2), t.creds, () -> {
            if (size <= 0 || Long.compareUnsigned(size, ipc.settings.number("kernel/shmmax")) > 0) {
                throw FileError.of(EINVAL);
            }
            long pages = ipc.memory.all().stream().mapToLong(each -> Mapper.pages(each.size) >> 12).sum() + (Mapper.pages(size) >> 12);
            if (Long.compareUnsigned(pages, ipc.settings.number("kernel/shmall")) > 0) {
                throw FileError.of(ENOSPC);
            }
            if ((t.argInt(2) & SHM_HUGETLB) != 0) {
                throw FileError.of((int) -Memory.noHugePages(t.argInt(2) | Mman.MAP_ANONYMOUS));
            }
            if (size > 1L << 40) {
                throw FileError.of(ENOMEM);
            }
            return new SharedMemory(ipc, t.argInt(0), t.argInt(2), t.creds, SystemV.now(t), size, t.process.pid,
                    t.container().sharedMemory(t, size, "/SYSV%08x".formatted(t.argInt(0))));
        });
        return Long.compareUnsigned(size, found.size) > 0 ? -EINVAL : found.id;
    }

    static long shmat(Task t) {
        SharedMemory segment = t.ipc.memory.id(t.argInt(0));
        long address = t.arg(1);
        int flags = t.argInt(2);
        if ((flags & SHM_RND) != 0) {
            address &= -Frames.SIZE;
        }
        if ((address & Frames.SIZE - 1) != 0 || (flags & SHM_REMAP) != 0 && address == 0) {
            return -EINVAL;
        }
        boolean readOnly = (flags & SHM_RDONLY) != 0;
        segment.require(t.creds, readOnly ? 4 : 6);
        int prot = Mman.PROT_READ | (readOnly ? 0 : Mman.PROT_WRITE) | ((flags & SHM_EXEC) != 0 ? Mman.PROT_EXEC : 0);
        Mapper.Content content = new Mapper.Content(prot, true, false, segment, 0, new MappedName(segment.place, t.fs.root), !readOnly);
        long at;
        try {
            at = address == 0 ? Mapper.map(t.mm, 0, segment.size, content)
                    : Mapper.mapFixed(t.mm, address, segment.size, content, (flags & SHM_REMAP) != 0);
        } catch (FileError failed) {
            return failed.errno() == EEXIST ? -EINVAL : -failed.errno();
        }
        segment.attached = SystemV.now(t);
        segment.lastUser = t.process.pid;
        return at;
    }

    static long shmdt(Task t) {
        long address = t.arg(0);
        Vma first = (address & Frames.SIZE - 1) != 0 ? null : t.mm.find(address);
        if (first == null || !(first.source() instanceof SharedMemory segment) || first.sourceOffset(address) != 0) {
            return -EINVAL;
        }
        long end = address + Mapper.pages(segment.size);
        for (Vma area : t.mm.areas()) {
            if (area.start() >= address && area.start() < end && area.source() == segment) {
                Mapper.unmap(t.mm, area.start(), area.end() - area.start());
            }
        }
        segment.detached = SystemV.now(t);
        segment.lastUser = t.process.pid;
        return 0;
    }

    static long shmctl(Task t) {
        int command = t.argInt(1);
        long at = t.arg(2);
        IpcNamespace ipc = t.ipc;
        switch (command) {
            case SystemV.IPC_INFO -> {
                t.mm.write(at, ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putLong(0, ipc.settings.number("kernel/shmmax")).putLong(8, 1)
                        .putLong(16, ipc.settings.number("kernel/shmmni")).putLong(24, ipc.settings.number("kernel/shmmni"))
                        .putLong(32, ipc.settings.number("kernel/shmall")));
                return ipc.memory.highest();
            }
            case SHM_INFO -> {
                long pages = ipc.memory.all().stream().mapToLong(each -> Mapper.pages(each.size) >> 12).sum();
                t.mm.write(at, ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ipc.memory.size()).putLong(8, pages)
                        .putLong(16, ipc.memory.all().stream().mapToLong(each -> each.place.inode().blocks() / 8).sum()));
                return ipc.memory.highest();
            }
            default -> {
            }
        }
        SharedMemory segment = command == SHM_STAT || command == SHM_STAT_ANY ? ipc.memory.at(t.argInt(0)) : ipc.memory.id(t.argInt(0));
        switch (command) {
            case SystemV.IPC_STAT, SHM_STAT, SHM_STAT_ANY -> {
                if (command != SHM_STAT_ANY) {
                    segment.require(t.creds, 4);
                }
                t.mm.write(at, SystemV.record(t, segment, 112).putLong(SystemV.PERM, segment.size).putLong(56, segment.attached).putLong(64, segment.detached)
                        .putLong(72, segment.changed).putInt(80, t.shown(segment.creator)).putInt(84, t.shown(segment.lastUser)).putLong(88, segment.attachments()));
                return command == SystemV.IPC_STAT ? 0 : segment.id;
            }
            case SystemV.IPC_SET -> SystemV.change(t, segment, at);
            case SystemV.IPC_RMID -> {
                segment.requireOwner(t.creds);
                segment.doom();
            }
            case SHM_LOCK, SHM_UNLOCK -> {
                boolean owner = t.creds.euid == segment.uid || t.creds.euid == segment.creatorUid;
                if (!t.creds.has(Cap.CAP_IPC_LOCK) && (!owner || command == SHM_LOCK && t.process.softLimits[Limits.RLIMIT_MEMLOCK] == 0)) {
                    return -EPERM;
                }
                segment.mode = command == SHM_LOCK ? segment.mode | SHM_LOCKED : segment.mode & ~SHM_LOCKED;
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }
}
