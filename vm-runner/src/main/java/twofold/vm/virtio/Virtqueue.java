package twofold.vm.virtio;

import java.lang.invoke.VarHandle;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/** A split virtqueue (Virtio 1.2, section 2.7), with indirect descriptors and without event indexes. */
public final class Virtqueue {
    /** The most descriptors a queue may have. */
    static final int MAXIMUM = 256;

    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final int DESCRIPTOR = 16;
    /** The most descriptors of a chain: four times what a driver may use (Virtio 1.2, 2.7.5.3.1). */
    private static final int MOST_PARTS = 1024;
    /** The most bytes of a chain: no driver of ours' devices makes one above 2 MiB. */
    private static final long MOST_BYTES = 16L << 20;

    private final PhysicalMemory memory;
    private final Runnable interrupt;
    int size = MAXIMUM;
    boolean enabled;
    long descriptors;
    long driver;
    long device;
    private int taken;
    private int used;

    Virtqueue(PhysicalMemory memory, Runnable interrupt) {
        this.memory = memory;
        this.interrupt = interrupt;
    }

    void reset() {
        size = MAXIMUM;
        enabled = false;
        descriptors = 0;
        driver = 0;
        device = 0;
        taken = 0;
        used = 0;
    }

    /** Takes the next chain the driver made available, or null. */
    public Chain poll() {
        if (!enabled) {
            return null;
        }
        int waiting = (Frames.getShort(host(driver + 2, 2)) & 0xffff) - taken & 0xffff;
        if (waiting > size) {
            throw new VirtioException("more chains than descriptors");
        }
        if (waiting == 0) {
            return null;
        }
        VarHandle.acquireFence(); // the chain is read behind its index
        int head = Frames.getShort(host(driver + 4 + 2L * (taken % size), 2)) & 0xffff;
        taken = taken + 1 & 0xffff;
        return chain(head);
    }

    /** Gives a chain back and interrupts the driver if it wants that. */
    public void complete(Chain chain) {
        long slot = host(device + 4 + 8L * (used % size), 8);
        Frames.putInt(slot, chain.head());
        Frames.putInt(slot + 4, chain.written());
        used = used + 1 & 0xffff;
        VarHandle.releaseFence(); // all of it is there before the index says so
        Frames.putShort(host(device + 2, 2), (short) used);
        VarHandle.fullFence(); // a driver that asks for interrupts looks at the index once more (2.7.7.1)
        if ((Frames.getShort(host(driver, 2)) & NO_INTERRUPT) == 0) {
            interrupt.run();
        }
    }

    private Chain chain(int head) {
        Chain chain = new Chain(head);
        follow(chain, descriptors, size, head, true);
        return chain;
    }

    private void follow(Chain chain, long table, int entries, int first, boolean indirectAllowed) {
        int index = first;
        for (int steps = 0; steps < Math.min(entries, MOST_PARTS); steps++) {
            if (index >= entries) {
                throw new VirtioException("descriptor index out of range");
            }
            long at = host(table + (long) index * DESCRIPTOR, DESCRIPTOR);
            long address = Frames.getLong(at);
            int length = Frames.getInt(at + 8);
            int flags = Frames.getShort(at + 12);
            if ((flags & INDIRECT) != 0) {
                if (!indirectAllowed || length <= 0 || length % DESCRIPTOR != 0) {
                    throw new VirtioException("bad indirect descriptor");
                }
                follow(chain, address, length / DESCRIPTOR, 0, false);
                return;
            } else if (length != 0) {
                if (length < 0 || chain.bytes() + length > MOST_BYTES) {
                    throw new VirtioException("chain too long");
                }
                chain.add(host(address, length), length, (flags & WRITE) != 0);
            }
            if ((flags & NEXT) == 0) {
                return;
            }
            index = Frames.getShort(at + 14) & 0xffff;
        }
        throw new VirtioException("descriptors form a loop");
    }

    private long host(long physical, long length) {
        long host = memory.host(physical, length);
        if (host < 0) {
            throw new VirtioException("address outside memory");
        }
        return host;
    }
}
