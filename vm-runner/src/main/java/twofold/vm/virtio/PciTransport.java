package twofold.vm.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.riscv.memory.PhysicalMemory;
import twofold.vm.device.InterruptLine;
import twofold.vm.device.PciFunction;

/**
 * Virtio over PCI (Virtio 1.2, section 4.1), the modern interface with a legacy interrupt: one 64-bit memory BAR with four regions, a
 * vendor capability for each.
 */
public final class PciTransport implements PciFunction {
    private static final int BAR_SIZE = 0x4000;
    private static final int COMMON = 0;
    private static final int ISR = 0x1000;
    private static final int DEVICE = 0x2000;
    private static final int NOTIFY = 0x3000;
    private static final int REGION = 0x1000;

    private static final int COMMAND = 0x04;
    private static final int BAR0 = 0x10;
    private static final int BAR1 = 0x14;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int MEMORY_ENABLE = 2;
    private static final int INTERRUPT_DISABLE = 1 << 10;

    private static final long VERSION_1 = 1L << 32;
    private static final long INDIRECT = 1L << 28;
    private static final int DRIVER_OK = 4;
    private static final int FEATURES_OK = 8;
    private static final int NEEDS_RESET = 64;

    private final VirtioDevice device;
    private final InterruptLine line;
    private final Virtqueue[] queues;
    private final ByteBuffer config = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    private int barLow;
    private int barHigh;
    private int status;
    private int isr;
    private int deviceFeatureWord;
    private int driverFeatureWord;
    private long driverFeatures;
    private int selected;
    private boolean running;

    /** A transport for a device, with the function's interrupt line. */
    public PciTransport(VirtioDevice device, PhysicalMemory memory, InterruptLine line) {
        this.device = device;
        this.line = line;
        queues = new Virtqueue[device.queues()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new Virtqueue(memory, () -> raise(1));
        }
        fillConfig();
    }

    private void fillConfig() {
        config.putShort(0x00, (short) 0x1af4).putShort(0x02, (short) (0x1040 + device.type()));
        config.putShort(0x06, (short) 0x10);
        config.putInt(0x08, device.pciClass() << 8 | 1);
        config.putShort(0x2c, (short) 0x1af4).putShort(0x2e, (short) 0x1100);
        config.put(0x34, (byte) 0x40).put(0x3d, (byte) 1);
        capability(0x40, 0x50, 16, 1, COMMON);
        capability(0x50, 0x60, 16, 3, ISR);
        capability(0x60, 0x70, 16, 4, DEVICE);
        capability(0x70, 0, 20, 2, NOTIFY);
        config.putInt(0x80, 4);
    }

    private void capability(int at, int next, int length, int type, int offset) {
        config.put(at, (byte) 9).put(at + 1, (byte) next).put(at + 2, (byte) length).put(at + 3, (byte) type);
        config.putInt(at + 8, offset).putInt(at + 12, REGION);
    }

    // Configuration space

    @Override
    public long loadConfig(int offset, int size) {
        if (offset + size > 256) {
            return 0;
        }
        int word = offset & ~3;
        int value = switch (word) {
            case COMMAND -> config.getInt(COMMAND) | (isr != 0 ? 1 << 19 : 0);
            case BAR0 -> barLow & -BAR_SIZE | 4;
            case BAR1 -> barHigh;
            default -> config.getInt(word);
        };
        long shifted = (value & 0xffff_ffffL) >>> 8 * (offset & 3);
        return size >= 4 ? shifted : shifted & (1L << 8 * size) - 1;
    }

    @Override
    public void storeConfig(int offset, int size, long value) {
        switch (offset) {
            case COMMAND -> {
                config.putShort(COMMAND, (short) (value & (MEMORY_ENABLE | 4 | INTERRUPT_DISABLE)));
                updateLine();
            }
            case BAR0 -> barLow = size == 4 ? (int) value : barLow;
            case BAR1 -> barHigh = size == 4 ? (int) value : barHigh;
            case INTERRUPT_LINE -> config.put(INTERRUPT_LINE, (byte) value);
            default -> { }
        }
    }

    @Override
    public long base() {
        boolean on = (config.getShort(COMMAND) & MEMORY_ENABLE) != 0;
        return on ? (long) barHigh << 32 | barLow & -BAR_SIZE & 0xffff_ffffL : -1;
    }

    @Override
    public long size() {
        return BAR_SIZE;
    }

    // The regions behind the BAR

    @Override
    public long load(long offset, int size) {
        int in = (int) offset & REGION - 1;
        return switch ((int) offset & -REGION) {
            case COMMON -> loadCommon(in);
            case ISR -> {
                int was = isr;
                isr = 0;
                updateLine();
                yield was;
            }
            case DEVICE -> device.loadConfig(in, size);
            default -> 0;
        };
    }

