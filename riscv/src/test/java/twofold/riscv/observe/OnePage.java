package twofold.riscv.observe;

import twofold.riscv.hart.Cause;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** An address space of one page. */
final class OnePage extends AddressSpace {
    static final long START = 0x10000;

    private final long host;

    OnePage(long host) {
        this.host = host;
    }

    @Override
    public long translate(long address, int access) {
        if (address - START >>> Frames.SHIFT == 0) {
            return host + (address - START);
        }
        return -(access == READ ? Cause.LOAD_PAGE : access == WRITE ? Cause.STORE_PAGE : Cause.FETCH_PAGE);
    }
}
