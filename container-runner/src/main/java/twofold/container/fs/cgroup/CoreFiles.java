package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.*;
import static twofold.container.fs.cgroup.Control.orMax;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import twofold.container.kernel.Cgroup.Controller;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.CgroupNews;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** The files that begin with "cgroup.": who is in a group, what it passes on, the freezer. */
final class CoreFiles {
    private static final int WRITE = 2;

    private CoreFiles() {
    }

    static List<Control> rows() {
        return List.of(
                Control.shown("cgroup.controllers", null, group -> names(group.controllers())),
                Control.shown("cgroup.events", null, group -> "populated " + bit(group.populated()) + "\nfrozen " + bit(group.freezer.frozen()) + "\n")
                        .telling(CgroupNews.Of.GROUP),
                Control.set("cgroup.freeze", null, group -> bit(group.freezer.freezes()) + "\n", (group, text) -> group.freezer.freeze(Control.number(text, 0, 1) == 1)),
                Control.set("cgroup.kill", null, null, (group, text) -> {
                    Control.number(text, 1, 1);
                    requireDomain(group);
                    group.kill();
                }),
                Control.set("cgroup.max.depth", null, group -> orMax(group.depthLimit),
                        (group, text) -> group.depthLimit = Control.numberOrMax(text, 0, Integer.MAX_VALUE)),
                Control.set("cgroup.max.descendants", null, group -> orMax(group.descendantLimit),
                        (group, text) -> group.descendantLimit = Control.numberOrMax(text, 0, Integer.MAX_VALUE)),
                new Control("cgroup.procs", null, true, CoreFiles::processes, CoreFiles::attach),
                Control.shown("cgroup.stat", null, group -> "nr_descendants " + group.descendants() + "\nnr_dying_descendants 0\n"),
                new Control("cgroup.subtree_control", null, true, (group, reader) -> names(group.passed()), (group, writer, text) -> pass(group, text)),
                new Control("cgroup.threads", null, true, CoreFiles::threads, CoreFiles::attachThread),
                Control.set("cgroup.type", null, group -> group.domain.type() + "\n", (group, text) -> {
                    if (!text.equals("threaded")) {
                        throw FileError.of(EINVAL);
                    }
                    group.domain.makeThreaded();
                }));
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    private static String names(Set<Controller> controllers) {
        StringBuilder text = new StringBuilder();
        for (Controller each : controllers) {
            text.append(text.isEmpty() ? "" : " ").append(each.name().toLowerCase(Locale.ROOT));
        }
        return controllers.isEmpty() ? "" : text.append('\n').toString();
    }

    private static void requireDomain(Cgroup group) {
        if (group.domain.isThreaded()) {
            throw FileError.of(EOPNOTSUPP);
        }
    }

    /** The processes of a domain, with those whose threads are in threaded groups below. */
    private static String processes(Cgroup group, Task reader) {
        requireDomain(group);
        StringBuilder text = new StringBuilder();
        for (Process each : group.processes()) {
            if (each.cgroup.domain.of() == group) {
                text.append(reader.process.pids.shown(each.pid)).append('\n');
            }
        }
        return text.toString();
    }

    private static String threads(Cgroup group, Task reader) {
        StringBuilder text = new StringBuilder();
        for (Task thread : group.threads.all()) {
            text.append(reader.process.pids.shown(thread.tid)).append('\n');
        }
        return text.toString();
    }

    private static Task named(Task writer, String text) {
        long number = Control.number(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        Task found = number == 0 ? writer : writer.find((int) number);
        if (number < 0) {
            throw FileError.of(EINVAL);
        }
        if (found == null) {
            throw FileError.of(ESRCH);
        }
        return found;
    }

    private static void attach(Cgroup group, Control.Writer writer, String text) {
        Process process = named(writer.task(), text).process;
        requireDelegated(process.cgroup, group, writer);
        group.attach(process);
    }

    private static void attachThread(Cgroup group, Control.Writer writer, String text) {
        Task task = named(writer.task(), text);
        requireDelegated(task.group(), group, writer);
        group.threads.attach(task);
    }

    /**
     * Whether somebody may move processes between two groups: both have to lie in what it sees (ENOENT), and it must be allowed to write the list of processes of the
     * group that both lie in (EACCES).
     */
    static void requireDelegated(Cgroup from, Cgroup to, Control.Writer writer) {
        if (writer.root() != null && (!from.within(writer.root()) || !to.within(writer.root()))) {
            throw FileError.of(ENOENT);
        }
        Cgroup common = to;
        while (!from.within(common)) {
            common = common.parent;
        }
        writer.opener().require(CgroupFileSystem.directory(common).file("cgroup.procs"), WRITE);
    }

    private static void pass(Cgroup group, String text) {
        Set<Controller> more = EnumSet.noneOf(Controller.class);
        Set<Controller> less = EnumSet.noneOf(Controller.class);
        for (String word : text.split("[ \n]+")) {
            if (word.isEmpty()) {
                continue;
            }
            char sign = word.charAt(0);
            Controller controller = controller(word.substring(1));
            if (controller == null || sign != '+' && sign != '-') {
                throw FileError.of(EINVAL);
            }
            (sign == '+' ? more : less).add(controller);
            (sign == '+' ? less : more).remove(controller);
        }
        group.pass(more, less);
    }

    private static Controller controller(String name) {
        for (Controller each : Controller.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        return null;
    }
}
