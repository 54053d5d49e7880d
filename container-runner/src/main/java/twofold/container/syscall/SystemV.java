package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Mman;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.mm.Vma;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.MessageQueue;
import twofold.container.namespace.Semaphores;
import twofold.container.namespace.SharedMemory;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** System V interprocess communication, sysvipc(7). Records as asm-generic has them. */
final class SystemV {
    private static final int IPC_RMID = 0;
    private static final int IPC_SET = 1;
    private static final int IPC_STAT = 2;
    private static final int IPC_INFO = 3;
    private static final int IPC_NOWAIT = 04000;
    private static final int SHM_RDONLY = 010000;
    private static final int SHM_RND = 020000;
    private static final int SHM_REMAP = 040000;
    private static final int SHM_EXEC = 0100000;
    private static final int SHM_LOCK = 11;
    private static final int SHM_UNLOCK = 12;
    private static final int SHM_STAT = 13;
    private static final int SHM_INFO = 14;
    private static final int SHM_STAT_ANY = 15;
    private static final int SEM_UNDO = 0x1000;
    private static final int GETPID = 11;
    private static final int GETVAL = 12;
    private static final int GETALL = 13;
    private static final int GETNCNT = 14;
    private static final int GETZCNT = 15;
    private static final int SETVAL = 16;
    private static final int SETALL = 17;
    private static final int MOST_SEMAPHORES = 32000;
    private static final int MOST_IN_ALL = 1 << 20;
    private static final int MOST_OPERATIONS = 500;
    private static final int MSG_NOERROR = 010000;
    private static final int MSG_EXCEPT = 020000;
    private static final int MSG_COPY = 040000;
    private static final int PERM = 48;

    private SystemV() {
    }

    private static long now(Task t) {
        return t.kernel.clock.realtimeNanos() / 1_000_000_000L;
    }

    private static ByteBuffer record(Task t, IpcNamespace.Entry entry, int size) {
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        UserNamespace user = t.creds.user;
        return b.putInt(0, entry.key).putInt(4, user.shownUid(entry.uid)).putInt(8, user.shownGid(entry.gid))
                .putInt(12, user.shownUid(entry.creatorUid)).putInt(16, user.shownGid(entry.creatorGid)).putInt(20, entry.mode);
    }

    private static void change(Task t, IpcNamespace.Entry entry, long at) {
        int uid = t.creds.user.uid(t.mm.getInt(at + 4));
        int gid = t.creds.user.gid(t.mm.getInt(at + 8));
        int mode = t.mm.getInt(at + 20);
        entry.requireOwner(t.creds);
        entry.uid = uid;
        entry.gid = gid;
        entry.mode = entry.mode & ~0777 | mode & 0777;
        entry.changed = now(t);
    }

    static long shmget(Task t) {
        long size = t.arg(1);
        IpcNamespace ipc = t.ipc;
        SharedMemory found = ipc.memory.get(t.argInt(0), t.argInt(2), t.creds, () -> {
            if (size <= 0 || size > 1L << 40) {
                throw FileError.of(EINVAL);
            }
            return new SharedMemory(ipc, t.argInt(0), t.argInt(2), t.creds, now(t), size, t.process.pid,
                    t.container().sharedMemory(Mapper.pages(size)));
        });
        return size > found.size ? -EINVAL : found.id;
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
        Mapper.Content content = new Mapper.Content(prot, true, false, segment, 0, null, !readOnly);
        long at;
        try {
            at = address == 0 ? Mapper.map(t.mm, 0, segment.size, content)
                    : Mapper.mapFixed(t.mm, address, segment.size, content, (flags & SHM_REMAP) != 0);
        } catch (FileError failed) {
            return failed.errno() == EEXIST ? -EINVAL : -failed.errno();
        }
        segment.attached = now(t);
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
        segment.detached = now(t);
        segment.lastUser = t.process.pid;
        return 0;
    }

