package twofold.riscv.hart;

import static twofold.riscv.memory.Tlb.STORE;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;
import twofold.riscv.memory.Windows;

/**
 * A hart's way to its data. Loads and stores of the interpreter look in the TLB, then ask the address space. Translated code has a window for each
 * access, or looks in the TLB; what it does not find there it leaves to the interpreter.
 */
final class LoadStoreUnit {
    private static final int STACK = 2;

    private final Hart hart;
    private AddressSpace space;
    private Tlb tlb;
    private long[] data;

    LoadStoreUnit(Hart hart) {
        this.hart = hart;
    }

    /** Loads from and stores to another address space from now on. */
    void enter(AddressSpace space) {
        this.space = space;
        tlb = space.tlb();
        data = tlb.data;
        hart.data = data;
    }

    /** Makes a window of an access that a region declined, if the page is in the TLB. Says whether that should be translated anew. */
    boolean chooseWindow(long word, Region decliner, int offset) {
        int base = (int) (word >>> 16) & 31;
        long address = hart.x[base] + (int) (word >> 32);
        boolean stores = Lowering.isStore(word);
        if (!stores && !Lowering.isLoad(word) || !holds(stores, address)) {
            return false;
        }
        int window = stores ? space.writeWindow(address) : space.readWindow(address);
        if (window < 0) {
            return false;
        }
        if (base == STACK) {
            tlb.choose(stores ? Tlb.STACK_STORES : Tlb.STACK_LOADS, stores, window, Long.BYTES);
            return false;
        }
        return decliner.chooseWindow(offset, tlb, stores, window);
    }

    /**
     * Sees to it that the interpreter finds in the TLB what a word loads or stores; says whether it does, which is for
     * loads and stores of integer registers within a page only.
     */
    boolean bringIn(long word) {
        long address = hart.x[(int) (word >>> 16) & 31] + (int) (word >> 32);
        boolean stores = Lowering.isStore(word);
        int size = Lowering.size(word);
        if (size == 0 || ((int) address & Frames.SIZE - 1) > Frames.SIZE - size) {
            return false;
        }
        if (data[Tlb.entry(address) + (stores ? STORE : 0)] == (address & -Frames.SIZE)) {
            return true;
        }
        int at = (stores ? tlb.writable : tlb.readable).find(address);
        if (at >= 0) {
            tlb.enter(stores, address, at);
        }
        return at >= 0;
    }

    private boolean holds(boolean stores, long address) {
        Windows known = stores ? tlb.writable : tlb.readable;
        return data[Tlb.entry(address) + (stores ? STORE : 0)] == (address & -Frames.SIZE) || known.find(address) >= 0;
    }

    /** Loads {@code size} bytes, whether they are in the TLB or not; what is above them is undefined. */
    long load(long address, int size) {
        int entry = Tlb.entry(address);
        return data[entry] == (address + size - 1 & -Frames.SIZE) ? get(address + data[entry + 1], size) : loadSlow(address, size);
    }

    /** Stores the low {@code size} bytes of a value, whether their place is in the TLB or not. */
    void store(long address, int size, long value) {
        int entry = Tlb.entry(address) + STORE;
        if (data[entry] == (address + size - 1 & -Frames.SIZE)) {
            put(address + data[entry + 1], size, value);
        } else {
            storeSlow(address, size, value);
        }
    }

    private long loadSlow(long address, int size) {
        int inPage = Frames.SIZE - ((int) address & Frames.SIZE - 1);
        if (inPage < size) {
            long low = hostOrTrap(address, AddressSpace.READ, inPage);
            long high = hostOrTrap(address + inPage, AddressSpace.READ, size - inPage);
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | Frames.getByte(i < inPage ? low + i : high + i - inPage) & 0xff;
            }
            return value;
        }
        int at = tlb.readable.find(address);
        if (at >= 0) {
            return get(address + tlb.enter(false, address, at), size);
        }
        long host = hart.miss(address, AddressSpace.READ, size);
        if (host > 0) {
            return get(Frames.address(host), size);
        }
        if (host != AddressSpace.DEVICE) {
            throw hart.raise((int) -host, address);
        }
        beAlone();
        if ((address & size - 1) != 0) {
            throw hart.raise(Cause.LOAD_ACCESS, address);
        }
        return space.loadDevice(address, size);
    }

    private void storeSlow(long address, int size, long value) {
        int inPage = Frames.SIZE - ((int) address & Frames.SIZE - 1);
        if (inPage < size) {
            long low = hostOrTrap(address, AddressSpace.WRITE, inPage);
            long high = hostOrTrap(address + inPage, AddressSpace.WRITE, size - inPage);
            for (int i = 0; i < size; i++) {
                Frames.putByte(i < inPage ? low + i : high + i - inPage, (byte) (value >>> 8 * i));
            }
            return;
        }
        int at = tlb.writable.find(address);
        if (at >= 0) {
            put(address + tlb.enter(true, address, at), size, value);
            return;
        }
        long host = hart.miss(address, AddressSpace.WRITE, size);
        if (host > 0) {
            put(Frames.address(host), size, value);
        } else if (host != AddressSpace.DEVICE) {
            throw hart.raise((int) -host, address);
        } else {
            beAlone();
            if ((address & size - 1) != 0) {
                throw hart.raise(Cause.STORE_ACCESS, address);
            }
            space.storeDevice(address, size, value);
        }
    }

    /** A device access happens in a block of its own: asks for that unless it is so already. */
    private void beAlone() {
        if (!hart.alone) {
            throw hart.raise(TrapSignal.AGAIN, 0);
        }
    }

    private long hostOrTrap(long address, int access, int size) {
        return hostOrTrap(address, access, size, address);
    }

    /** The host offset of bytes in one page, or the exception that names {@code value}. */
    private long hostOrTrap(long address, int access, int size, long value) {
        boolean read = access == AddressSpace.READ;
        int entry = Tlb.entry(address) + (read ? 0 : STORE);
        if (data[entry] == (address & -Frames.SIZE)) {
            return Frames.offsetAt(address + data[entry + 1]);
        }
        long host = hart.miss(address, access, size);
        if (host > 0) {
            return host;
        }
        throw hart.raise(host == AddressSpace.DEVICE ? read ? Cause.LOAD_ACCESS : Cause.STORE_ACCESS : (int) -host, value);
    }

    /** The host offset of the aligned block of {@code size} bytes that an address lies in, for who stores to it by itself. */
    long storeHost(long address, int size) {
        return hostOrTrap(address & -size, AddressSpace.WRITE, size, address);
    }

    private static long get(long address, int size) {
        return switch (size) {
            case 1 -> Frames.byteAt(address) & 0xff;
            case 2 -> Frames.shortAt(address) & 0xffff;
            case 4 -> Frames.intAt(address) & 0xffff_ffffL;
            default -> Frames.longAt(address);
        };
    }

    private static void put(long address, int size, long value) {
        switch (size) {
            case 1 -> Frames.setByte(address, (byte) value);
            case 2 -> Frames.setShort(address, (short) value);
            case 4 -> Frames.setInt(address, (int) value);
            default -> Frames.setLong(address, value);
        }
    }

    /** The host offset for an atomic access: aligned, in RAM. A read-modify-write raises the exceptions of a store. */
    long atomicHost(long address, int size, int access) {
        boolean read = access == AddressSpace.READ;
        if ((address & size - 1) != 0) {
            throw hart.raise(read ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED, address);
        }
        return hostOrTrap(address, access, size);
    }
}
