package twofold.vm.device;

import java.util.ArrayList;
import java.util.List;
import twofold.riscv.memory.Device;

/**
 * The generic PCIe host (PCI Express base specification, enhanced configuration access mechanism): one bus, one function for each
 * device, legacy INTA interrupts routed by device number. {@link #window} is the memory range behind which the BARs lie.
 */
public final class PciHost implements Device {
    private final List<PciFunction> functions = new ArrayList<>();
    private final long windowBase;

    /** A host whose memory window starts at a physical address. */
    public PciHost(long windowBase) {
        this.windowBase = windowBase;
    }

    /** Plugs a function in at the next device number, which is returned. */
    public int plug(PciFunction function) {
        functions.add(function);
        return functions.size() - 1;
    }

    @Override
    public long load(long offset, int size) {
        PciFunction function = addressed(offset);
        return function == null ? size == 8 ? -1 : (1L << 8 * size) - 1 : function.loadConfig((int) offset & 0xfff, size);
    }

    @Override
    public void store(long offset, int size, long value) {
        PciFunction function = addressed(offset);
        if (function != null) {
            function.storeConfig((int) offset & 0xfff, size, value);
        }
    }

    private PciFunction addressed(long offset) {
        int bus = (int) (offset >>> 20);
        int device = (int) (offset >>> 15) & 31;
        int function = (int) (offset >>> 12) & 7;
        return bus == 0 && function == 0 && device < functions.size() ? functions.get(device) : null;
    }

    /** The memory window: accesses go to the function whose BAR covers them; others read as ones. */
    public Device window() {
        return new Device() {
            @Override
            public long load(long offset, int size) {
                PciFunction function = covering(windowBase + offset);
                return function == null ? -1 : function.load(windowBase + offset - function.base(), size);
            }

            @Override
            public void store(long offset, int size, long value) {
                PciFunction function = covering(windowBase + offset);
                if (function != null) {
                    function.store(windowBase + offset - function.base(), size, value);
                }
            }
        };
    }

    private PciFunction covering(long address) {
        for (PciFunction each : functions) {
            long base = each.base();
            if (base >= 0 && address >= base && address - base < each.size()) {
                return each;
            }
        }
        return null;
    }
}
