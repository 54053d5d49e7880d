package twofold.vm.hypervisor;

import twofold.riscv.hart.CacheBlocks;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;
import twofold.vm.device.Plic;
import twofold.vm.device.Syscon;
import twofold.vm.devicetree.DeviceTree;

/** The device tree of a board. */
final class BoardTree {
    private static final int INTC = 1;
    private static final int PLIC_HANDLE = 0x40;
    private static final int SYSCON = 0x41;
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_EXTERNAL = 11;

    private BoardTree() {
    }

    /**
     * The blob.
     *
     * @param isa     what the harts can do
     * @param initrd  the initial file system's range as {@code {from, to}}, or null
     * @param seed    entropy for the guest kernel
     */
    static byte[] blob(long ramSize, int harts, Isa isa, String mmu, String bootArguments, long[] initrd, byte[] seed) {
        DeviceTree tree = new DeviceTree();
        tree.begin("").cells("#address-cells", 2).cells("#size-cells", 2).text("compatible", "riscv-virtio")
            .text("model", "riscv-virtio,twofold");
        chosen(tree, bootArguments, initrd, seed);
        tree.begin("memory@" + Long.toHexString(Board.RAM)).text("device_type", "memory").longs("reg", Board.RAM, ramSize).end();
        cpus(tree, harts, isa, mmu);
        tree.begin("soc").cells("#address-cells", 2).cells("#size-cells", 2).text("compatible", "simple-bus").flag("ranges");
        Syscon.describe(tree, Board.SYSCON, SYSCON);
        tree.begin("rtc@" + Long.toHexString(Board.RTC)).text("compatible", "google,goldfish-rtc").longs("reg", Board.RTC, 0x1000)
            .cells("interrupt-parent", PLIC_HANDLE).cells("interrupts", Board.RTC_IRQ).end();
        tree.begin("serial@" + Long.toHexString(Board.UART)).text("compatible", "ns16550a").longs("reg", Board.UART, 0x100)
            .cells("clock-frequency", 3_686_400).cells("interrupt-parent", PLIC_HANDLE).cells("interrupts", Board.UART_IRQ).end();
        aclint(tree, harts);
        plic(tree, harts);
        pci(tree);
        tree.end();
        return tree.end().blob();
    }

    private static void chosen(DeviceTree tree, String bootArguments, long[] initrd, byte[] seed) {
        tree.begin("chosen").text("bootargs", bootArguments).text("stdout-path", "/soc/serial@" + Long.toHexString(Board.UART))
            .bytes("rng-seed", seed);
        if (initrd != null) {
            tree.longs("linux,initrd-start", initrd[0]).longs("linux,initrd-end", initrd[1]);
        }
        tree.end();
    }

    private static void cpus(DeviceTree tree, int harts, Isa isa, String mmu) {
        tree.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0).cells("timebase-frequency", Board.TIMEBASE);
        for (int i = 0; i < harts; i++) {
            tree.begin("cpu@" + Integer.toHexString(i)).text("device_type", "cpu").cells("reg", i).text("status", "okay")
                .text("compatible", "riscv").text("riscv,isa-base", "rv64i").text("riscv,isa-extensions", isa.names().toArray(String[]::new))
                .text("riscv,isa", isa.toString()).text("mmu-type", mmu);
            cacheBlocks(tree, isa);
            tree.begin("interrupt-controller").cells("#interrupt-cells", 1).flag("interrupt-controller")
                .text("compatible", "riscv,cpu-intc").cells("phandle", INTC + i).end();
            tree.end();
        }
        tree.end();
    }

    private static void cacheBlocks(DeviceTree tree, Isa isa) {
        for (Extension each : new Extension[] {Extension.ZICBOM, Extension.ZICBOP, Extension.ZICBOZ}) {
            if (isa.has(each)) {
                tree.cells("riscv," + each.isaName().substring(2) + "-block-size", CacheBlocks.SIZE);
            }
        }
    }

    private static void aclint(DeviceTree tree, int harts) {
        int[] lines = new int[4 * harts];
        for (int i = 0; i < harts; i++) {
            lines[4 * i] = INTC + i;
            lines[4 * i + 1] = 3;
            lines[4 * i + 2] = INTC + i;
            lines[4 * i + 3] = 7;
        }
        tree.begin("clint@" + Long.toHexString(Board.ACLINT)).text("compatible", "sifive,clint0", "riscv,clint0")
            .longs("reg", Board.ACLINT, Board.ACLINT_SIZE).cells("interrupts-extended", lines).end();
    }

    private static void plic(DeviceTree tree, int harts) {
        int[] lines = new int[4 * harts];
        for (int i = 0; i < harts; i++) {
            lines[4 * i] = INTC + i;
            lines[4 * i + 1] = MACHINE_EXTERNAL;
            lines[4 * i + 2] = INTC + i;
            lines[4 * i + 3] = SUPERVISOR_EXTERNAL;
        }
        tree.begin("plic@" + Long.toHexString(Board.PLIC)).text("compatible", "sifive,plic-1.0.0", "riscv,plic0")
            .cells("#interrupt-cells", 1).cells("#address-cells", 0).flag("interrupt-controller")
            .longs("reg", Board.PLIC, Board.PLIC_SIZE).cells("interrupts-extended", lines)
            .cells("riscv,ndev", Plic.SOURCES - 1).cells("phandle", PLIC_HANDLE).end();
    }

    private static void pci(DeviceTree tree) {
        int[] map = new int[4 * 4 * 6];
        int at = 0;
        for (int device = 0; device < 4; device++) {
            for (int pin = 1; pin <= 4; pin++) {
                int irq = Board.PCI_IRQ + (device + pin - 1) % 4;
                for (int cell : new int[] {device << 11, 0, 0, pin, PLIC_HANDLE, irq}) {
                    map[at++] = cell;
                }
            }
        }
        tree.begin("pci@" + Long.toHexString(Board.PCI_CONFIG)).text("compatible", "pci-host-ecam-generic").text("device_type", "pci")
            .cells("#address-cells", 3).cells("#size-cells", 2).cells("#interrupt-cells", 1).cells("linux,pci-domain", 0)
            .cells("bus-range", 0, 255).flag("dma-coherent").longs("reg", Board.PCI_CONFIG, Board.PCI_CONFIG_SIZE)
            .cells("ranges",
                0x0100_0000, 0, 0, 0, (int) Board.PCI_PORTS, 0, (int) Board.PCI_PORTS_SIZE,
                0x0200_0000, 0, (int) Board.PCI_WINDOW, 0, (int) Board.PCI_WINDOW, 0, (int) Board.PCI_WINDOW_SIZE)
            .cells("interrupt-map-mask", 0x1800, 0, 0, 7).cells("interrupt-map", map).end();
    }
}
