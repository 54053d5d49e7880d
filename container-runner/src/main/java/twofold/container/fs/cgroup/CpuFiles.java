package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ERANGE;

import java.util.List;
import java.util.Set;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Cgroup.Controller;
import twofold.container.kernel.CgroupNews;
import twofold.container.kernel.Container;
import twofold.container.kernel.CpuGroup;
import twofold.container.kernel.NiceWeights;
import twofold.image.overlay.FileError;

/** The files of the controllers cpu, cpuset and pids. */
final class CpuFiles {
    private static final long MICRO = 1000;
    private static final long SHORTEST = 1000;
    private static final long LONGEST = 1_000_000;
    private static final int MOST_WEIGHT = 10_000;

    private CpuFiles() {
    }

    static List<Control> rows() {
        return List.of(
                Control.shown("cpu.stat", null, CpuFiles::statistics),
                Control.shown("cpu.stat.local", null, group -> "throttled_usec " + (own(group) ? group.cpu().throttledNanos() / MICRO : 0) + "\n"),
                Control.set("cpu.weight", Controller.CPU, group -> (group.cpu().idle() ? 1 : group.cpu().weight()) + "\n", (group, text) -> {
                    int weight = (int) Control.number(text, 1, MOST_WEIGHT);
                    requireBusy(group);
                    group.cpu().setWeight(weight);
                }),
                Control.set("cpu.weight.nice", Controller.CPU, group -> nice(group.cpu().weight()) + "\n", (group, text) -> {
                    int weight = NiceWeights.of((int) Control.number(text, -20, 19));
                    requireBusy(group);
                    group.cpu().setWeight((weight * CpuGroup.DEFAULT_WEIGHT + NiceWeights.UNIT / 2) / NiceWeights.UNIT);
                }),
                Control.set("cpu.idle", Controller.CPU, group -> (group.cpu().idle() ? 1 : 0) + "\n",
                        (group, text) -> group.cpu().setIdle(Control.number(text, 0, 1) == 1)),
                Control.set("cpu.max", Controller.CPU, CpuFiles::quota, CpuFiles::setQuota),
                Control.set("cpu.max.burst", Controller.CPU, group -> group.cpu().burst() / MICRO + "\n", (group, text) -> {
                    long burst = Control.number(text, Long.MIN_VALUE, Long.MAX_VALUE / MICRO);
                    if (burst < 0 || burst * MICRO > group.cpu().quota()) {
                        throw FileError.of(EINVAL);
                    }
                    group.cpu().setBurst(burst * MICRO);
                }),
                Control.set("cpuset.cpus", Controller.CPUSET, group -> group.processors + "\n", (group, text) -> group.processors = only(text)),
                Control.shown("cpuset.cpus.effective", Controller.CPUSET, group -> "0\n"),
                Control.set("cpuset.mems", Controller.CPUSET, group -> group.memoryNodes + "\n", (group, text) -> group.memoryNodes = only(text)),
                Control.shown("cpuset.mems.effective", Controller.CPUSET, group -> "0\n"),
                Control.set("pids.max", Controller.PIDS, CpuFiles::taskLimit,
                        (group, text) -> group.taskLimit = range(text)),
                Control.shown("pids.current", Controller.PIDS, group -> group.tasks().now() + "\n"),
                Control.shown("pids.peak", Controller.PIDS, group -> group.tasks().most() + "\n"),
                Control.shown("pids.events", Controller.PIDS, group -> "max " + group.tasks().refused(false) + "\n").telling(CgroupNews.Of.PIDS),
                Control.shown("pids.events.local", Controller.PIDS, group -> "max " + group.tasks().refused(true) + "\n").telling(CgroupNews.Of.PIDS_HERE));
    }

    private static boolean own(Cgroup group) {
        return group.controllers().contains(Controller.CPU);
    }

    private static String statistics(Cgroup group) {
        String text = "usage_usec %d\nuser_usec %d\nsystem_usec %d\nnice_usec 0\n".formatted((group.userNanos + group.systemNanos) / MICRO, group.userNanos / MICRO,
                group.systemNanos / MICRO);
        CpuGroup cpu = group.cpu();
        return !own(group) ? text : text + "nr_periods %d\nnr_throttled %d\nthrottled_usec %d\nnr_bursts %d\nburst_usec %d\n".formatted(cpu.periods(),
                cpu.throttledPeriods(), cpu.throttledNanos() / MICRO, cpu.bursts(), cpu.burstNanos() / MICRO);
    }

    private static void requireBusy(Cgroup group) {
        if (group.cpu().idle()) {
            throw FileError.of(EINVAL);
        }
    }

    private static int nice(int weight) {
        return NiceWeights.nearest((weight * NiceWeights.UNIT + CpuGroup.DEFAULT_WEIGHT / 2) / CpuGroup.DEFAULT_WEIGHT);
    }

    private static String quota(Cgroup group) {
        CpuGroup cpu = group.cpu();
        return (cpu.quota() == Long.MAX_VALUE ? "max" : Long.toString(cpu.quota() / MICRO)) + " " + cpu.period() / MICRO + "\n";
    }

    private static void setQuota(Cgroup group, String text) {
        String[] words = text.split("[ \t]+");
        CpuGroup cpu = group.cpu();
        try {
            long quota = words[0].equals("max") ? Long.MAX_VALUE : Long.parseLong(words[0]);
            long period = words.length > 1 ? Long.parseLong(words[1]) : cpu.period() / MICRO;
            boolean sane = quota >= SHORTEST && period >= SHORTEST && period <= LONGEST && (quota == Long.MAX_VALUE || quota < Long.MAX_VALUE / MICRO);
            if (!sane || quota != Long.MAX_VALUE && cpu.burst() > quota * MICRO) {
                throw FileError.of(EINVAL);
            }
            group.container.kernel.release(cpu);
            cpu.setQuota(quota == Long.MAX_VALUE ? quota : quota * MICRO, period * MICRO);
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
    }

    /** A list of which there is one. */
    private static String only(String text) {
        if (!text.isEmpty() && !text.matches("0(-0)?")) {
            throw FileError.of(text.matches("[0-9]+([-,][0-9]+)*") ? ERANGE : EINVAL);
        }
        return text.isEmpty() ? "" : "0";
    }

    private static String taskLimit(Cgroup group) {
        long limit = group.parent == null ? group.container.taskLimit : group.taskLimit;
        return Control.orMax(group.parent == null && limit >= Container.MOST_TASKS ? Cgroup.UNLIMITED : limit);
    }

    private static long range(String text) {
        long limit = text.equals("max") ? Cgroup.UNLIMITED : Control.number(text, Long.MIN_VALUE, Long.MAX_VALUE);
        if (limit < 0 || limit != Cgroup.UNLIMITED && limit > Container.MOST_TASKS) {
            throw FileError.of(EINVAL);
        }
        return limit;
    }
}
