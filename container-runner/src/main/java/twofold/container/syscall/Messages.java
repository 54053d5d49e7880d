package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import twofold.container.abi.Sig;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.net.Incoming;
import twofold.container.net.Outgoing;
import twofold.container.net.Peer;
import twofold.container.net.Socket;
import twofold.container.net.SocketName;
import twofold.container.net.Traffic;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** send(2) and recv(2) with their relatives. struct msghdr takes 56 bytes, struct mmsghdr 64. */
final class Messages {
    private static final int CHUNK = 256 << 10;
    private static final int MMSG = 64;
    private static final int MOST_MESSAGES = 1024;
    private static byte[] scratch = new byte[CHUNK];

    private Messages() {
    }

    private static Peer self(Task t) {
        return new Peer(t.process.pid, t.creds.uid, t.creds.gid);
    }

    /** A buffer that reaches out of a user's memory is refused first. */
    private static void requireBuffer(Task t) {
        if (t.arg(1) < 0 || t.arg(1) > Mm.TASK_SIZE) {
            throw FileError.of(EFAULT);
        }
    }

    static long sendto(Task t) {
        requireBuffer(t);
        Socket socket = Sockets.get(t);
        SocketName to = t.arg(4) == 0 ? null : Sockets.target(t, socket, t.arg(4), t.argInt(5));
        Vector vector = Vector.one(t.arg(1), t.arg(2));
        return send(t, socket, vector, new Outgoing(to, t.argInt(3), null, self(t), false, Traffic.USUAL));
    }

    static long sendmsg(Task t) {
        return sendmsg(t, Sockets.get(t), t.arg(1), t.argInt(2));
    }

    private static long sendmsg(Task t, Socket socket, long header, int flags) {
        long nameAt = t.mm.getLong(header);
        SocketName to = nameAt == 0 ? null : destination(t, socket, nameAt, t.mm.getInt(header + 8));
        Vector vector = Vector.of(t, t.mm.getLong(header + 16), t.mm.getLong(header + 24));
        Ancillary.Sent sent = Ancillary.sent(t, socket, t.mm.getLong(header + 32), t.mm.getLong(header + 40));
        Outgoing message = new Outgoing(to, flags, sent.files(), sent.sender() == null ? self(t) : sent.sender(), sent.sender() != null, sent.traffic(), sent.stamps());
        return send(t, socket, vector, message);
    }

    /** Where to, of which no more is looked at than there can be; a connection of messages has one end only, whatever is said. */
    private static SocketName destination(Task t, Socket socket, long at, int length) {
        if (socket.family == AF_UNIX && socket.isStream() && length > 0) {
            return SocketName.Unix.UNNAMED; // Whatever it is, it is one too many
        }
        boolean ignored = socket.family == AF_UNIX && socket.type == SOCK_SEQPACKET && length >= 0;
        return ignored || length == 0 ? null : Sockets.target(t, socket, at, Math.min(length, SocketName.MOST));
    }

    static long sendmmsg(Task t) {
        Socket socket = Sockets.get(t);
        int count = Math.min(t.argInt(2) & Integer.MAX_VALUE, MOST_MESSAGES);
        int done = t.kept instanceof Integer before ? before : 0;
        while (done < count) {
            long at = t.arg(1) + (long) MMSG * done;
            long result;
            try {
                result = sendmsg(t, socket, at, t.argInt(3));
            } catch (FileError failed) {
                result = -failed.errno();
            }
            if (result == Task.BLOCKED) {
                t.kept = done;
                return done > 0 ? stopWaiting(t, done) : result;
            }
            if (result < 0) {
                return done > 0 ? done : result;
            }
            t.mm.putInt(at + 56, (int) result);
            t.progress = 0;
            done++;
        }
        return done;
    }

    private static long stopWaiting(Task t, long result) {
        t.wake();
        t.state = Task.State.RUNNABLE;
        return result;
    }

