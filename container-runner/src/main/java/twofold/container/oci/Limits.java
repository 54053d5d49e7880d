package twofold.container.oci;

import java.util.List;
import twofold.container.kernel.Container;
import twofold.container.kernel.CpuGroup;
import twofold.container.mm.Account;
import twofold.container.vfs.Credentials;
import twofold.riscv.memory.Frames;

/**
 * What a container gets beside its plan.
 *
 * @param memoryBytes   the most memory, or null
 * @param swapBytes     the most swap space beside that, {@link Long#MAX_VALUE} for as much as there is; 0 for none
 * @param reservedBytes what is left to it when others are short of memory, memory.low
 * @param taskLimit     the most tasks
 * @param capabilities  what root gets
 * @param cpus          how much of the processor's time at most, 1.0 for as much as there is of one; or null
 * @param cpuWeight     its share beside others, 1 to 10000
 * @param devices       the most it may read from and write to file systems
 */
public record Limits(Long memoryBytes, long swapBytes, long reservedBytes, long taskLimit, long capabilities, Double cpus, int cpuWeight,
        List<DeviceLimit> devices) {
    /** No limits, no swap space, and the usual capabilities. */
    public static final Limits NONE = new Limits(null, 0, 0, Container.MOST_TASKS, Credentials.CONTAINER, null, CpuGroup.DEFAULT_WEIGHT, List.of());

    /**
     * How fast a container may read from or write to a file system of its own.
     *
     * @param path      where the file system is, or a node of its device; absolute, one char a byte
     * @param kind      what is limited: rbps, wbps, riops or wiops as in io.max
     * @param perSecond the most in a second: bytes or operations
     */
    public record DeviceLimit(String path, String kind, long perSecond) {
    }

    /** The same with other memory limits. */
    public Limits withMemory(Long bytes, long swap, long reserved) {
        return new Limits(bytes, swap, reserved, taskLimit, capabilities, cpus, cpuWeight, devices);
    }

    /** The same with other limits of tasks and of the processor. */
    public Limits withTasksAndProcessor(long tasks, Double processors, int weight) {
        return new Limits(memoryBytes, swapBytes, reservedBytes, tasks, capabilities, processors, weight, devices);
    }

    /** Puts those that can change while it runs into effect. For the kernel's thread. */
    public void apply(Container container) {
        Account account = container.account;
        account.limits().setMax(pages(memoryBytes));
        account.limits().setLow(reservedBytes >>> Frames.SHIFT);
        if (swapBytes > 0) {
            account.swap().goesTo(container.kernel.swapSpace());
        }
        account.swap().setLimit(pages(swapBytes));
        container.taskLimit = taskLimit;
        container.kernel.settle(container);
        container.cpu.setWeight(cpuWeight);
        container.kernel.release(container.cpu);
        container.cpu.setQuota(cpus == null ? Long.MAX_VALUE : Math.max(1, (long) (cpus * CpuGroup.PERIOD)));
    }

    private static long pages(Long bytes) {
        return bytes == null || bytes == Long.MAX_VALUE ? Account.UNLIMITED : bytes >>> Frames.SHIFT;
    }
}
