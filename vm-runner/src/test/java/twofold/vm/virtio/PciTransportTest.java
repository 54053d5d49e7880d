package twofold.vm.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Overlay;
import twofold.riscv.memory.Frames;
import twofold.toolkit.time.Clock;
import twofold.vm.virtio.console.Console;
import twofold.vm.virtio.console.Port;
import twofold.vm.virtio.fs.FuseServer;
import twofold.vm.virtio.fs.VirtioFs;

class PciTransportTest {
    private static final int STATUS = 0x14;
    private static final int NEEDS_RESET = 64;
    private static final int NOTIFY = 0x3000;

    @TempDir
    Path directory;

    private final Ring ring = new Ring();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private boolean line;

    @AfterEach
    void close() {
        ring.close();
    }

    private PciTransport transport(VirtioDevice device) {
        return new PciTransport(device, ring.memory, asserted -> line = asserted);
    }

    private Console console() {
        return new Console(List.of(new Port("out", false, (bytes, length) -> sent.write(bytes, 0, length))));
    }

    /** Brings a device up with every queue in the ring's place. */
    private static void start(PciTransport to, int queues) {
        to.store(STATUS, 1, 0);
        to.store(STATUS, 1, 3);
        to.store(0x08, 4, 1);
        to.store(0x0c, 4, 1);
        to.store(STATUS, 1, 11);
        for (int queue = 0; queue < queues; queue++) {
            to.store(0x16, 2, queue);
            to.store(0x18, 2, 8);
            to.store(0x20, 4, (int) Ring.DESCRIPTORS);
            to.store(0x28, 4, (int) Ring.DRIVER);
            to.store(0x30, 4, (int) Ring.DEVICE);
            to.store(0x1c, 2, 1);
        }
        to.store(STATUS, 1, 15);
    }

    @Test
    void theConfigurationSaysWhatItIs() {
        PciTransport to = transport(console());
        assertEquals(0x1043_1af4L, to.loadConfig(0, 4));
        assertEquals(0x40, to.loadConfig(0x34, 1));
        to.storeConfig(0x10, 4, 0xffff_ffffL);
        assertEquals(0xffff_c004L, to.loadConfig(0x10, 4), "the size of the BAR");
        assertEquals(-1, to.base());
        to.storeConfig(0x10, 4, 0x4000_0000L);
        to.storeConfig(0x14, 4, 1);
        to.storeConfig(4, 2, 2);
        assertEquals(0x1_4000_0000L, to.base());
    }

    @Test
    void featuresThatWereNotOfferedAreNotAccepted() {
        PciTransport to = transport(console());
        to.store(0x08, 4, 0);
        to.store(0x0c, 4, 1 << 5);
        to.store(0x08, 4, 1);
        to.store(0x0c, 4, 1);
        to.store(STATUS, 1, 11);
        assertEquals(3, to.load(STATUS, 1));
    }

