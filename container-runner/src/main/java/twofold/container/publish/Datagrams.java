package twofold.container.publish;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import twofold.container.abi.Net;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.container.net.Incoming;
import twofold.container.net.Socket;
import twofold.container.net.SocketName;
import twofold.container.vfs.KernelCaller;
import twofold.image.overlay.FileError;

/**
 * A published UDP port: each sender of the host's is a socket of its own at the gateway of the container's network, so that answers find their way. Those longest
 * silent are forgotten. Datagrams that there is no room for are lost, as on any network. Everything is for the kernel's thread, but the loop that reads from the host.
 */
final class Datagrams {
    private static final int LARGEST = 65536;
    private static final int MOST_SENDERS = 256;
    private static final int MOST_WAITING = 64;
    private final Kernel kernel;
    private final DatagramChannel door;
    private final int port;
    private final Map<SocketAddress, Sender> senders = new LinkedHashMap<>(16, 0.75f, true);
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private KernelCaller caller;
    private Container container;

    Datagrams(Kernel kernel, DatagramChannel door, int port) {
        this.kernel = kernel;
        this.door = door;
        this.port = port;
    }

    /** Reads from the host until the channel is closed. */
    void readHost() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        try {
            while (true) {
                SocketAddress from = door.receive(buffer.clear());
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                room.acquireUninterruptibly();
                kernel.post(() -> {
                    room.release();
                    arrived(from, ByteBuffer.wrap(bytes));
                });
            }
        } catch (IOException closed) {
            // Nobody else is let in
        }
    }

    void admit(Container to) {
        container = to;
        caller = Visitor.host(to);
    }

    private void arrived(SocketAddress from, ByteBuffer bytes) {
        if (container == null || container.ended || container.net.address() == null) {
            return;
        }
        try {
            Sender sender = senders.get(from);
            if (sender == null) {
                forgetOldest();
                sender = new Sender(from);
                senders.put(from, sender);
            }
            sender.socket.send(caller, bytes, Visitor.PLAIN);
        } catch (FileError lost) {
            // As any datagram may be
        }
    }

    private void forgetOldest() {
        Iterator<Sender> oldest = senders.values().iterator();
        while (senders.size() >= MOST_SENDERS && oldest.hasNext()) {
            oldest.next().socket.release();
            oldest.remove();
        }
    }

    void end() {
        senders.values().forEach(sender -> sender.socket.release());
        senders.clear();
    }

    /** Somebody on the host who has sent something. */
    private final class Sender {
        private final SocketAddress address;
        private final Socket socket;
        private boolean due;

        Sender(SocketAddress address) {
            this.address = address;
            socket = container.net.gateway().socket(caller, Net.AF_INET, Net.SOCK_DGRAM, 0);
            socket.connect(caller, new SocketName.Inet(container.net.address(), port, false, 0));
            socket.queue().add(this::answerLater);
        }

        private void answerLater() {
            if (!due) {
                due = true;
                kernel.post(this::answer);
            }
        }

        private void answer() {
            due = false;
            try {
                while (senders.get(address) == this) {
                    ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
                    if (socket.receive(caller, bytes, new Incoming(0)) < 0) {
                        return;
                    }
                    door.send(bytes.flip(), address);
                }
            } catch (FileError | IOException lost) {
                // As any datagram may be
            }
        }
    }
}
