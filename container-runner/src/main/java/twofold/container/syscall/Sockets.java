package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLOUT;

import twofold.container.kernel.Task;
import twofold.container.net.StreamPair;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** socketpair(2), shutdown(2), and sending and receiving without addresses. */
final class Sockets {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private Sockets() {
    }

    static long socketpair(Task t) {
        if (t.argInt(0) != AF_UNIX) {
            return -EAFNOSUPPORT;
        }
        int type = t.argInt(1);
        if ((type & ~(O_CLOEXEC | O_NONBLOCK)) != SOCK_STREAM || t.argInt(2) != 0) {
            return -EPROTONOSUPPORT;
        }
        File[] pair = StreamPair.create(t, type & O_NONBLOCK);
        boolean cloexec = (type & O_CLOEXEC) != 0;
        int first = Files.add(t, pair[0], cloexec);
        try {
            int second = Files.add(t, pair[1], cloexec);
            t.mm.putInt(t.arg(3), first);
            t.mm.putInt(t.arg(3) + 4, second);
        } catch (FileError failed) {
            t.files.close(first);
            throw failed;
        }
        return 0;
    }

    private static StreamPair socket(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof StreamPair socket) {
            return socket;
        }
        throw FileError.of(ENOTSOCK);
    }

    static long shutdown(Task t) {
        StreamPair socket = socket(t);
        int how = t.argInt(1);
        if (how < 0 || how > 2) {
            return -EINVAL;
        }
        socket.shutDown(how != 1, how != 0);
        return 0;
    }

    static long sendto(Task t) {
        StreamPair socket = socket(t);
        int flags = t.argInt(3);
        if ((flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL)) != 0) {
            return -EOPNOTSUPP;
        }
        if ((flags & MSG_NOSIGNAL) != 0 && socket.cannotWrite()) {
            return -EPIPE;
        }
        return (flags & MSG_DONTWAIT) != 0 && (socket.poll() & POLLOUT) == 0 ? -EAGAIN : ReadWrite.write(t);
    }

    static long recvfrom(Task t) {
        StreamPair socket = socket(t);
        if ((t.argInt(3) & ~MSG_DONTWAIT) != 0) {
            return -EOPNOTSUPP;
        }
        return (t.argInt(3) & MSG_DONTWAIT) != 0 && (socket.poll() & POLLIN) == 0 ? -EAGAIN : ReadWrite.read(t);
    }
}
