package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ERANGE;

import java.util.function.Function;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Cgroup.Controller;
import twofold.container.kernel.CgroupNews;
import twofold.container.kernel.Task;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/**
 * A file that every group has in which a controller is at work.
 *
 * @param name      its name
 * @param of        the controller, or null if every group has it
 * @param delegated whether it can be written in a group that is the root of what the writer sees
 * @param show      its text, or null if it cannot be read
 * @param store     takes what is written, or null if it cannot be
 * @param tells     what its changes are told by, or null
 */
record Control(String name, Controller of, boolean delegated, Show show, Store store, CgroupNews.Of tells) {
    private static final int KILO = 10;

    /** Makes the text for who reads it. */
    interface Show {
        String text(Cgroup group, Task reader);
    }

    /**
     * Who writes.
     *
     * @param task   who it is
     * @param opener the rights that the file was opened with
     * @param root   the group that nothing may be moved into or out of, as it was the root of what the opener saw; null where all may be
     */
    record Writer(Task task, Credentials opener, Cgroup root) {
    }

    /** Takes what somebody writes. */
    interface Store {
        void store(Cgroup group, Writer writer, String text);
    }

    /** A change by a text. */
    interface Change {
        void change(Cgroup group, String text);
    }

    Control(String name, Controller of, boolean delegated, Show show, Store store) {
        this(name, of, delegated, show, store, null);
    }

    /** The same file, which tells of its changes. */
    Control telling(CgroupNews.Of news) {
        return new Control(name, of, delegated, show, store, news);
    }

    static Control shown(String name, Controller of, Function<Cgroup, String> text) {
        return new Control(name, of, false, (group, reader) -> text.apply(group), null);
    }

    static Control set(String name, Controller of, Function<Cgroup, String> text, Change change) {
        return new Control(name, of, false, text == null ? null : (group, reader) -> text.apply(group),
                (group, writer, value) -> change.change(group, value));
    }

    int mode() {
        return (show == null ? 0 : 0444) | (store == null ? 0 : 0200);
    }

    /** A whole number in a range, or "max" if there is one; EINVAL for what is no number, ERANGE outside. */
    static long number(String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value < least || value > most) {
                throw FileError.of(ERANGE);
            }
            return value;
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
    }

    /** The same where "max" is no limit. */
    static long numberOrMax(String text, long least, long most) {
        return text.equals("max") ? Cgroup.UNLIMITED : number(text, least, most);
    }

    static String orMax(long value) {
        return (value == Cgroup.UNLIMITED ? "max" : Long.toString(value)) + "\n";
    }

    /** Bytes with a suffix, as the kernel's memparse takes them. */
    static long bytes(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        int shift = digits == text.length() ? 0 : KILO * (1 + "kmgtpe".indexOf(Character.toLowerCase(text.charAt(digits))));
        if (digits == 0 || digits > 18 || digits + 1 < text.length() || digits < text.length() && shift == 0) {
            throw FileError.of(EINVAL);
        }
        long value = Long.parseLong(text.substring(0, digits));
        return value > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : value << shift;
    }
}
