package twofold.vm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.riscv.memory.Device;
import twofold.toolkit.time.Clock;

class DevicesTest {
    private final boolean[] lines = new boolean[4];

    private InterruptLine line(int number) {
        return asserted -> lines[number] = asserted;
    }

    private Plic plic() {
        return new Plic(new InterruptLine[] {line(0), line(1), line(2), line(3)});
    }

    @Test
    void thePlicGivesTheHighestPriorityFirstAndTheLowestNumberOfEquals() {
        Plic plic = plic();
        for (int source : new int[] {10, 33, 34}) {
            plic.store(4L * source, 4, source == 10 ? 1 : 2);
            plic.source(source).set(true);
        }
        assertFalse(lines[1]);
        plic.store(0x2080, 4, 1 << 10);
        plic.store(0x2084, 4, 1 << 1 | 1 << 2);
        assertTrue(lines[1]);
        assertFalse(lines[0]);
        assertEquals(1 << 10, plic.load(0x1000, 4));
        assertEquals(33, plic.load(0x201004, 4));
        assertEquals(34, plic.load(0x201004, 4));
        assertEquals(10, plic.load(0x201004, 4));
        assertEquals(0, plic.load(0x201004, 4));
        assertFalse(lines[1]);
        plic.store(0x201004, 4, 33);
        assertTrue(lines[1], "still asserted: pending again after completion");
        plic.source(33).set(false);
        assertTrue(lines[1], "what was passed on stays until it is claimed");
        assertEquals(33, plic.load(0x201004, 4));
        assertFalse(lines[1]);
        plic.store(0x201004, 4, 33);
        assertFalse(lines[1]);
    }

    @Test
    void thePlicIgnoresACompletionFromWhereTheSourceIsNotEnabled() {
        Plic plic = plic();
        plic.store(4 * 5, 4, 1);
        plic.store(0x2000, 4, 1 << 5);
        plic.source(5).set(true);
        assertEquals(5, plic.load(0x200004, 4));
        plic.store(0x201004, 4, 5);
        assertFalse(lines[0]);
        plic.store(0x200004, 4, 5);
        assertTrue(lines[0]);
    }

    @Test
    void thePlicsThresholdMasks() {
        Plic plic = plic();
        plic.store(4 * 5, 4, 3);
        plic.store(0x2000, 4, 1 << 5);
        plic.store(0x200000, 4, 3);
        plic.source(5).set(true);
        assertFalse(lines[0]);
        plic.store(0x200000, 4, 2);
        assertTrue(lines[0]);
    }

    @Test
    void theUartSendsReceivesAndInterrupts() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Deque<Integer> typed = new ArrayDeque<>();
        Uart16550 uart = new Uart16550(line(0), sent::write);
        uart.receive(() -> typed.isEmpty() ? -1 : typed.poll());
        uart.store(3, 1, 0x83);
        uart.store(0, 1, 13);
        assertEquals(13, uart.load(0, 1));
        uart.store(3, 1, 3);
        uart.store(0, 1, 'x');
        assertEquals("x", sent.toString());
        uart.store(1, 1, 1);
        assertFalse(lines[0]);
        typed.addAll(List.of((int) 'a', 0xff));
        uart.arrived();
        assertTrue(lines[0]);
        assertEquals(4, uart.load(2, 1) & 15);
        assertEquals(0x61, uart.load(5, 1));
        assertEquals('a', uart.load(0, 1));
        assertTrue(lines[0]);
        assertEquals(0xff, uart.load(0, 1));
        assertFalse(lines[0]);
        assertEquals(1, uart.load(2, 1) & 15);
        uart.store(1, 1, 2);
        assertTrue(lines[0]);
        assertEquals(2, uart.load(2, 1) & 15);
        assertFalse(lines[0], "reading the identification takes the empty interrupt away");
        uart.store(7, 1, 0x5a);
        assertEquals(0x5a, uart.load(7, 1));
    }

    @Test
    void theAclintHoldsTimersAndSoftwareInterrupts() {
        boolean[] changed = new boolean[1];
        Aclint aclint = new Aclint(() -> 0x1_0000_0002L, new InterruptLine[] {line(0), line(1)}, () -> changed[0] = true);
        aclint.store(4, 4, 1);
        assertTrue(lines[1]);
        assertEquals(1, aclint.load(4, 4));
        assertEquals(-1, aclint.compare(1));
        aclint.store(0x4008, 4, 5);
        aclint.store(0x400c, 4, 6);
        assertEquals(0x6_0000_0005L, aclint.compare(1));
        assertEquals(6, aclint.load(0x400c, 4));
        assertTrue(changed[0]);
        assertEquals(0x1_0000_0002L, aclint.load(0xbff8, 8));
        assertEquals(1, aclint.load(0xbffc, 4));
    }

    @Test
    void theClockIsReadInTwoHalves() {
        Clock clock = Clock.virtualFrom(1_735_689_600L);
        GoldfishRtc rtc = new GoldfishRtc(clock);
        long low = rtc.load(0, 4);
        assertEquals(clock.realtimeNanos(), rtc.load(4, 4) << 32 | low);
    }

    @Test
    void noRegisterOfAnyDeviceBreaksIt() {
        long seed = System.nanoTime();
        System.out.println("DevicesTest seed " + seed);
        Random random = new Random(seed);
        PciHost pci = new PciHost(0x4000_0000L);
        Device[] devices = {plic(), new Uart16550(line(0), value -> { }), new Aclint(() -> 7, new InterruptLine[] {line(0)}, () -> { }),
            new GoldfishRtc(Clock.virtualFrom(0)), new Syscon(value -> { }), pci, pci.window()};
        long[] sizes = {Plic.SIZE, 0x1000, Aclint.SIZE, 0x1000, 0x1000, 0x1000_0000, 0x4000_0000};
        for (int i = 0; i < devices.length; i++) {
            for (int round = 0; round < 20000; round++) {
                int size = 1 << random.nextInt(4);
                long most = random.nextBoolean() ? sizes[i] : Math.min(sizes[i], 0x4100);
                long offset = random.nextLong(most) & -size;
                devices[i].load(offset, size);
                devices[i].store(offset, size, random.nextBoolean() ? random.nextLong() : random.nextInt(99));
            }
        }
    }
}
