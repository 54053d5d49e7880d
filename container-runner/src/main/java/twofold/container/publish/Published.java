package twofold.container.publish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The host's listening sockets of one container. */
public final class Published implements AutoCloseable {
    /** Nothing is published. */
    public static final Published NOTHING = new Published(null);
    private final Kernel kernel;
    private final List<ServerSocketChannel> doors = new ArrayList<>();
    private final List<DatagramChannel> packetDoors = new ArrayList<>();
    private final List<Datagrams> datagrams = new ArrayList<>();
    private final Set<Visitor> visitors = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile Container container;

    private Published(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Listens on the host for what is asked for; connections wait until {@link #admit}. An error if a port cannot be had. For any thread. */
    public static Published open(Kernel kernel, List<RunRequest.Port> ports) throws IOException {
        if (ports.isEmpty()) {
            return NOTHING;
        }
        if (kernel.clock.virtual()) {
            throw new UserError(ExitStatus.USAGE, "-p lets the host in at times of its own, and with --clock virtual time is the guest's: leave out one of them");
        }
        Published published = new Published(kernel);
        for (RunRequest.Port each : ports) {
            try {
                published.listen(each);
            } catch (IOException | RuntimeException refused) {
                published.close();
                throw new UserError(ExitStatus.CANNOT, "-p: port " + each.host() + (each.address() == null ? "" : " of " + each.address())
                        + " of the host cannot be had: " + refused.getMessage());
            }
        }
        return published;
    }

    private void listen(RunRequest.Port port) throws IOException {
        if (port.protocol().equals("udp")) {
            DatagramChannel door = DatagramChannel.open();
            packetDoors.add(door);
            door.bind(place(port));
            Datagrams made = new Datagrams(kernel, door, port.guest());
            datagrams.add(made);
            Thread.ofPlatform().daemon().name("port " + port.host() + "/udp").start(made::readHost);
            return;
        }
        ServerSocketChannel door = ServerSocketChannel.open();
        doors.add(door);
        door.bind(place(port));
        Thread.ofVirtual().name("port " + port.host()).start(() -> accept(door, port.guest()));
    }

    private static InetSocketAddress place(RunRequest.Port port) throws IOException {
        return port.address() == null ? new InetSocketAddress(port.host()) : new InetSocketAddress(InetAddress.getByName(port.address()), port.host());
    }

    private void accept(ServerSocketChannel door, int port) {
        try {
            while (true) {
                SocketChannel peer = door.accept();
                kernel.post(() -> admit(peer, port));
            }
        } catch (ClosedChannelException closed) {
            // Nobody else is let in
        } catch (IOException failed) {
            System.err.println("a published port failed: " + failed.getMessage());
        }
    }

    private void admit(SocketChannel peer, int port) {
        if (container == null || container.ended || container.net.address() == null) {
            Visitor.close(peer);
            return;
        }
        Visitor visitor = new Visitor(kernel, container, peer, visitors::remove);
        visitors.add(visitor);
        visitor.connect(port);
    }

    /** For the kernel's thread: from now on connections go to this container. */
    public void admit(Container to) {
        if (!doors.isEmpty() || !packetDoors.isEmpty()) {
            container = to;
            kernel.await(doors.size() + packetDoors.size());
            datagrams.forEach(each -> each.admit(to));
        }
    }

    /** Lists what is listened on, as {@code ADDRESS:PORT}. */
    public List<String> places() throws IOException {
        List<String> places = new ArrayList<>();
        for (ServerSocketChannel door : doors) {
            places.add(door.getLocalAddress().toString().replaceFirst("^/", ""));
        }
        for (DatagramChannel door : packetDoors) {
            places.add(door.getLocalAddress().toString().replaceFirst("^/", "") + "/udp");
        }
        return places;
    }

    /** Closes the ports and every connection that came by them. For any thread. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel door : doors) {
            door.close();
        }
        for (DatagramChannel door : packetDoors) {
            door.close();
        }
        if (container != null) {
            kernel.post(() -> {
                kernel.await(-doors.size() - packetDoors.size());
                datagrams.forEach(Datagrams::end);
                List.copyOf(visitors).forEach(Visitor::end);
            });
        }
    }
}
