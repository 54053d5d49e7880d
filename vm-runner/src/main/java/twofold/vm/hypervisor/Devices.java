package twofold.vm.hypervisor;

import java.util.List;
import java.util.function.Consumer;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.toolkit.time.Clock;
import twofold.vm.device.Aclint;
import twofold.vm.device.GoldfishRtc;
import twofold.vm.device.InterruptLine;
import twofold.vm.device.PciHost;
import twofold.vm.device.Plic;
import twofold.vm.device.Syscon;
import twofold.vm.device.Uart16550;
import twofold.vm.virtio.PciTransport;
import twofold.vm.virtio.VirtioDevice;

/** The devices of a board, mapped into its memory and wired to its harts. */
final class Devices {
    private static final int SHARED_LINES = 4;

    private final PhysicalMemory memory;
    private final Plic plic;
    private final Aclint aclint;
    private final PciHost pci;
    private final Uart16550 uart;
    /** Whether the power switch was used: what harts write to it later says nothing. */
    private boolean switched;
    private volatile int failure;

    Devices(PhysicalMemory memory, List<Processor> processors, Clock clock, Consumer<byte[]> console, Schedule schedule) {
        this.memory = memory;
        InterruptLine[] external = new InterruptLine[2 * processors.size()];
        InterruptLine[] software = new InterruptLine[processors.size()];
        for (Processor each : processors) {
            external[2 * each.number] = line(schedule, each, Interrupt.MACHINE_EXTERNAL);
            external[2 * each.number + 1] = line(schedule, each, Interrupt.SUPERVISOR_EXTERNAL);
            software[each.number] = line(schedule, each, Interrupt.MACHINE_SOFTWARE);
        }
        plic = new Plic(external);
        aclint = new Aclint(() -> ticks(clock, processors), software, schedule::attendAll);
        pci = new PciHost(Board.PCI_WINDOW);
        memory.map(Board.SYSCON, 0x1000, new Syscon(word -> {
            if (!switched) {
                switched = true;
                failure = word >>> 16;
            }
            schedule.finish(outcome(word));
        }));
        memory.map(Board.RTC, 0x1000, new GoldfishRtc(clock));
        memory.map(Board.ACLINT, Board.ACLINT_SIZE, aclint);
        memory.map(Board.PLIC, Board.PLIC_SIZE, plic);
        uart = new Uart16550(plic.source(Board.UART_IRQ), value -> console.accept(new byte[] {(byte) value}));
        memory.map(Board.UART, 0x1000, uart);
        memory.map(Board.PCI_CONFIG, Board.PCI_CONFIG_SIZE, pci);
        memory.map(Board.PCI_WINDOW, Board.PCI_WINDOW_SIZE, pci.window());
    }

    /** The time in ticks as the hart reads it that runs: the others have done nothing since the clock went on. */
    private static long ticks(Clock clock, List<Processor> processors) {
        long ran = 0;
        for (Processor each : processors) {
            ran += each.ranUncounted();
        }
        return (clock.monotonicNanos() + ran) / Board.TICK_NANOS;
    }

    private static InterruptLine line(Schedule schedule, Processor processor, int interrupt) {
        return asserted -> {
            processor.modes.setPending(interrupt, asserted);
            if (asserted) {
                schedule.raised(processor);
            }
        };
    }

    private static Outcome outcome(int syscon) {
        return switch (syscon & 0xffff) {
            case Syscon.PASS -> Outcome.POWERED_OFF;
            case Syscon.RESET -> Outcome.REBOOTED;
            default -> Outcome.FAILED;
        };
    }

    /** The board's serial line. */
    Uart16550 uart() {
        return uart;
    }

    /** The code that came with the first word for the power switch. */
    int failure() {
        return failure;
    }

    /** When machine mode's timer of a hart is due, in ticks, unsigned. */
    long machineTimer(int hart) {
        return aclint.compare(hart);
    }

    /** Plugs a virtio device into the PCI host. */
    PciTransport plug(VirtioDevice device) {
        int[] slot = new int[1];
        InterruptLine[] lines = new InterruptLine[SHARED_LINES];
        for (int i = 0; i < SHARED_LINES; i++) {
            lines[i] = plic.source(Board.PCI_IRQ + i);
        }
        PciTransport made = new PciTransport(device, memory, asserted -> lines[slot[0] % SHARED_LINES].set(asserted));
        slot[0] = pci.plug(made);
        if (slot[0] >= SHARED_LINES) {
            throw new IllegalStateException("a fifth device would share an interrupt line");
        }
        return made;
    }
}
