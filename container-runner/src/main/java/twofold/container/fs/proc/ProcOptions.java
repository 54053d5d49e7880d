package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.EPERM;

import java.util.List;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/**
 * What a mount of /proc is asked to keep to itself, proc(5): whose processes are seen, and whether there is anything but processes.
 *
 * @param hiding        0 for nothing, 1 what is in others' directories, 2 that there are such processes, 4 those that may not be traced
 * @param group         the group, by its outermost number, from which nothing is hidden but by 4
 * @param shownGroup    its number as it was given
 * @param processesOnly nothing else is there
 */
public record ProcOptions(int hiding, int group, int shownGroup, boolean processesOnly) {
    /** Everything is there for everybody. */
    public static final ProcOptions NONE = new ProcOptions(0, 0, 0, false);
    private static final int INSIDE = 1;
    private static final int WHOLE = 2;
    private static final int UNTRACEABLE = 4;
    private static final List<String> WORDS = List.of("off", "noaccess", "invisible", "", "ptraceable");

    /** Reads them as they are written at mount(2), each changing one of {@code before}; EINVAL for what proc does not know. */
    public static ProcOptions of(Task t, String text, ProcOptions before) {
        ProcOptions at = before;
        for (String each : text.split(",")) {
            if (!each.isEmpty()) {
                int equals = each.indexOf('=');
                at = at.with(t, equals < 0 ? each : each.substring(0, equals), equals < 0 ? "" : each.substring(equals + 1));
            }
        }
        return at;
    }

    private ProcOptions with(Task t, String name, String value) {
        return switch (name) {
            case "hidepid" -> new ProcOptions(hiding(value), group, shownGroup, processesOnly);
            case "gid" -> {
                int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
                int outer = number < 0 ? -1 : t.creds.user.gid(number);
                if (outer < 0) {
                    throw FileError.of(EINVAL);
                }
                yield new ProcOptions(hiding, outer, number, processesOnly);
            }
            case "subset" -> {
                for (String part : value.split(",", -1)) {
                    if (!part.equals("pid")) {
                        throw FileError.of(EINVAL);
                    }
                }
                yield new ProcOptions(hiding, group, shownGroup, true);
            }
            default -> throw FileError.of(EINVAL);
        };
    }

    private static int hiding(String value) {
        int word = value.matches("[0-4]") ? Integer.parseInt(value) : WORDS.indexOf(value);
        if (value.isEmpty() || word < 0 || word == 3) {
            throw FileError.of(EINVAL);
        }
        return word;
    }

    /** As /proc/mounts shows them; empty for none. */
    String text() {
        return String.join(",", List.of(group == 0 ? "" : "gid=" + shownGroup, hiding == 0 ? "" : "hidepid=" + WORDS.get(hiding), processesOnly ? "subset=pid" : "")
                .stream().filter(each -> !each.isEmpty()).toList());
    }

    /** Whether somebody sees that there is a process. */
    boolean shows(Task who, Task task) {
        return allows(who, task, WHOLE);
    }

    /** EPERM or ENOENT if what is in a process's directory is not for somebody. */
    void require(Task who, Task task) {
        if (!allows(who, task, INSIDE)) {
            throw FileError.of(hiding == WHOLE ? ENOENT : EPERM);
        }
    }

    private boolean allows(Task who, Task task, int from) {
        if (hiding != UNTRACEABLE && (hiding < from || who.creds.inGroup(group))) {
            return true;
        }
        return Ptrace.permittedByFile(who, task);
    }
}
