package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.AF_INET6;

import twofold.image.overlay.FileError;

/** Which addresses a socket may use. */
final class Addresses {
    private Addresses() {
    }

    /** A name to bind to: one of the machine's addresses, of the socket's family. */
    static SocketName.Inet bindable(Socket socket, SocketName name) {
        SocketName.Inet wanted = switch (name) {
            case SocketName.Inet inet -> inet;
            case SocketName.None _ -> new SocketName.Inet(socket.family == AF_INET6 ? IpAddress.ANY6 : IpAddress.ANY4, 0, socket.family == AF_INET6, 0);
            default -> throw FileError.of(EINVAL);
        };
        if (wanted.six() != (socket.family == AF_INET6)) {
            throw FileError.of(EINVAL);
        }
        IpAddress address = wanted.address();
        boolean mapped = wanted.six() && address.isFour();
        if (mapped && socket.options.onlySix) {
            throw FileError.of(EINVAL);
        }
        boolean everybody = address.isFour() && socket.net.isBroadcast(address);
        boolean local = everybody || address.isAny() || address.isLoopback() && (address.isFour() || socket.net.interfaces.has(address)) || address.isMulticast() || socket.net.interfaces.has(address);
        if (!local) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        return wanted;
    }

    /** Where to send: any means the machine itself. */
    static IpAddress reachable(Socket socket, IpAddress to) {
        if (to.isFour() && socket.family == AF_INET6 && socket.options.onlySix) {
            throw FileError.of(ENETUNREACH);
        }
        if (to.isAny()) {
            return to.isFour() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6;
        }
        return to;
    }
}
