package twofold.vm.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.memory.Frames;

class VirtqueueTest {
    private final Ring ring = new Ring();

    @AfterEach
    void close() {
        ring.close();
    }

    @Test
    void aChainCarriesBytesBothWays() {
        Chain chain = ring.chain(new byte[] {1, 2, 3}, 2);
        assertArrayEquals(new byte[] {1, 2, 3}, chain.read(3));
        assertEquals(2, chain.write(new byte[] {7, 8, 9}, 0, 3));
        assertArrayEquals(new byte[] {7, 8}, ring.answer(chain));
        assertEquals(1, ring.used());
        assertEquals(1, ring.interrupts);
        assertNull(ring.queue.poll());
    }

    @Test
    void aDriverThatAsksForNoInterruptGetsNone() {
        Chain chain = ring.chain(new byte[] {1}, 1);
        Frames.putShort(ring.host(Ring.DRIVER), (short) 1);
        ring.queue.complete(chain);
        assertEquals(0, ring.interrupts);
    }

    @Test
    void indirectDescriptorsAreFollowed() {
        long table = Ring.RAM + 0x5000;
        ring.descriptor(table, 0, Ring.REQUEST, 4, Ring.NEXT, 2);
        ring.descriptor(table, 2, Ring.ANSWER, 8, Ring.WRITE, 0);
        ring.descriptor(Ring.DESCRIPTORS, 5, table, 48, Ring.INDIRECT, 0);
        ring.offer(5);
        Chain chain = ring.queue.poll();
        assertEquals(4, chain.available());
        assertEquals(8, chain.room());
    }

    private void refused() {
        assertThrows(VirtioException.class, ring.queue::poll);
    }

    @Test
    void aLoopIsRefused() {
        ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, 1, Ring.NEXT, 1);
        ring.descriptor(Ring.DESCRIPTORS, 1, Ring.REQUEST, 1, Ring.NEXT, 0);
        ring.offer(0);
        refused();
    }

    @Test
    void anIndexOutOfRangeIsRefused() {
        ring.offer(256);
        refused();
    }

    @Test
    void aNextIndexOutOfRangeIsRefused() {
        ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, 1, Ring.NEXT, 0xffff);
        ring.offer(0);
        refused();
    }

    @Test
    void memoryThatIsNotThereIsRefused() {
        for (long address : new long[] {0, Ring.RAM - 1, Ring.RAM + (1 << 20) - 3, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            ring.descriptor(Ring.DESCRIPTORS, 0, address, 4, 0, 0);
            ring.offer(0);
            refused();
        }
    }

    @Test
    void hugeAndNegativeLengthsAreRefused() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20}) {
            ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, length, 0, 0);
            ring.offer(0);
            refused();
        }
    }

    @Test
    void manyPartsThatAddUpToTooMuchAreRefused() {
        for (int i = 0; i < 256; i++) {
            ring.descriptor(Ring.DESCRIPTORS, i, Ring.RAM, 1 << 19, Ring.NEXT, i + 1);
        }
        ring.offer(0);
        refused();
    }

    @Test
    void indirectInIndirectAndBadTablesAreRefused() {
        long table = Ring.RAM + 0x5000;
        ring.descriptor(table, 0, table, 16, Ring.INDIRECT, 0);
        for (int length : new int[] {16, 0, 15, -16, Integer.MAX_VALUE & -16}) {
            ring.descriptor(Ring.DESCRIPTORS, 0, table, length, Ring.INDIRECT, 0);
            ring.offer(0);
            refused();
        }
    }

    @Test
    void moreChainsThanDescriptorsAreRefused() {
        Frames.putShort(ring.host(Ring.DRIVER + 2), (short) 257);
        refused();
    }

    @Test
    void ringsOutsideMemoryAreRefused() {
        ring.queue.driver = -2;
        refused();
        ring.queue.driver = Ring.DRIVER;
        ring.queue.descriptors = 0x7fff_ffff_ffff_fff0L;
        ring.offer(0);
        refused();
        ring.queue.descriptors = Ring.DESCRIPTORS;
        ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, 1, 0, 0);
        ring.offer(0);
        Chain chain = ring.queue.poll();
        ring.queue.device = 1;
        assertThrows(VirtioException.class, () -> ring.queue.complete(chain));
    }

    @Test
    void randomRingsNeverDoWorse() {
        long seed = System.nanoTime();
        System.out.println("VirtqueueTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            for (int i = 0; i < 8; i++) {
                long address = random.nextBoolean() ? Ring.RAM + random.nextInt(1 << 20) : random.nextLong();
                int length = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(300);
                ring.descriptor(Ring.DESCRIPTORS, i, address, length, random.nextInt(8), random.nextInt(9));
            }
            ring.offer(random.nextInt(9));
            try {
                Chain chain = ring.queue.poll();
                if (chain != null) {
                    chain.read(new byte[64]);
                    chain.write(new byte[64], 0, 64);
                    ring.queue.complete(chain);
                }
            } catch (VirtioException expected) {
                continue;
            }
        }
    }
}
