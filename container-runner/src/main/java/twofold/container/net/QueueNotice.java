package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOTSOCK;

import twofold.container.abi.Timekeeping;
import twofold.container.namespace.PosixQueue;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/**
 * What SIGEV_THREAD of mq_notify(3) does in the kernel: 32 bytes of the program's, the last of them changed, come by a netlink socket to the thread that
 * makes others. Where the socket is full or gone nothing comes.
 */
public final class QueueNotice implements PosixQueue.Notice {
    /** How many bytes a program gives. */
    public static final int COOKIE = 32;
    private static final byte WOKEN = 1;
    private static final byte REMOVED = 2;
    private final NetlinkSocket socket;
    private final byte[] cookie;

    private QueueNotice(NetlinkSocket socket, byte[] cookie) {
        this.socket = socket;
        this.cookie = cookie;
    }

    /** A notice by a socket: ENOTSOCK if the file is none, EINVAL if it is of another family. */
    public static QueueNotice of(File file, byte[] cookie) {
        if (!(file instanceof Socket)) {
            throw FileError.of(ENOTSOCK);
        }
        if (!(file instanceof NetlinkSocket socket)) {
            throw FileError.of(EINVAL);
        }
        return new QueueNotice(socket, cookie);
    }

    private void tell(byte what) {
        cookie[COOKIE - 1] = what;
        try {
            socket.tell(cookie);
        } catch (FileError noMemory) {
            // The container of the socket has no more: it does not hear of it
        }
    }

    @Override
    public int kind() {
        return Timekeeping.SIGEV_THREAD;
    }

    @Override
    public void arrived(int pid, int uid) {
        tell(WOKEN);
    }

    @Override
    public void removed() {
        tell(REMOVED);
    }
}