    @Override
    public void store(long offset, int size, long value) {
        int in = (int) offset & REGION - 1;
        try {
            switch ((int) offset & -REGION) {
                case COMMON -> storeCommon(in, value);
                case DEVICE -> device.storeConfig(in, size, value);
                case NOTIFY -> {
                    int queue = in / 4;
                    if (running && queue < queues.length) {
                        device.notified(queue);
                    }
                }
                default -> { }
            }
        } catch (VirtioException broken) {
            fail();
        }
    }

    /** Runs something of the device's that may find the driver breaking rules, outside an access. */
    public void guarded(Runnable work) {
        try {
            if (running) {
                work.run();
            }
        } catch (VirtioException broken) {
            fail();
        }
    }

    private void fail() {
        status |= NEEDS_RESET;
        running = false;
        raise(2);
    }

    private long loadCommon(int at) {
        Virtqueue queue = selected < queues.length ? queues[selected] : null;
        return switch (at) {
            case 0x00 -> deviceFeatureWord;
            case 0x04 -> (deviceFeatureWord & ~1) != 0 ? 0 : offered() >>> 32 * deviceFeatureWord & 0xffff_ffffL;
            case 0x08 -> driverFeatureWord;
            case 0x0c -> (driverFeatureWord & ~1) != 0 ? 0 : driverFeatures >>> 32 * driverFeatureWord & 0xffff_ffffL;
            case 0x10 -> 0xffff;
            case 0x12 -> queues.length;
            case 0x14 -> status;
            case 0x15 -> 0;
            case 0x16 -> selected;
            case 0x18 -> queue == null ? 0 : queue.size;
            case 0x1a -> 0xffff;
            case 0x1c -> queue != null && queue.enabled ? 1 : 0;
            case 0x1e -> selected;
            case 0x20 -> queue == null ? 0 : queue.descriptors & 0xffff_ffffL;
            case 0x24 -> queue == null ? 0 : queue.descriptors >>> 32;
            case 0x28 -> queue == null ? 0 : queue.driver & 0xffff_ffffL;
            case 0x2c -> queue == null ? 0 : queue.driver >>> 32;
            case 0x30 -> queue == null ? 0 : queue.device & 0xffff_ffffL;
            case 0x34 -> queue == null ? 0 : queue.device >>> 32;
            default -> 0;
        };
    }

    private void storeCommon(int at, long value) {
        Virtqueue queue = selected < queues.length ? queues[selected] : null;
        switch (at) {
            case 0x00 -> deviceFeatureWord = (int) value;
            case 0x08 -> driverFeatureWord = (int) value;
            case 0x0c -> {
                if (driverFeatureWord == 0 || driverFeatureWord == 1) {
                    int shift = 32 * driverFeatureWord;
                    driverFeatures = driverFeatures & ~(0xffff_ffffL << shift) | (value & 0xffff_ffffL) << shift;
                }
            }
            case 0x14 -> storeStatus((int) value & 0xff);
            case 0x16 -> selected = (int) value & 0xffff;
            default -> {
                if (queue != null) {
                    storeQueue(queue, at, value);
                }
            }
        }
    }

    private static void storeQueue(Virtqueue queue, int at, long value) {
        long low = value & 0xffff_ffffL;
        switch (at) {
            case 0x18 -> {
                int size = (int) value & 0xffff;
                if (size > 0 && size <= Virtqueue.MAXIMUM && Integer.bitCount(size) == 1) {
                    queue.size = size;
                }
            }
            case 0x1c -> queue.enabled = (value & 1) != 0;
            case 0x20 -> queue.descriptors = queue.descriptors & 0xffff_ffffL << 32 | low;
            case 0x24 -> queue.descriptors = queue.descriptors & 0xffff_ffffL | low << 32;
            case 0x28 -> queue.driver = queue.driver & 0xffff_ffffL << 32 | low;
            case 0x2c -> queue.driver = queue.driver & 0xffff_ffffL | low << 32;
            case 0x30 -> queue.device = queue.device & 0xffff_ffffL << 32 | low;
            case 0x34 -> queue.device = queue.device & 0xffff_ffffL | low << 32;
            default -> { }
        }
    }

    private void storeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        int accepted = value;
        if ((value & FEATURES_OK) != 0 && ((driverFeatures & ~offered()) != 0 || (driverFeatures & VERSION_1) == 0)) {
            accepted &= ~FEATURES_OK;
        }
        boolean starts = (accepted & DRIVER_OK) != 0 && (status & DRIVER_OK) == 0;
        status = accepted | status & NEEDS_RESET;
        if (starts) {
            running = true;
            device.start(queues);
        }
    }

    private void reset() {
        status = 0;
        isr = 0;
        driverFeatures = 0;
        selected = 0;
        running = false;
        for (Virtqueue queue : queues) {
            queue.reset();
        }
        device.reset();
        updateLine();
    }

    private long offered() {
        return device.features() | VERSION_1 | INDIRECT;
    }

    private void raise(int reason) {
        isr |= reason;
        updateLine();
    }

    private void updateLine() {
        line.set(isr != 0 && (config.getShort(COMMAND) & INTERRUPT_DISABLE) == 0);
    }
}
