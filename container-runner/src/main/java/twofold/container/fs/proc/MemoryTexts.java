package twofold.container.fs.proc;

import java.nio.charset.StandardCharsets;
import twofold.container.kernel.Task;
import twofold.container.mm.AreaUsage;
import twofold.container.mm.ProgramLayout;
import twofold.container.mm.Vma;
import twofold.riscv.memory.Frames;

/** What /proc/PID says of a process's memory, proc_pid_maps(5), proc_pid_smaps(5), proc_pid_numa_maps(5). */
final class MemoryTexts {
    private static final String[] NOTHING = {"KSM", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap",
        "SwapPss"};

    /** How much of a program's arguments is told. */
    private static final int LONGEST = 1 << 20;

    private MemoryTexts() {
    }

    static String maps(Task task) {
        StringBuilder text = new StringBuilder();
        if (task.state != Task.State.DEAD) {
            for (Vma area : task.mm.areas()) {
                text.append(area.line()).append('\n');
            }
        }
        return text.toString();
    }

    static String detailedMaps(Task task) {
        StringBuilder text = new StringBuilder();
        if (task.state != Task.State.DEAD) {
            for (Vma area : task.mm.areas()) {
                AreaUsage usage = AreaUsage.of(task.mm, area);
                text.append(area.line()).append("\nSize:           %8d kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\n"
                        .formatted(area.end() - area.start() >> 10));
                tell(text, usage, area.locked() ? usage.resident() * 4 : 0);
                text.append("THPeligible:           0\nVmFlags:").append(flags(area)).append(" \n");
            }
        }
        return text.toString();
    }

    /** What /proc/PID/smaps says of resident pages; all of them count as the process's alone. */
    private static void tell(StringBuilder text, AreaUsage usage, long locked) {
        long resident = usage.resident() * 4;
        long dirty = usage.dirty() * 4;
        text.append("Rss:            %8d kB\nPss:            %1$8d kB\nPss_Dirty:      %8d kB\nShared_Clean:          0 kB\nShared_Dirty:          0 kB\n"
                .formatted(resident, dirty));
        text.append("Private_Clean:  %8d kB\nPrivate_Dirty:  %8d kB\nReferenced:     %8d kB\nAnonymous:      %8d kB\n"
                .formatted(resident - dirty, dirty, resident, usage.own() * 4));
        for (String none : NOTHING) {
            text.append("%-16s%8d kB\n".formatted(none + ":", 0));
        }
        text.append("Locked:         %8d kB\n".formatted(locked));
    }

    private static String flags(Vma area) {
        int prot = area.prot();
        return ((prot & 1) != 0 ? " rd" : "") + ((prot & 2) != 0 ? " wr" : "") + ((prot & 4) != 0 ? " ex" : "") + (area.shared() ? " sh" : "")
                + " mr mw me" + (area.shared() ? " ms" : "") + (area.growsDown() ? " gd" : "") + (area.locked() ? " lo" : "")
                + area.hints().orderWords() + (area.inheritance() == Vma.Inheritance.ABSENT ? " dc" : "") + (!area.shared() && (prot & 2) != 0 ? " ac" : "")
                + (area.inheritance() == Vma.Inheritance.EMPTY ? " wf" : "") + area.hints().words() + (area.droppable() ? " dp" : "");
    }

    static String rollup(Task task) {
        if (task.state == Task.State.DEAD || task.mm.areas().isEmpty()) {
            return "";
        }
        AreaUsage all = AreaUsage.NONE;
        for (Vma area : task.mm.areas()) {
            all = all.plus(AreaUsage.of(task.mm, area));
        }
        String range = "%08x-%08x ---p 00000000 00:00 0 ".formatted(task.mm.areas().getFirst().start(), task.mm.areas().getLast().end());
        StringBuilder text = new StringBuilder(range + " ".repeat(Math.max(0, 73 - range.length())) + "[rollup]\n");
        tell(text, all, task.mm.locked() >> 10);
        return text.toString();
    }

    /** /proc/PID/statm, in pages: size, resident, of that what belongs to files or is shared, the program's code, data and stack. */
    static String pages(Task task) {
        long own = 0;
        long data = 0;
        for (Vma area : task.mm.areas()) {
            own += AreaUsage.of(task.mm, area).own();
            data += (area.prot() & 2) != 0 && !area.shared() ? area.end() - area.start() >> 12 : 0;
        }
        ProgramLayout program = task.mm.layout;
        long code = (program.codeEnd + 4095 >> 12) - (program.codeStart >> 12);
        long resident = task.mm.resident();
        return "%d %d %d %d 0 %d 0\n".formatted(task.mm.virtualBytes() >> 12, resident, resident - own, code, data);
    }

    /** Each area with what of it is in memory, all of which is on the only node. */
    static String nodes(Task task) {
        StringBuilder text = new StringBuilder();
        if (task.state == Task.State.DEAD) {
            return "";
        }
        for (Vma area : task.mm.areas()) {
            String label = area.label();
            text.append("%08x default".formatted(area.start()));
            text.append(label.equals("[heap]") ? " heap" : label.equals("[stack]") ? " stack" : area.source() != null ? " file=" + label.replace(" ", "\\040") : "");
            long resident = task.mm.resident(area);
            if (resident > 0) {
                text.append((area.source() == null ? " anon=%d dirty=%1$d" : " mapped=%d").formatted(resident)).append(" N0=").append(resident)
                        .append(" kernelpagesize_kB=4");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** What lies at some addresses of a task, as far as it is there. */
    static String between(Task task, long from, long to) {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(LONGEST, to - from))];
        return new String(bytes, 0, task.mm.copyIn(from, bytes, 0, bytes.length), StandardCharsets.ISO_8859_1);
    }

    /** The arguments; where a program has written over the end of the last, as setproctitle(3) does, what is written up to its end, into the environment if that comes next. */
    static String arguments(Task task) {
        ProgramLayout layout = task.mm.layout;
        String last = layout.argEnd > layout.argStart ? between(task, layout.argEnd - 1, layout.argEnd) : "";
        if (last.isEmpty() || last.charAt(0) == 0) {
            return between(task, layout.argStart, layout.argEnd);
        }
        boolean follows = layout.envStart == layout.argEnd && layout.envEnd >= layout.envStart;
        String title = between(task, layout.argStart, Math.min(layout.argStart + Frames.SIZE, follows ? layout.envEnd : layout.argEnd));
        int end = title.indexOf(0);
        return end < 0 ? title : title.substring(0, end + 1);
    }
}
