package twofold.vm.device;

import java.util.function.IntConsumer;
import twofold.riscv.memory.Device;
import twofold.vm.devicetree.DeviceTree;

/** The power switch: SiFive's test finisher, as QEMU's virt machine has it. */
public final class Syscon implements Device {
    /** What a guest writes to power off, to fail with a code in the upper half, and to reboot. */
    public static final int PASS = 0x5555;
    /** Powers off and says that something failed. */
    public static final int FAIL = 0x3333;
    /** Reboots. */
    public static final int RESET = 0x7777;

    private final IntConsumer finish;

    /** A switch that calls {@code finish} with the word written to it. */
    public Syscon(IntConsumer finish) {
        this.finish = finish;
    }

    @Override
    public long load(long offset, int size) {
        return 0;
    }

    @Override
    public void store(long offset, int size, long value) {
        int what = (int) value & 0xffff;
        if (offset == 0 && (what == PASS || what == FAIL || what == RESET)) {
            finish.accept((int) value);
        }
    }

    /** The nodes that describe it. */
    public static void describe(DeviceTree tree, long base, int phandle) {
        tree.begin("test@" + Long.toHexString(base)).text("compatible", "sifive,test1", "sifive,test0", "syscon")
            .longs("reg", base, 0x1000).cells("phandle", phandle).end();
        tree.begin("poweroff").text("compatible", "syscon-poweroff").cells("regmap", phandle).cells("offset", 0)
            .cells("value", PASS).end();
        tree.begin("reboot").text("compatible", "syscon-reboot").cells("regmap", phandle).cells("offset", 0)
            .cells("value", RESET).end();
    }
}