    static long shmctl(Task t) {
        int command = t.argInt(1);
        long at = t.arg(2);
        IpcNamespace ipc = t.ipc;
        switch (command) {
            case IPC_INFO -> {
                t.mm.write(at, ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putLong(0, (1L << 62) - 1).putLong(8, 1).putLong(16, 4096)
                        .putLong(24, 4096).putLong(32, 1L << 40));
                return Math.max(0, ipc.memory.all().size() - 1);
            }
            case SHM_INFO -> {
                long pages = ipc.memory.all().stream().mapToLong(each -> Mapper.pages(each.size) >> 12).sum();
                t.mm.write(at, ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ipc.memory.all().size()).putLong(8, pages)
                        .putLong(16, pages));
                return ipc.memory.all().stream().mapToInt(each -> each.id).max().orElse(0);
            }
            default -> {
            }
        }
        SharedMemory segment = ipc.memory.id(t.argInt(0));
        switch (command) {
            case IPC_STAT, SHM_STAT, SHM_STAT_ANY -> {
                if (command != SHM_STAT_ANY) {
                    segment.require(t.creds, 4);
                }
                t.mm.write(at, record(t, segment, 112).putLong(PERM, segment.size).putLong(56, segment.attached).putLong(64, segment.detached)
                        .putLong(72, segment.changed).putInt(80, t.shown(segment.creator)).putInt(84, t.shown(segment.lastUser)).putLong(88, segment.attachments()));
                return command == IPC_STAT ? 0 : segment.id;
            }
            case IPC_SET -> change(t, segment, at);
            case IPC_RMID -> {
                segment.requireOwner(t.creds);
                segment.doom();
            }
            case SHM_LOCK, SHM_UNLOCK -> {
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    static long semget(Task t) {
        int count = t.argInt(1);
        if (count < 0 || count > MOST_SEMAPHORES) {
            return -EINVAL;
        }
        Semaphores found = t.ipc.semaphores.get(t.argInt(0), t.argInt(2), t.creds, () -> {
            if (count == 0) {
                throw FileError.of(EINVAL);
            }
            if (count + t.ipc.semaphores.all().stream().mapToLong(each -> each.values.length).sum() > MOST_IN_ALL) {
                throw FileError.of(ENOSPC);
            }
            return new Semaphores(t.argInt(0), t.argInt(2), t.creds, now(t), count);
        });
        return count > found.values.length ? -EINVAL : found.id;
    }

    static long semop(Task t) {
        return operate(t, -1);
    }

    static long semtimedop(Task t) {
        return operate(t, t.arg(3) == 0 ? -1 : Time.span(t, t.arg(3)));
    }

    private static long operate(Task t, long timeout) {
        int count = t.argInt(2);
        if (count <= 0 || count > MOST_OPERATIONS) {
            return count == 0 ? -EINVAL : -E2BIG;
        }
        ByteBuffer b = ByteBuffer.wrap(t.mm.read(t.arg(1), 6 * count)).order(ByteOrder.LITTLE_ENDIAN);
        Semaphores set = t.kept instanceof Semaphores waited ? waited : t.ipc.semaphores.id(t.argInt(0));
        if (set.removed) {
            return -EIDRM;
        }
        int[] values = set.values.clone();
        boolean alters = false;
        for (int i = 0; i < count; i++) {
            alters |= b.getShort(6 * i + 2) != 0;
        }
        set.require(t.creds, alters ? 2 : 4);
        for (int i = 0; i < count; i++) {
            int number = b.getShort(6 * i) & 0xffff;
            int change = b.getShort(6 * i + 2);
            if (number >= values.length) {
                return -EFBIG;
            }
            boolean blocked = change == 0 ? values[number] != 0 : values[number] + change < 0;
            if (blocked) {
                return await(t, set, (b.getShort(6 * i + 4) & IPC_NOWAIT) != 0, timeout);
            }
            values[number] += change;
            if (values[number] > Semaphores.LARGEST) {
                return -ERANGE;
            }
        }
        for (int i = 0; i < count; i++) {
            int number = b.getShort(6 * i) & 0xffff;
            int change = b.getShort(6 * i + 2);
            set.lastPid[number] = t.process.pid;
            if ((b.getShort(6 * i + 4) & SEM_UNDO) != 0 && change != 0) {
                set.remember(t.process, number, -change);
                t.process.undoes.add(set);
            }
        }
        System.arraycopy(values, 0, set.values, 0, values.length);
        set.operated = now(t);
        if (alters) {
            set.queue.wakeAll();
        }
        return 0;
    }

    private static long await(Task t, Semaphores set, boolean noWait, long timeout) {
        if (noWait || t.expired(timeout)) {
            return -EAGAIN;
        }
        t.kept = set;
        t.interruption = EINTR;
        return t.waitOnUntil(set.queue);
    }

    static long semctl(Task t) {
        int command = t.argInt(2);
        long arg = t.arg(3);
        if (command == IPC_INFO || command == 19) {
            t.mm.write(arg, ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 32000).putInt(8, 1024000000).putInt(16, MOST_SEMAPHORES)
                    .putInt(20, MOST_OPERATIONS).putInt(32, Semaphores.LARGEST).putInt(36, Semaphores.LARGEST));
            return Math.max(0, t.ipc.semaphores.all().size() - 1);
        }
        Semaphores set = t.ipc.semaphores.id(t.argInt(0));
        int number = t.argInt(1);
        boolean one = command == GETVAL || command == SETVAL || command == GETPID || command == GETNCNT || command == GETZCNT;
        if (one && (number < 0 || number >= set.values.length)) {
            return -EINVAL;
        }
        switch (command) {
            case GETVAL, GETPID, GETNCNT, GETZCNT -> {
                set.require(t.creds, 4);
                return command == GETVAL ? set.values[number] : command == GETPID ? t.shown(set.lastPid[number]) : 0;
            }
            case SETVAL -> {
                int value = (int) arg;
                if (value < 0 || value > Semaphores.LARGEST) {
                    return -ERANGE;
                }
                set.require(t.creds, 2);
                set.values[number] = value;
                set.lastPid[number] = t.process.pid;
                set.forget(number);
                touched(t, set);
            }
            case GETALL -> {
                set.require(t.creds, 4);
                ByteBuffer b = ByteBuffer.allocate(2 * set.values.length).order(ByteOrder.LITTLE_ENDIAN);
                for (int value : set.values) {
                    b.putShort((short) value);
                }
                t.mm.write(arg, b.array());
            }
            case SETALL -> {
                set.require(t.creds, 2);
                ByteBuffer b = ByteBuffer.wrap(t.mm.read(arg, 2 * set.values.length)).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < set.values.length; i++) {
                    if (b.getShort(2 * i) < 0) {
                        return -ERANGE;
                    }
                }
                for (int i = 0; i < set.values.length; i++) {
                    set.values[i] = b.getShort(2 * i);
                    set.forget(i);
                }
                touched(t, set);
            }
            case IPC_STAT, 18, 20 -> {
                set.require(t.creds, 4);
                t.mm.write(arg, record(t, set, 88).putLong(PERM, set.operated).putLong(56, set.changed).putLong(64, set.values.length));
                return command == IPC_STAT ? 0 : set.id;
            }
            case IPC_SET -> change(t, set, arg);
            case IPC_RMID -> {
                set.requireOwner(t.creds);
                t.ipc.semaphores.remove(set);
                set.queue.wakeAll();
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private static void touched(Task t, Semaphores set) {
        set.changed = now(t);
        set.queue.wakeAll();
    }

    static long msgget(Task t) {
        return t.ipc.queues.get(t.argInt(0), t.argInt(1), t.creds,
                () -> new MessageQueue(t.argInt(0), t.argInt(1), t.creds, now(t))).id;
    }

    private static MessageQueue queue(Task t, int want) {
        MessageQueue queue = t.kept instanceof MessageQueue waited ? waited : t.ipc.queues.id(t.argInt(0));
        if (queue.removed) {
            throw FileError.of(EIDRM);
        }
        queue.require(t.creds, want);
        return queue;
    }

    static long msgsnd(Task t) {
        long length = t.arg(2);
        t.mm.getLong(t.arg(1));
        if (length < 0 || length > MessageQueue.LONGEST || t.argInt(0) < 0) {
            return -EINVAL;
        }
        long type = t.mm.getLong(t.arg(1));
        if (type < 1) {
            return -EINVAL;
        }
        MessageQueue queue = queue(t, 2);
        byte[] text = t.mm.read(t.arg(1) + 8, (int) length);
        if (queue.bytes + length > queue.limit || queue.messages.size() >= queue.limit) {
            return await(t, queue, EAGAIN);
        }
        t.account().charge(length + MessageQueue.OVERHEAD);
        queue.messages.add(new MessageQueue.Message(type, text));
        queue.bytes += length;
        queue.lastSender = t.process.pid;
        queue.sent = now(t);
        queue.queue.wakeAll();
        return 0;
    }

    private static long await(Task t, MessageQueue queue, int errno) {
        int flags = errno == EAGAIN ? t.argInt(3) : t.argInt(4);
        if ((flags & IPC_NOWAIT) != 0) {
            return -errno;
        }
        t.kept = queue;
        t.interruption = EINTR;
        return t.waitOn(queue.queue);
    }

    static long msgrcv(Task t) {
        long room = t.arg(2);
        int flags = t.argInt(4);
        if (room < 0 || t.argInt(0) < 0) {
            return -EINVAL;
        }
        if ((flags & MSG_COPY) != 0 && (flags & (IPC_NOWAIT | MSG_EXCEPT)) != IPC_NOWAIT) {
            return -EINVAL;
        }
        MessageQueue queue = queue(t, 4);
        if ((flags & MSG_COPY) != 0) {
            return copied(t, queue, room, (flags & MSG_NOERROR) != 0);
        }
        int index = queue.find(t.arg(3), (flags & MSG_EXCEPT) != 0);
        if (index < 0) {
            return await(t, queue, ENOMSG);
        }
        MessageQueue.Message message = queue.messages.get(index);
        if (message.text().length > room && (flags & MSG_NOERROR) == 0) {
            return -E2BIG;
        }
        queue.messages.remove(index);
        t.account().refund(message.text().length + MessageQueue.OVERHEAD);
        queue.bytes -= message.text().length;
        queue.lastReceiver = t.process.pid;
        queue.received = now(t);
        queue.queue.wakeAll();
        return give(t, message, room);
    }

    /** Writes a message where the caller wants it; a fault loses it, as with Linux. */
    private static long give(Task t, MessageQueue.Message message, long room) {
        int part = (int) Math.min(room, message.text().length);
        t.mm.putLong(t.arg(1), message.type());
        return t.mm.copyOut(t.arg(1) + 8, message.text(), 0, part) < part ? -EFAULT : part;
    }

    /** MSG_COPY: the message at a place of the queue, which stays there. */
    private static long copied(Task t, MessageQueue queue, long room, boolean cut) {
        long place = t.arg(3);
        if (place < 0 || place >= queue.messages.size()) {
            return -ENOMSG;
        }
        MessageQueue.Message message = queue.messages.get((int) place);
        return message.text().length > room && !cut ? -E2BIG : give(t, message, room);
    }

    static long msgctl(Task t) {
        int command = t.argInt(1);
        long at = t.arg(2);
        if (command == IPC_INFO || command == 12) {
            t.mm.write(at, ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putInt(8, MessageQueue.LONGEST).putInt(12, 16384).putInt(16, 32000));
            return Math.max(0, t.ipc.queues.all().size() - 1);
        }
        MessageQueue queue = t.ipc.queues.id(t.argInt(0));
        switch (command) {
            case IPC_STAT, 11, 13 -> {
                queue.require(t.creds, 4);
                t.mm.write(at, record(t, queue, 120).putLong(PERM, queue.sent).putLong(56, queue.received).putLong(64, queue.changed)
                        .putLong(72, queue.bytes).putLong(80, queue.messages.size()).putLong(88, queue.limit).putInt(96, t.shown(queue.lastSender))
                        .putInt(100, t.shown(queue.lastReceiver)));
                return command == IPC_STAT ? 0 : queue.id;
            }
            case IPC_SET -> {
                long limit = t.mm.getLong(at + 88);
                if (limit > 16384 || limit < 0) {
                    return -EPERM;
                }
                change(t, queue, at);
                queue.limit = limit;
                queue.queue.wakeAll();
            }
            case IPC_RMID -> {
                queue.requireOwner(t.creds);
                t.ipc.queues.remove(queue);
                t.account().refund(queue.bytes + queue.messages.size() * MessageQueue.OVERHEAD);
                queue.messages.clear();
                queue.queue.wakeAll();
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }
}
