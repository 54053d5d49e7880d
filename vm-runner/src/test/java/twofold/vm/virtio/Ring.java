package twofold.vm.virtio;

import java.util.Arrays;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/** A driver's side of one virtqueue in a megabyte of memory of its own, for tests. */
public final class Ring implements AutoCloseable {
    /** Where memory begins. */
    public static final long RAM = 0x8000_0000L;
    static final long DESCRIPTORS = RAM;
    static final long DRIVER = RAM + 0x2000;
    static final long DEVICE = RAM + 0x3000;
    static final long REQUEST = RAM + 0x10000;
    static final long ANSWER = RAM + 0x80000;
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;
    private static final int FRAMES = 256;

    final PhysicalMemory memory;
    final Virtqueue queue;
    int interrupts;
    private final int first = Frames.allocateRun(FRAMES);
    private int available;

    /** An enabled queue of 256 descriptors. */
    public Ring() {
        memory = new PhysicalMemory(RAM, (long) FRAMES << Frames.SHIFT, Frames.offset(first));
        queue = new Virtqueue(memory, () -> interrupts++);
        queue.descriptors = DESCRIPTORS;
        queue.driver = DRIVER;
        queue.device = DEVICE;
        queue.enabled = true;
    }

    long host(long physical) {
        return memory.host(physical);
    }

    void descriptor(long table, int index, long address, int length, int flags, int next) {
        long at = host(table + 16L * index);
        Frames.putLong(at, address);
        Frames.putInt(at + 8, length);
        Frames.putShort(at + 12, (short) flags);
        Frames.putShort(at + 14, (short) next);
    }

    void offer(int head) {
        Frames.putShort(host(DRIVER + 4 + 2L * (available % queue.size)), (short) head);
        available++;
        Frames.putShort(host(DRIVER + 2), (short) available);
    }

    void quad(long physical, long value) {
        Frames.putLong(host(physical), value);
    }

    int used() {
        return Frames.getShort(host(DEVICE + 2)) & 0xffff;
    }

    /** A chain of a request and room for an answer. */
    public Chain chain(byte[] request, int room) {
        Frames.write(host(REQUEST), request, 0, request.length);
        descriptor(DESCRIPTORS, 0, REQUEST, request.length, NEXT, 1);
        descriptor(DESCRIPTORS, 1, ANSWER, room, WRITE, 0);
        offer(0);
        return queue.poll();
    }

    /** What the device wrote into a chain of {@link #chain}. */
    public byte[] answer(Chain chain) {
        byte[] bytes = new byte[chain.written()];
        Frames.read(host(ANSWER), bytes, 0, bytes.length);
        queue.complete(chain);
        return Arrays.copyOf(bytes, bytes.length);
    }

    @Override
    public void close() {
        for (int i = 0; i < FRAMES; i++) {
            Frames.release(first + i);
        }
    }
}