    @Test
    void whatTheGuestSendsArrivesAndInterrupts() {
        PciTransport to = transport(console());
        start(to, 2);
        Frames.write(ring.host(Ring.REQUEST), "hey".getBytes(StandardCharsets.US_ASCII), 0, 3);
        ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, 3, 0, 0);
        ring.offer(0);
        to.store(NOTIFY + 4, 4, 1);
        assertEquals("hey", sent.toString());
        assertTrue(line);
        assertEquals(1, to.load(0x1000, 1));
        assertFalse(line, "reading takes the interrupt away");
    }

    @Test
    void aBrokenRingNeedsAResetAndThenWorks() {
        PciTransport to = transport(console());
        start(to, 2);
        ring.offer(9);
        to.store(NOTIFY + 4, 4, 1);
        assertEquals(15 | NEEDS_RESET, to.load(STATUS, 1));
        assertTrue(line);
        to.store(NOTIFY + 4, 4, 1);
        to.store(STATUS, 1, 0);
        assertEquals(0, to.load(STATUS, 1));
        assertFalse(line);
    }

    @Test
    void controlMessagesThatNobodyTakesDoNotPileUp() {
        PciTransport to = transport(console());
        start(to, 4);
        to.store(0x16, 2, 2);
        to.store(0x1c, 2, 0);
        Frames.write(ring.host(Ring.REQUEST), new byte[] {0, 0, 0, 0, 0, 0, 1, 0}, 0, 8);
        ring.descriptor(Ring.DESCRIPTORS, 0, Ring.REQUEST, 8, 0, 0);
        for (int i = 0; i < 2000 && to.load(STATUS, 1) == 15; i++) {
            Frames.putShort(ring.host(Ring.DRIVER + 4 + 2 * (i % 8)), (short) 0);
            Frames.putShort(ring.host(Ring.DRIVER + 2), (short) (i + 1));
            to.store(NOTIFY + 4 * 3, 4, 3);
        }
        assertEquals(15 | NEEDS_RESET, to.load(STATUS, 1));
    }

    @Test
    void randomDriversNeverBreakADevice() throws Exception {
        long seed = System.nanoTime();
        System.out.println("PciTransportTest seed " + seed);
        Random random = new Random(seed);
        try (Overlay tree = Overlay.open(List.of(), directory.resolve("upper"), Clock.virtualFrom(0))) {
            VirtioDevice[] devices = {console(), new VirtioFs("t", new FuseServer(tree, null, Clock.virtualFrom(0), false))};
            for (VirtioDevice device : devices) {
                PciTransport to = transport(device);
                for (int round = 0; round < 3000; round++) {
                    if (round % 20 == 0 || (to.load(STATUS, 1) & NEEDS_RESET) != 0) {
                        start(to, device.queues());
                        Frames.putShort(ring.host(Ring.DRIVER + 2), (short) 0);
                    }
                    step(to, device, random);
                }
            }
        }
    }

    private void step(PciTransport to, VirtioDevice device, Random random) {
        long[] numbers = {0, 1, -1, 3, 26, 0x1_0000_0000L * random.nextInt(53) + 60, Long.MAX_VALUE, random.nextLong()};
        for (int i = 0; i < 16; i++) {
            ring.quad(Ring.REQUEST + 8 * i, numbers[random.nextInt(numbers.length)]);
        }
        if (random.nextInt(3) > 0) {
            ring.quad(Ring.REQUEST, 0x1_0000_0000L * random.nextInt(53));
            ring.quad(Ring.REQUEST + 16, 1 + random.nextInt(3));
        }
        for (int i = 0; i < 8; i++) {
            boolean wild = random.nextInt(12) == 0;
            ring.descriptor(Ring.DESCRIPTORS, i, wild ? random.nextLong() : i < 4 ? Ring.REQUEST : Ring.ANSWER,
                    wild ? random.nextInt() : random.nextInt(200), i < 4 ? 1 : 2 + random.nextInt(2), (i + 1) % 9);
        }
        int now = Frames.getShort(ring.host(Ring.DRIVER + 2)) & 0xffff;
        Frames.putShort(ring.host(Ring.DRIVER + 4 + 2 * (now % 8)), (short) random.nextInt(8));
        Frames.putShort(ring.host(Ring.DRIVER + 2), (short) (now + (random.nextInt(30) == 0 ? random.nextInt(99) : 1)));
        int queue = random.nextInt(device.queues());
        to.store(NOTIFY + 4L * queue, 4, queue);
        int size = 1 << random.nextInt(4);
        to.load(random.nextInt(0x4000) & -size, size);
        if (random.nextInt(4) == 0) {
            to.store(random.nextInt(0x3000) & -size, size, random.nextBoolean() ? random.nextInt(16) : random.nextLong());
        }
        to.storeConfig(random.nextInt(256), size, random.nextLong());
        to.loadConfig(random.nextInt(0x1000), size);
    }
}
