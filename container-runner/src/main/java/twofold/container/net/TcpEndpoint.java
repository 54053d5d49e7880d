package twofold.container.net;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Net.AF_INET6;
import static twofold.container.abi.Net.IPPROTO_TCP;
import static twofold.container.abi.Net.SOCK_STREAM;

import twofold.container.abi.Cap;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** The address and the port of a TCP socket, tcp(7). */
abstract class TcpEndpoint extends StreamSocket implements Ports.Bound {
    int port;
    /** The port was asked for, and not just taken. */
    boolean asked;
    private boolean addressGiven;

    TcpEndpoint(Caller who, NetNamespace net, int family) {
        super(who, net, family, SOCK_STREAM, IPPROTO_TCP);
        local = new SocketName.Inet(any(), 0, six(), 0);
    }

    boolean six() {
        return family == AF_INET6;
    }

    IpAddress any() {
        return six() ? IpAddress.ANY6 : IpAddress.ANY4;
    }

    SocketName.Inet there() {
        return (SocketName.Inet) remote;
    }

    SocketName.Inet here() {
        return (SocketName.Inet) local;
    }

    @Override
    public IpAddress address() {
        return here().address();
    }

    @Override
    public int families() {
        return !six() || address().isFour() ? 1 : options.onlySix || !address().isAny() ? 2 : 3;
    }

    @Override
    public int device() {
        return options.device;
    }

    @Override
    public int shares() {
        return (options.reusePort ? Ports.PORT : 0) | (options.reuseAddress && phase != Phase.LISTENING ? Ports.ADDRESS : 0);
    }

    @Override
    public int user() {
        return inode().uid();
    }

    /** How well a listener fits a request: -1 not at all; an address of its own is better than none. */
    int worth(IpAddress to, IpAddress from) {
        boolean four = to.isFour();
        if (!listens() || net.strays(this, from) || (families() & (four ? 1 : 2)) == 0 || !address().isAny() && !address().equals(to)) {
            return -1;
        }
        return (address().isAny() ? 0 : 2) + (four == !six() ? 1 : 0);
    }

    @Override
    public void bind(Caller who, SocketName name) {
        SocketName.Inet wanted = Addresses.bindable(this, name);
        if (port != 0 || phase != Phase.IDLE) {
            throw FileError.of(EINVAL);
        }
        if (wanted.port() > 0 && wanted.port() < net.firstFreePort && !who.credentials().has(Cap.CAP_NET_BIND_SERVICE, net.owner())) {
            throw FileError.of(EACCES);
        }
        SocketName before = local;
        local = wanted.as(six());
        if (wanted.port() == 0 && options.bindsNoPort()) {
            addressGiven = !wanted.address().isAny();
            return;
        }
        try {
            port = net.tcp.take(this, wanted.port(), options.portRange(), now());
            local = here().port(port);
            asked = wanted.port() != 0;
            addressGiven = !wanted.address().isAny();
        } catch (FileError taken) {
            local = before;
            throw taken;
        }
    }

    /** Nothing came of a connection: what was not asked for is given back, but for the port in its name. */
    void giveBack() {
        if (!asked) {
            net.tcp.giveBack(this, port);
            port = 0;
            local = new SocketName.Inet(addressGiven ? address() : any(), here().port(), six(), 0);
        }
    }

    @Override
    public SocketName localName() {
        return local;
    }

    @Override
    void unbind() {
        if (port != 0) {
            net.tcp.giveBack(this, port);
        }
    }
}
