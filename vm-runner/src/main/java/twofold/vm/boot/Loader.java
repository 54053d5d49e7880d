package twofold.vm.boot;

import twofold.riscv.hart.Hart;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.vm.hypervisor.Machine;

/**
 * Lays out RAM: the kernel where it wants to be, the initial file system behind it, the device tree at the end. The boot hart starts
 * with its number in a0 and the device tree's address in a1. With firmware all harts start there, with the address of what it is to start in a2
 * as OpenSBI's dynamic firmware expects it (OpenSBI, docs/firmware/fw_dynamic.md).
 */
public final class Loader {
    private static final long ALIGNMENT = 2L << 20;
    private static final long TREE_ROOM = 64L << 10;
    /** The words of the description of what firmware is to start. */
    private static final int NEXT_WORDS = 6;
    private static final long NEXT_MAGIC = 0x4942_534f;
    private static final long NEXT_VERSION = 2;
    private static final long NEXT_SUPERVISOR = 1;

    private Loader() {
    }

    /** What the device tree is made of, once the initial file system's place is known. */
    @FunctionalInterface
    public interface Tree {
        /** The blob, for an initial file system at {@code {from, to}} or null. */
        byte[] blob(long[] initrd);
    }

    /**
     * Loads everything and sets the registers that harts start with.
     *
     * @param firmware what runs in machine mode first, or null if the hypervisor is in its place
     * @param kernel   may be null if there is firmware
     * @param initrd   may be null
     */
    public static void load(Machine machine, KernelImage firmware, KernelImage kernel, byte[] initrd, Tree tree) {
        PhysicalMemory memory = machine.memory();
        if (firmware != null && kernel != null && kernel.overlaps(firmware)) {
            throw new UserError(ExitStatus.CANNOT, "the kernel and the firmware do not fit into memory together: both are to be at 0x"
                    + Long.toHexString(Math.max(kernel.begin(), firmware.begin())));
        }
        long end = Math.max(place(memory, firmware), place(memory, kernel));
        long treeAddress = memory.ramBase() + memory.ramSize() - TREE_ROOM & -TREE_ROOM;
        long[] range = null;
        if (initrd != null) {
            long from = end + ALIGNMENT - 1 & -ALIGNMENT;
            end = from + initrd.length;
            Frames.write(host(memory, from, initrd.length), initrd, 0, initrd.length);
            range = new long[] {from, end};
        }
        byte[] blob = tree.blob(range);
        long next = treeAddress + TREE_ROOM - NEXT_WORDS * Long.BYTES;
        if (end > treeAddress || treeAddress + blob.length > next) {
            throw tooSmall();
        }
        Frames.write(host(memory, treeAddress, blob.length), blob, 0, blob.length);
        if (firmware == null) {
            start(machine, 0, kernel.entry(), treeAddress);
            return;
        }
        describeNext(host(memory, next, NEXT_WORDS * Long.BYTES), kernel == null ? 0 : kernel.entry());
        for (int i = machine.harts() - 1; i >= 0; i--) {
            start(machine, i, firmware.entry(), treeAddress);
            machine.hart(i).x[12] = next;
        }
    }

    /** Puts a kernel where it wants to be; returns the first address behind it, 0 if there is none. */
    private static long place(PhysicalMemory memory, KernelImage kernel) {
        if (kernel == null) {
            return 0;
        }
        for (KernelImage.Part part : kernel.parts()) {
            Frames.write(host(memory, part.address(), part.length()), part.bytes(), part.offset(), part.length());
        }
        return kernel.end();
    }

    private static void start(Machine machine, int number, long entry, long treeAddress) {
        Hart hart = machine.hart(number);
        hart.pc = entry;
        hart.x[10] = number;
        hart.x[11] = treeAddress;
    }

    private static void describeNext(long host, long entry) {
        long[] words = {NEXT_MAGIC, NEXT_VERSION, entry, NEXT_SUPERVISOR, 0, 0};
        for (int i = 0; i < NEXT_WORDS; i++) {
            Frames.putLong(host + (long) i * Long.BYTES, words[i]);
        }
    }

    private static long host(PhysicalMemory memory, long address, long length) {
        long host = memory.host(address, length);
        if (host < 0) {
            throw tooSmall();
        }
        return host;
    }

    private static UserError tooSmall() {
        return new UserError(ExitStatus.CANNOT, "the program and its files do not fit into the guest's memory: choose more with -m");
    }
}