    private static long send(Task t, Socket socket, Vector vector, Outgoing message) {
        if ((message.flags() & MSG_OOB) != 0 && !socket.isStream() && socket.type != SOCK_SEQPACKET) {
            return -EOPNOTSUPP;
        }
        if ((message.flags() & MSG_FASTOPEN) != 0) {
            Sockets.requirePort(t, socket, message.to(), 2);
        }
        long result = socket.isStream() ? stream(t, socket, vector, message) : whole(t, socket, vector, message);
        if (result == -EPIPE && socket.isStream() && (message.flags() & MSG_NOSIGNAL) == 0) {
            Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_USER, t.process.pid, t.creds.uid, 0, 0));
        }
        return result;
    }

    private static boolean waits(Task t, Socket socket, int flags, long timeout) {
        return (flags & MSG_DONTWAIT) == 0 && Sockets.waits(t, socket, timeout);
    }

    private static long stream(Task t, Socket socket, Vector vector, Outgoing message) {
        Outgoing rest = t.progress > 0 ? message.rest() : message;
        do {
            int part = (int) Math.min(CHUNK, vector.length() - t.progress);
            int copied = vector.copyIn(t, t.progress, scratch, part);
            if (copied < part) {
                return t.progress > 0 ? t.progress : -EFAULT;
            }
            long count = attempt(t, socket, copied, rest);
            if (count == -EAGAIN && waits(t, socket, message.flags(), socket.options.sendTimeout)) {
                return t.waitOnUntil(socket.sendQueue(rest));
            }
            if (count < 0) {
                return t.progress > 0 ? t.progress : count;
            }
            t.progress += count;
            rest = message.rest();
        } while (t.progress < vector.length());
        return t.progress;
    }

    private static long attempt(Task t, Socket socket, int length, Outgoing message) {
        try {
            retain(message.files());
            long count = socket.send(t, ByteBuffer.wrap(scratch, 0, length), message);
            if (count < 0 || count == 0 && socket.isStream()) {
                release(message.files());
            }
            if (count > 0) {
                t.container().writtenBytes += count;
            }
            return count;
        } catch (FileError failed) {
            release(message.files());
            return -failed.errno();
        }
    }

    private static void retain(List<File> files) {
        if (files != null) {
            files.forEach(File::retain);
        }
    }

    private static void release(List<File> files) {
        if (files != null) {
            files.forEach(File::release);
        }
    }

    private static long whole(Task t, Socket socket, Vector vector, Outgoing message) {
        if (vector.length() > CHUNK) {
            return -EMSGSIZE;
        }
        int length = (int) vector.length();
        if (vector.copyIn(t, 0, scratch, length) < length) {
            return -EFAULT;
        }
        long count = attempt(t, socket, length, message);
        if (count == -EAGAIN && waits(t, socket, message.flags(), socket.options.sendTimeout)) {
            return t.waitOnUntil(socket.sendQueue(message));
        }
        return count;
    }

    static long recvfrom(Task t) {
        requireBuffer(t);
        Socket socket = Sockets.get(t);
        Incoming message = new Incoming(t.argInt(3));
        long result = receive(t, socket, Vector.one(t.arg(1), t.arg(2)), message);
        if (result >= 0) {
            release(message.files);
            if (t.arg(4) != 0) {
                Sockets.giveSender(t, message.source, t.arg(4), t.arg(5));
            }
        }
        return result;
    }

    private static long receive(Task t, Socket socket, Vector vector, Incoming message) {
        if ((message.flags & MSG_ERRQUEUE) != 0) {
            return receiveError(t, socket, vector, message);
        }
        boolean all = socket.isStream() && (message.flags & (MSG_WAITALL | MSG_PEEK)) == MSG_WAITALL;
        long done = all ? t.progress : 0;
        while (true) {
            int part = (int) Math.min(CHUNK, vector.length() - done);
            boolean drops = (message.flags & MSG_TRUNC) != 0 && socket.isStream() && socket.family != AF_UNIX;
            if (socket.isStream() && !drops && !vector.isWritable(t, done, (int) Math.min(part, socket.waiting()))) {
                return done > 0 ? done : -EFAULT; // What has no place to go stays
            }
            int count = socket.receive(t, ByteBuffer.wrap(scratch, 0, part), message);
            if (count == -EAGAIN && (done == 0 || all) && waits(t, socket, message.flags, socket.options.receiveTimeout)) {
                t.progress = done;
                return t.waitOnUntil(socket.queue());
            }
            if (count < 0) {
                return done > 0 ? done : count;
            }
            int copied = drops ? count : vector.copyOut(t, done, scratch, count);
            if (copied < count) {
                release(message.files);
                message.files = null;
                return done + copied > 0 ? done + copied : -EFAULT;
            }
            done += count;
            t.container().readBytes += count;
            boolean more = socket.isStream() && count > 0 && done < vector.length() && (message.flags & MSG_PEEK) == 0
                    && message.files == null && (all || count == part);
            if (!more) {
                break;
            }
        }
        if (!socket.isStream() && message.length > done) {
            message.outFlags |= MSG_TRUNC;
            return (message.flags & MSG_TRUNC) != 0 ? message.length : done;
        }
        return done;
    }

    private static long receiveError(Task t, Socket socket, Vector vector, Incoming message) {
        int part = (int) Math.min(CHUNK, vector.length());
        int count = socket.receiveError(ByteBuffer.wrap(scratch, 0, part), message);
        if (count < 0) {
            return count;
        }
        message.outFlags |= MSG_ERRQUEUE | (message.length > count ? MSG_TRUNC : 0);
        return vector.copyOut(t, 0, scratch, count) < count ? -EFAULT : count;
    }

    static long recvmsg(Task t) {
        return recvmsg(t, Sockets.get(t), t.arg(1), t.argInt(2));
    }

    private static long recvmsg(Task t, Socket socket, long header, int flags) {
        if (t.mm.getLong(header) != 0 && t.mm.getInt(header + 8) < 0) {
            return -EINVAL;
        }
        Vector vector = Vector.of(t, t.mm.getLong(header + 16), t.mm.getLong(header + 24));
        Incoming message = new Incoming(flags);
        long result = receive(t, socket, vector, message);
        if (result < 0) {
            return result;
        }
        long nameAt = t.mm.getLong(header);
        if (nameAt != 0) {
            Sockets.giveSender(t, message.source, nameAt, header + 8);
        }
        Ancillary.give(t, socket, message, header);
        t.mm.putInt(header + 48, message.outFlags | flags & MSG_CMSG_CLOEXEC);
        return result;
    }

    static long recvmmsg(Task t) {
        long timeout = t.arg(4) == 0 ? -1 : Time.span(t, t.arg(4));
        Socket socket = Sockets.get(t);
        int count = Math.min(t.argInt(2) & Integer.MAX_VALUE, MOST_MESSAGES);
        int flags = t.argInt(3);
        if (t.arg(4) != 0) {
            t.expired(timeout);
        }
        int done = t.kept instanceof Integer before ? before : 0;
        boolean waitsForAll = (flags & MSG_WAITFORONE) == 0 && !(socket.isStream() && (flags & MSG_WAITALL) != 0);
        while (done < count) {
            t.progress = done > 0 ? 0 : t.progress;
            long at = t.arg(1) + (long) MMSG * done;
            long result;
            try {
                result = recvmsg(t, socket, at, flags & ~MSG_WAITFORONE | (done == 0 || waitsForAll ? 0 : MSG_DONTWAIT));
            } catch (FileError failed) {
                result = -failed.errno();
            }
            if (result == Task.BLOCKED && done > 0) {
                t.kept = done;
                t.progress = done; // what it comes to if a signal ends the wait
                return result;
            }
            if (result < 0) {
                return done > 0 ? done : result;
            }
            t.mm.putInt(at + 56, (int) result);
            t.progress = 0;
            done++;
            if (t.arg(4) != 0 && t.expired(timeout)) {
                break;
            }
        }
        return done;
    }

    /** What is scattered over user memory, readv(2). */
    record Vector(long[] bases, long[] lengths, long length) {
        private static final int MOST = 1024;
        private static final long LONGEST = 0x7ffff000L;

        static Vector one(long base, long length) {
            long bounded = Math.min(length < 0 ? LONGEST : length, LONGEST);
            return new Vector(new long[] {base}, new long[] {bounded}, bounded);
        }

        static Vector of(Task t, long at, long count) {
            if (count < 0 || count > MOST) {
                throw FileError.of(EMSGSIZE);
            }
            long[] bases = new long[(int) count];
            long[] lengths = new long[(int) count];
            long total = 0;
            for (int i = 0; i < count; i++) {
                bases[i] = t.mm.getLong(at + 16L * i);
                lengths[i] = t.mm.getLong(at + 16L * i + 8);
                if (lengths[i] < 0) {
                    throw FileError.of(EINVAL);
                }
                lengths[i] = Math.min(lengths[i], LONGEST - total);
                total += lengths[i];
            }
            return new Vector(bases, lengths, total);
        }

        int copyIn(Task t, long offset, byte[] to, int count) {
            return copy(t, offset, to, count, false);
        }

        int copyOut(Task t, long offset, byte[] from, int count) {
            return copy(t, offset, from, count, true);
        }

        /** Whether there is memory for so many bytes. */
        boolean isWritable(Task t, long offset, int count) {
            long skip = offset;
            long left = count;
            for (int i = 0; i < bases.length && left > 0; i++) {
                if (skip >= lengths[i]) {
                    skip -= lengths[i];
                    continue;
                }
                long part = Math.min(left, lengths[i] - skip);
                if (!t.mm.isWritable(bases[i] + skip, part)) {
                    return false;
                }
                left -= part;
                skip = 0;
            }
            return true;
        }

        private int copy(Task t, long offset, byte[] bytes, int count, boolean out) {
            long skip = offset;
            int done = 0;
            for (int i = 0; i < bases.length && done < count; i++) {
                if (skip >= lengths[i]) {
                    skip -= lengths[i];
                    continue;
                }
                int part = (int) Math.min(count - done, lengths[i] - skip);
                int copied = out ? t.mm.copyOut(bases[i] + skip, bytes, done, part) : t.mm.copyIn(bases[i] + skip, bytes, done, part);
                done += copied;
                if (copied < part) {
                    break;
                }
                skip = 0;
            }
            return done;
        }
    }

    /** Descriptors to pass on, as files with no reference of their own yet. */
    static List<File> files(Task t, long at, int count) {
        List<File> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(t.files.get(t.mm.getInt(at + 4L * i)));
        }
        return files;
    }
}
