package twofold.container.net;

import static twofold.container.abi.Errno.ENOTCONN;
import static twofold.container.abi.Net.AF_INET6;
import static twofold.container.abi.Poll.*;

import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** What sockets of the internet families have in common that are no streams, ip(7): an address of their own and perhaps one to talk to. */
abstract class InternetSocket extends Socket {
    SocketName.Inet local;
    SocketName.Inet remote;

    InternetSocket(Caller who, NetNamespace net, int family, int type, int protocol) {
        super(who, net, family, type, protocol);
        local = new SocketName.Inet(six() ? IpAddress.ANY6 : IpAddress.ANY4, 0, six(), 0);
    }

    final boolean six() {
        return family == AF_INET6;
    }

    @Override
    final int state() {
        return remote != null ? 1 : 7;
    }

    /** Whether an error waits to be told. */
    boolean hasError() {
        return error != 0;
    }

    @Override
    public final void shutDown(boolean reading, boolean writing) {
        readShut |= reading;
        writeShut |= writing;
        wake();
        if (remote == null) {
            throw FileError.of(ENOTCONN);
        }
    }

    @Override
    public final SocketName localName() {
        return local;
    }

    @Override
    public final SocketName peerName() {
        if (remote == null) {
            throw FileError.of(ENOTCONN);
        }
        return remote;
    }

    @Override
    public final int poll() {
        int events = hasError() ? options.errorEvents() : 0;
        events |= !inbox.isEmpty() || readShut ? POLLIN | POLLRDNORM : 0;
        events |= readShut ? POLLRDHUP : 0;
        events |= readShut && writeShut ? POLLHUP : 0;
        return events | POLLOUT | POLLWRNORM | POLLWRBAND;
    }
}
