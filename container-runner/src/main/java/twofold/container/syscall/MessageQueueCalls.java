package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.namespace.MessageQueue;
import twofold.image.overlay.FileError;

/** msgget(2), msgsnd(2), msgrcv(2), msgctl(2). */
final class MessageQueueCalls {
    private static final int MSG_STAT = 11;
    private static final int MSG_INFO = 12;
    private static final int MSG_STAT_ANY = 13;
    private static final int MSG_NOERROR = 010000;
    private static final int MSG_EXCEPT = 020000;
    private static final int MSG_COPY = 040000;

    private MessageQueueCalls() {
    }

    static long msgget(Task t) {
        return t.ipc.queues.get(t.argInt(0), t.argInt(1), t.creds,
                () -> new MessageQueue(t.argInt(0), t.argInt(1), t.creds, SystemV.now(t), t.ipc.settings.number("kernel/msgmnb"))).id;
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
        if (length < 0 || length > t.ipc.settings.number("kernel/msgmax") || t.argInt(0) < 0) {
            return -EINVAL;
        }
        long type = t.mm.getLong(t.arg(1));
        if (type < 1) {
            return -EINVAL;
        }
        t.account().require(length);
        byte[] text = t.mm.read(t.arg(1) + 8, (int) length);
        MessageQueue queue = queue(t, 2);
        if (Long.compareUnsigned(queue.bytes + length, queue.limit) > 0 || Long.compareUnsigned(queue.messages.size(), queue.limit) >= 0) {
            return await(t, queue, EAGAIN);
        }
        t.account().charge(length + MessageQueue.OVERHEAD);
        queue.messages.add(new MessageQueue.Message(type, text));
        queue.bytes += length;
        queue.lastSender = t.process.pid;
        queue.sent = SystemV.now(t);
        queue.queue.wakeAll();
        return 0;
    }

    private static long await(Task t, MessageQueue queue, int errno) {
        int flags = errno == EAGAIN ? t.argInt(3) : t.argInt(4);
        if ((flags & SystemV.IPC_NOWAIT) != 0) {
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
        if ((flags & MSG_COPY) != 0 && (flags & (SystemV.IPC_NOWAIT | MSG_EXCEPT)) != SystemV.IPC_NOWAIT) {
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
        queue.received = SystemV.now(t);
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
        if (command == SystemV.IPC_INFO || command == MSG_INFO) {
            return queueLimits(t, command == MSG_INFO, at);
        }
        MessageQueue queue = command == MSG_STAT || command == MSG_STAT_ANY ? t.ipc.queues.at(t.argInt(0)) : t.ipc.queues.id(t.argInt(0));
        switch (command) {
            case SystemV.IPC_STAT, MSG_STAT, MSG_STAT_ANY -> {
                if (command != MSG_STAT_ANY) {
                    queue.require(t.creds, 4);
                }
                t.mm.write(at, SystemV.record(t, queue, 120).putLong(SystemV.PERM, queue.sent).putLong(56, queue.received).putLong(64, queue.changed)
                        .putLong(72, queue.bytes).putLong(80, queue.messages.size()).putLong(88, queue.limit).putInt(96, t.shown(queue.lastSender))
                        .putInt(100, t.shown(queue.lastReceiver)));
                return command == SystemV.IPC_STAT ? 0 : queue.id;
            }
            case SystemV.IPC_SET -> {
                t.mm.read(at, SystemV.PERM);
                long limit = t.mm.getLong(at + 88);
                queue.requireOwner(t.creds);
                if (Long.compareUnsigned(limit, t.ipc.settings.number("kernel/msgmnb")) > 0 && !t.creds.has(Cap.CAP_SYS_RESOURCE)) {
                    return -EPERM;
                }
                SystemV.change(t, queue, at);
                queue.limit = limit;
                queue.queue.wakeAll();
            }
            case SystemV.IPC_RMID -> {
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

    /** SystemV.IPC_INFO and MSG_INFO, struct msginfo. */
    private static long queueLimits(Task t, boolean use, long at) {
        int messages = t.ipc.queues.all().stream().mapToInt(each -> each.messages.size()).sum();
        long bytes = t.ipc.queues.all().stream().mapToLong(each -> each.bytes).sum();
        int longest = (int) t.ipc.settings.number("kernel/msgmax");
        int held = (int) t.ipc.settings.number("kernel/msgmnb");
        int most = (int) t.ipc.settings.number("kernel/msgmni");
        t.mm.write(at, ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putInt(0, use ? t.ipc.queues.size() : 512000).putInt(4, use ? messages : 16384)
                .putInt(8, longest).putInt(12, held).putInt(16, most).putInt(20, 16).putInt(24, use ? (int) bytes : 16384).putInt(28, 0xffff));
        return t.ipc.queues.highest();
    }
}
