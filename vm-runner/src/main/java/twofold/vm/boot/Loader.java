package twofold.vm.boot;

import twofold.riscv.hart.Hart;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.vm.hypervisor.Machine;

/**
 * Lays out RAM: the kernel where it wants to be, the initial file system behind it, the device tree at the end. The boot hart starts
 * with its number in a0 and the device tree's address in a1.
 */
public final class Loader {
    private static final long ALIGNMENT = 2L << 20;
    private static final long TREE_ROOM = 64L << 10;

    private Loader() {
    }

    /** What the device tree is made of, once the initial file system's place is known. */
    @FunctionalInterface
    public interface Tree {
        /** The blob, for an initial file system at {@code {from, to}} or null. */
        byte[] blob(long[] initrd);
    }

    /** Loads everything and sets the boot hart's registers. {@code initrd} may be null. */
    public static void load(Machine machine, KernelImage kernel, byte[] initrd, Tree tree) {
        PhysicalMemory memory = machine.memory();
        for (KernelImage.Part part : kernel.parts()) {
            Frames.write(host(memory, part.address(), part.length()), part.bytes(), part.offset(), part.length());
        }
        long treeAddress = memory.ramBase() + memory.ramSize() - TREE_ROOM & -TREE_ROOM;
        long[] range = null;
        long end = kernel.end();
        if (initrd != null) {
            long from = kernel.end() + ALIGNMENT - 1 & -ALIGNMENT;
            end = from + initrd.length;
            Frames.write(host(memory, from, initrd.length), initrd, 0, initrd.length);
            range = new long[] {from, end};
        }
        byte[] blob = tree.blob(range);
        if (end > treeAddress || blob.length > TREE_ROOM) {
            throw tooSmall();
        }
        Frames.write(host(memory, treeAddress, blob.length), blob, 0, blob.length);
        Hart boot = machine.hart(0);
        boot.pc = kernel.entry();
        boot.x[10] = 0;
        boot.x[11] = treeAddress;
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
