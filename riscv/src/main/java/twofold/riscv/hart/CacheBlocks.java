package twofold.riscv.hart;

import twofold.riscv.isa.Op;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** Cache-block operations on blocks of 64 bytes (Unprivileged manual, "CMO"). Memory is coherent, so that only zeroing does anything. */
public final class CacheBlocks {
    /** Bytes of a block, for management and for zeroing. */
    public static final int SIZE = 64;

    private CacheBlocks() {
    }

    /** Executes CBO.INVAL, CBO.CLEAN, CBO.FLUSH or CBO.ZERO on the block that an address lies in. */
    public static void execute(Hart hart, Op op, long address) {
        hart.privilege.permitCacheBlock(hart, op);
        if (op == Op.CBO_ZERO) {
            long host = hart.memory.storeHost(address, SIZE);
            for (int i = 0; i < SIZE; i += 8) {
                Frames.putLong(host + i, 0);
            }
            return;
        }
        long host = hart.miss(address, AddressSpace.READ, 1);
        if (!isPermitted(host) && !isPermitted(hart.miss(address, AddressSpace.FETCH, 1))) {
            throw hart.raise(host == -Cause.LOAD_PAGE ? Cause.STORE_PAGE : Cause.STORE_ACCESS, address);
        }
    }

    /** A block that may be loaded, stored to or fetched from may be managed; whatever may be stored to may be loaded. */
    private static boolean isPermitted(long host) {
        return host > 0 || host == AddressSpace.DEVICE;
    }
}
