package twofold.riscv.privileged;

import java.util.Arrays;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.PhysicalMemory;

/** The address space of one privilege context of a hart: a mode, and for S-mode whether SUM is set. */
final class Translation extends AddressSpace {
    private static final int REGION_SHIFT = 21;
    private static final int LARGE_REGIONS = 4096;

    private final PrivilegedModes modes;
    private final PhysicalMemory memory;
    private final int mode;
    private final boolean sum;
    private final PageWalk walk;
    private final long[] large = new long[LARGE_REGIONS / 64];
    private long device;

    Translation(PrivilegedModes modes, PhysicalMemory memory, int mode, boolean sum) {
        super(true);
        this.modes = modes;
        this.memory = memory;
        this.mode = mode;
        this.sum = sum;
        walk = new PageWalk(modes);
    }

    @Override
    public long translate(long address, int access) {
        int as = mode;
        boolean userData = sum;
        if (mode == Mode.MACHINE && access != FETCH && modes.modifiesPrivilege()) {
            as = modes.previousMode();
            userData = modes.sum();
        }
        long physical = address;
        if (as != Mode.MACHINE && modes.satp() >>> 60 != PageWalk.BARE) {
            physical = walk.walk(memory, modes.satp(), address, access, as == Mode.USER, userData, modes.mxr(),
                    modes.entryBits());
            if (physical < 0) {
                return physical;
            }
            if (walk.large()) {
                large[region(address) >>> 6] |= 1L << region(address);
            }
        }
        if (!modes.permits(physical, access, as)) {
            return PageWalk.accessFault(access);
        }
        long host = memory.host(physical);
        if (host > 0) {
            return host;
        }
        if (!memory.isDevice(physical)) {
            return PageWalk.accessFault(access);
        }
        device = physical;
        return DEVICE;
    }

    /** SFENCE.VMA for one address: it also covers the rest of a large page, of which the TLB holds pieces. */
    void forget(long address) {
        if ((large[region(address) >>> 6] >>> region(address) & 1) != 0) {
            forgetAll();
        } else {
            flush(address, 1);
        }
    }

    /** SFENCE.VMA for all addresses. */
    void forgetAll() {
        flush();
        Arrays.fill(large, 0);
    }

    /** Regions of 2 MiB, of which several share a bit. */
    private static int region(long address) {
        return (int) (address >>> REGION_SHIFT) & LARGE_REGIONS - 1;
    }

    @Override
    public long loadDevice(long address, int size) {
        modes.countDeviceAccess();
        return memory.load(device, size);
    }

    @Override
    public void storeDevice(long address, int size, long value) {
        modes.countDeviceAccess();
        memory.store(device, size, value);
    }
}
