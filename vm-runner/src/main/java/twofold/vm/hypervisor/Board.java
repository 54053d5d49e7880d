package twofold.vm.hypervisor;

import twofold.toolkit.time.Clock;
import twofold.vm.device.Aclint;
import twofold.vm.device.Plic;

/**
 * Where things are, as on QEMU's virt machine, so that the same kernels and firmware work.
 */
public final class Board {
    /** Ticks of the time CSR in a second. */
    public static final int TIMEBASE = 10_000_000;
    /** Nanoseconds in a tick. */
    public static final int TICK_NANOS = 100;

    static final long SYSCON = 0x10_0000;
    static final long RTC = 0x10_1000;
    static final long ACLINT = 0x200_0000;
    static final long ACLINT_SIZE = Aclint.SIZE;
    static final long PCI_PORTS = 0x300_0000;
    static final long PCI_PORTS_SIZE = 0x1_0000;
    static final long PLIC = 0xc00_0000;
    static final long PLIC_SIZE = Plic.SIZE;
    static final long UART = 0x1000_0000;
    static final long PCI_CONFIG = 0x3000_0000;
    static final long PCI_CONFIG_SIZE = 0x1000_0000;
    static final long PCI_WINDOW = 0x4000_0000;
    static final long PCI_WINDOW_SIZE = 0x4000_0000;
    /** Where RAM begins. */
    public static final long RAM = 0x8000_0000L;

    static final int UART_IRQ = 10;
    static final int RTC_IRQ = 11;
    /** The first of four interrupts that PCI functions share. */
    static final int PCI_IRQ = 32;

    private Board() {
    }

    /** The run's time in ticks. */
    static long ticks(Clock clock) {
        return clock.monotonicNanos() / TICK_NANOS;
    }
}
