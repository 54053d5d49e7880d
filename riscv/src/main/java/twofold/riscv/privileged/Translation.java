package twofold.riscv.privileged;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/** The address space of one privilege context of a hart: a mode, and for S-mode whether SUM is set. */
final class Translation extends AddressSpace {
    /** How many pages that are not global are forgotten one by one. */
    private static final int MOST_LOCAL = 64;

    private final PrivilegedModes modes;
    private final PhysicalMemory memory;
    private final int mode;
    private final boolean sum;
    private final PageWalk walk;
    private long leaf;
    private boolean whole;
    private boolean alike;
    /** Pages that are not global. */
    private final long[] local = new long[MOST_LOCAL];
    private int locals;
    private long device;

    Translation(PrivilegedModes modes, PhysicalMemory memory, int mode, boolean sum) {
        super(memory);
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
            if (!walk.isGlobal()) {
                noteLocal(address);
            }
            leaf = walk.span();
            whole = walk.isSuperpage() && memory.isRam(physical & -leaf, leaf) && modes.permitsAlike(physical & -leaf, leaf);
        } else {
            leaf = Frames.SIZE;
            whole = true;
        }
        alike = modes.permitsAlike(physical & -Frames.SIZE, Frames.SIZE);
        if (!modes.permits(physical, alike ? 1 : size(), access, as)) {
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

    private void noteLocal(long address) {
        if (locals < MOST_LOCAL) {
            local[locals] = address;
        }
        locals++;
    }

    /** Forgets all that is not global. */
    void forgetLocal() {
        if (locals > MOST_LOCAL) {
            flush();
        } else {
            for (int i = 0; i < locals; i++) {
                flush(local[i], 1);
            }
        }
        locals = 0;
    }

    @Override
    protected long leaf() {
        return leaf;
    }

    @Override
    protected boolean leafIsWhole() {
        return whole;
    }

    @Override
    protected boolean keeps() {
        return alike;
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
