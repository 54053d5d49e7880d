package twofold.vm.virtio.console;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import twofold.vm.virtio.Chain;
import twofold.vm.virtio.VirtioDevice;
import twofold.vm.virtio.VirtioException;
import twofold.vm.virtio.Virtqueue;

/** The device: port 0 has queues 0 and 1, control queues are 2 and 3, further ports have two each from 4 on. */
public final class Console implements VirtioDevice {
    private static final long F_SIZE = 1;
    private static final long F_MULTIPORT = 2;
    private static final int CONTROL_IN = 2;
    private static final int CONTROL_OUT = 3;
    private static final int PIECE = 4096;
    private static final int MOST_CONTROL = 1024;

    private static final int DEVICE_READY = 0;
    private static final int DEVICE_ADD = 1;
    private static final int PORT_READY = 3;
    private static final int CONSOLE_PORT = 4;
    private static final int RESIZE = 5;
    private static final int PORT_OPEN = 6;
    private static final int PORT_NAME = 7;

    private final Port[] ports;
    private final ArrayDeque<byte[]> control = new ArrayDeque<>();
    private Virtqueue[] queues;
    private int columns = 80;
    private int rows = 24;

    /** A console with these ports, numbered from 0. */
    public Console(List<Port> ports) {
        this.ports = ports.toArray(Port[]::new);
    }

    @Override
    public int type() {
        return 3;
    }

    @Override
    public int pciClass() {
        return 0x078000;
    }

    @Override
    public long features() {
        return F_SIZE | F_MULTIPORT;
    }

    @Override
    public int queues() {
        return 2 * ports.length + 2;
    }

    @Override
    public long loadConfig(int offset, int size) {
        ByteBuffer config = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        config.putShort(0, (short) columns).putShort(2, (short) rows).putInt(4, ports.length);
        if (offset < 0 || offset + size > 12) {
            return 0;
        }
        return size == 1 ? config.get(offset) & 0xff : size == 2 ? config.getShort(offset) & 0xffff : config.getInt(offset) & 0xffff_ffffL;
    }

    @Override
    public void storeConfig(int offset, int size, long value) {
    }

    @Override
    public void start(Virtqueue[] queues) {
        this.queues = queues;
    }

    @Override
    public void reset() {
        queues = null;
        control.clear();
        for (Port each : ports) {
            each.guestOpen = false;
            each.endTold = false;
        }
    }

    @Override
    public void notified(int queue) {
        if (queue == CONTROL_OUT) {
            receiveControl();
        } else if (queue == CONTROL_IN) {
            sendControl();
        } else if ((queue & 1) == 1) {
            transmit(queue < CONTROL_IN ? 0 : queue / 2 - 1);
        } else {
            deliver(ports[queue < CONTROL_IN ? 0 : queue / 2 - 1]);
        }
    }

    // The host's side; called by the thread that runs the machine

    /** Bytes for the guest. */
    public void send(Port port, byte[] bytes) {
        port.add(bytes);
        deliver(port);
    }

    /** Bytes come from {@code source} whenever the guest has room. */
    public void feed(Port port, Port.Source source) {
        port.source = source;
    }

    /** The host's terminal has a new size. */
    public void resize(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        for (int i = 0; i < ports.length; i++) {
            if (ports[i].console) {
                tell(i, RESIZE, 0, new byte[] {(byte) rows, (byte) (rows >>> 8), (byte) columns, (byte) (columns >>> 8)});
            }
        }
    }

    private void transmit(int number) {
        Virtqueue queue = queues[number == 0 ? 1 : 2 * number + 3];
        byte[] piece = new byte[PIECE];
        for (Chain chain = queue.poll(); chain != null; chain = queue.poll()) {
            for (int count = chain.read(piece); count > 0; count = chain.read(piece)) {
                ports[number].sink.accept(piece, count);
            }
            queue.complete(chain);
        }
    }

    /** Gives a port what its source or the host has for it, as far as the guest has room. */
    public void deliver(Port port) {
        if (queues == null) {
            return;
        }
        int number = number(port);
        Virtqueue queue = queues[number == 0 ? 0 : 2 * number + 2];
        while (port.guestOpen && !port.endTold) {
            if (port.waiting.isEmpty()) {
                if (port.ended) {
                    port.endTold = true;
                    tell(number, PORT_OPEN, 0, new byte[0]);
                } else if (port.source == null || !fillFromSource(port)) {
                    return;
                }
                continue;
            }
            Chain chain = queue.poll();
            if (chain == null) {
                return;
            }
            byte[] bytes = port.take(chain.room());
            chain.write(bytes, 0, bytes.length);
            queue.complete(chain);
        }
    }

    private static boolean fillFromSource(Port port) {
        byte[] piece = new byte[PIECE];
        int count = port.source.fill(piece);
        if (count < 0) {
            port.ended = true;
            return true;
        }
        if (count > 0) {
            port.add(Arrays.copyOf(piece, count));
        }
        return count > 0;
    }

    private int number(Port port) {
        for (int i = 0; i < ports.length; i++) {
            if (ports[i] == port) {
                return i;
            }
        }
        throw new IllegalArgumentException("not a port of this console: " + port.name);
    }

    private void receiveControl() {
        Virtqueue queue = queues[CONTROL_OUT];
        byte[] message = new byte[8];
        for (Chain chain = queue.poll(); chain != null; chain = queue.poll()) {
            if (chain.read(message) == message.length) {
                ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
                handle(fields.getInt(0), fields.getShort(4), fields.getShort(6));
            }
            queue.complete(chain);
        }
    }

    private void handle(int number, int event, int value) {
        if (event == DEVICE_READY && value == 1) {
            for (int i = 0; i < ports.length; i++) {
                tell(i, DEVICE_ADD, 1, new byte[0]);
            }
        } else if (number >= 0 && number < ports.length) {
            Port port = ports[number];
            if (event == PORT_READY && value == 1) {
                announce(number, port);
            } else if (event == PORT_OPEN) {
                port.guestOpen = value != 0;
                deliver(port);
            }
        }
    }

    private void announce(int number, Port port) {
        if (port.console) {
            tell(number, CONSOLE_PORT, 1, new byte[0]);
            tell(number, RESIZE, 0, new byte[] {(byte) rows, (byte) (rows >>> 8), (byte) columns, (byte) (columns >>> 8)});
            port.guestOpen = true;
        }
        if (!port.name.isEmpty()) {
            tell(number, PORT_NAME, 1, (port.name + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        tell(number, PORT_OPEN, 1, new byte[0]);
    }

    private void tell(int number, int event, int value, byte[] more) {
        ByteBuffer message = ByteBuffer.allocate(8 + more.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(number).putShort((short) event).putShort((short) value).put(more);
        if (control.size() >= MOST_CONTROL) {
            throw new VirtioException("control messages are asked for but not taken");
        }
        control.add(message.array());
        sendControl();
    }

    private void sendControl() {
        while (queues != null && !control.isEmpty()) {
            Chain chain = queues[CONTROL_IN].poll();
            if (chain == null) {
                return;
            }
            byte[] message = control.poll();
            chain.write(message, 0, message.length);
            queues[CONTROL_IN].complete(chain);
        }
    }
}
