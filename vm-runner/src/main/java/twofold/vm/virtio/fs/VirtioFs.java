package twofold.vm.virtio.fs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.vm.virtio.Chain;
import twofold.vm.virtio.VirtioDevice;
import twofold.vm.virtio.Virtqueue;

/** The device: queue 0 for what must not wait, queue 1 for requests. Requests are served when they are notified, in order. */
public final class VirtioFs implements VirtioDevice {
    private static final int TAG = 36;

    private final byte[] config = new byte[TAG + 4];
    private final FuseServer server;
    private Virtqueue[] queues;

    /** A device that the guest mounts by {@code tag}, at most 36 ASCII characters. */
    public VirtioFs(String tag, FuseServer server) {
        byte[] name = tag.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, config, 0, name.length);
        config[TAG] = 1;
        this.server = server;
    }

    @Override
    public int type() {
        return 26;
    }

    @Override
    public int pciClass() {
        return 0x018000;
    }

    @Override
    public long features() {
        return 0;
    }

    @Override
    public int queues() {
        return 2;
    }

    @Override
    public long loadConfig(int offset, int size) {
        long value = 0;
        for (int i = Math.min(size, config.length - offset) - 1; i >= 0; i--) {
            value = value << 8 | config[offset + i] & 0xff;
        }
        return value;
    }

    @Override
    public void storeConfig(int offset, int size, long value) {
    }

    @Override
    public void start(Virtqueue[] queues) {
        this.queues = Arrays.copyOf(queues, queues.length);
    }

    @Override
    public void notified(int queue) {
        for (Chain chain = queues[queue].poll(); chain != null; chain = queues[queue].poll()) {
            server.serve(chain);
            queues[queue].complete(chain);
        }
    }

    @Override
    public void reset() {
        server.reset();
    }
}
