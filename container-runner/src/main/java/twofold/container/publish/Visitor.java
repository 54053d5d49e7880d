package twofold.container.publish;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINPROGRESS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import twofold.container.abi.Net;
import twofold.container.kernel.Container;
import twofold.container.kernel.Kernel;
import twofold.container.net.Incoming;
import twofold.container.net.IpAddress;
import twofold.container.net.NetNamespace;
import twofold.container.net.Outgoing;
import twofold.container.net.Peer;
import twofold.container.net.Socket;
import twofold.container.net.SocketName;
import twofold.container.net.Traffic;
import twofold.container.vfs.KernelCaller;
import twofold.image.overlay.FileError;

/** One connection from the host. Everything is for the kernel's thread, but the two loops that read from the host and write to it. */
final class Visitor {
    private static final int BUFFER = 64 << 10;
    private static final int MOST_BUFFERS = 4;
    private static final ByteBuffer END = ByteBuffer.allocate(0);
    static final Outgoing PLAIN = new Outgoing(null, Net.MSG_NOSIGNAL, null, new Peer(0, 0, 0), false, Traffic.USUAL);
    private final Kernel kernel;
    private final Container container;
    private final SocketChannel host;
    private final Consumer<Visitor> atEnd;
    private final Semaphore room = new Semaphore(MOST_BUFFERS);
    private final ArrayDeque<ByteBuffer> fromHost = new ArrayDeque<>();
    private final LinkedBlockingQueue<ByteBuffer> toHost = new LinkedBlockingQueue<>();
    private final KernelCaller caller;
    private Socket socket;
    private int unwritten;
    private boolean sentAll;
    private boolean receivedAll;
    private boolean ended;
    private boolean due;

    Visitor(Kernel kernel, Container container, SocketChannel host, Consumer<Visitor> atEnd) {
        this.kernel = kernel;
        this.container = container;
        caller = host(container);
        this.host = host;
        this.atEnd = atEnd;
    }

    /** The host as one who acts on sockets of a container's. */
    static KernelCaller host(Container of) {
        return KernelCaller.root(null, of.account, null);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is closed
        }
    }

    void connect(int port) {
        IpAddress address = container.net.address();
        NetNamespace gateway = container.net.gateway();
        socket = gateway.socket(caller, Net.AF_INET, Net.SOCK_STREAM, 0);
        socket.queue().add(this::pumpLater);
        try {
            int result = socket.connect(caller, new SocketName.Inet(address, port, false, 0));
            if (result < 0 && result != -EINPROGRESS) {
                end();
                return;
            }
            socket.announce();
        } catch (FileError refused) {
            end();
            return;
        }
        Thread.ofVirtual().start(this::readHost);
        Thread.ofVirtual().start(this::writeHost);
        pump();
    }

    private void readHost() {
        try {
            while (true) {
                room.acquireUninterruptibly();
                ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
                boolean last = host.read(bytes) < 0;
                kernel.post(() -> arrived(last ? END : bytes.flip()));
                if (last) {
                    return;
                }
            }
        } catch (IOException gone) {
            kernel.post(this::end);
        }
    }

    private void writeHost() {
        try {
            for (ByteBuffer next = toHost.take(); next != END; next = toHost.take()) {
                while (next.hasRemaining()) {
                    host.write(next);
                }
                kernel.post(this::written);
            }
            host.shutdownOutput();
            kernel.post(this::written);
        } catch (IOException | InterruptedException gone) {
            kernel.post(this::end);
        }
    }

    private void arrived(ByteBuffer bytes) {
        fromHost.add(bytes);
        pump();
    }

    private void written() {
        unwritten--;
        pump();
    }

    /** Whoever woke us is in the middle of something. */
    private void pumpLater() {
        if (!due && !ended) {
            due = true;
            kernel.post(this::pump);
        }
    }

    private void pump() {
        due = false;
        try {
            if (!ended) {
                send();
                receive();
            }
        } catch (FileError broken) {
            end();
        }
        if (sentAll && receivedAll && unwritten == 0) {
            end();
        }
    }

    private void send() {
        while (!fromHost.isEmpty()) {
            ByteBuffer next = fromHost.peek();
            if (next == END) {
                socket.shutDown(false, true);
                sentAll = true;
            } else {
                while (next.hasRemaining()) {
                    int count = socket.send(caller, next, PLAIN);
                    if (count == -EAGAIN) {
                        return;
                    }
                    if (count < 0) {
                        end();
                        return;
                    }
                }
            }
            fromHost.remove();
            room.release();
        }
    }

    private void receive() {
        while (!ended && !receivedAll && unwritten < MOST_BUFFERS) {
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            int count = socket.receive(caller, bytes, new Incoming(0));
            if (count == -EAGAIN) {
                return;
            }
            if (count < 0) {
                end();
                return;
            }
            receivedAll = count == 0;
            unwritten++;
            toHost.add(receivedAll ? END : bytes.flip());
        }
    }

    /** Closes both sides. */
    void end() {
        if (!ended) {
            ended = true;
            socket.release();
            toHost.add(END);
            Thread.ofVirtual().start(() -> close(host));
            atEnd.accept(this);
        }
    }
}
