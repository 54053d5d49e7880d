package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import java.util.Map;
import java.util.function.Function;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.namespace.PidNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/** Files of /proc/sys that a network, UTS or process namespace has of its own and that can be written, ip(7), icmp(7), proc_sys(5). */
final class NamespaceSettings {
    private static final int MOST_GROUPS = Integer.MAX_VALUE;
    private static final int MOST_PORTS = 65536;
    private static final int LONGEST_NAME = 64;

    /** A file: what it says to a task, and what becomes of what a task writes. */
    record Row(Function<Task, String> text, ProcInode.Setting.Change change) {
    }

    /** The rows by their paths below /proc/sys. */
    static final Map<String, Row> ALL = Map.of(
            "kernel/ns_last_pid", new Row(who -> who.process.pids.last() + "\n", NamespaceSettings::lastNumber),
            "vm/memfd_noexec", new Row(who -> who.process.pids.noExecute() + "\n", NamespaceSettings::noExecute),
            "net/ipv4/ping_group_range", new Row(who -> who.net.firstPingGroup + "\t" + who.net.lastPingGroup + "\n", NamespaceSettings::pingGroups),
            "net/ipv4/ip_unprivileged_port_start", new Row(who -> who.net.firstFreePort + "\n", NamespaceSettings::firstFreePort),
            "kernel/hostname", new Row(who -> who.uts.hostname + "\n", (opener, writer, value) -> {
                requireNames(opener, writer);
                writer.uts.hostname = name(value);
            }),
            "kernel/domainname", new Row(who -> who.uts.domainname + "\n", (opener, writer, value) -> {
                requireNames(opener, writer);
                writer.uts.domainname = name(value);
            }));

    private NamespaceSettings() {
    }

    private static void lastNumber(Credentials opener, Task writer, String value) {
        if (!opener.has(Cap.CAP_SYS_ADMIN, writer.process.pids.owner()) && !opener.has(Cap.CAP_CHECKPOINT_RESTORE, writer.process.pids.owner())) {
            throw FileError.of(EPERM);
        }
        writer.process.pids.setLast(number(value.split("[ \t]+")[0], PidNamespace.LARGEST));
    }

    private static void noExecute(Credentials opener, Task writer, String value) {
        PidNamespace<Task> pids = writer.process.pids;
        if (!writer.creds.has(Cap.CAP_SYS_ADMIN, pids.owner())) {
            throw FileError.of(EPERM);
        }
        int wanted = number(value.split("[ \t]+")[0], PidNamespace.ENFORCED);
        if (pids.parent != null && wanted < pids.parent.noExecute()) {
            throw FileError.of(EINVAL);
        }
        pids.setNoExecute(wanted);
    }

    private static NetNamespace permitted(Credentials opener, Task writer) {
        if (!opener.has(Cap.CAP_NET_ADMIN, writer.net.owner()) && opener.fsuid != 0) {
            throw FileError.of(EPERM);
        }
        return writer.net;
    }

    private static void requireNames(Credentials opener, Task writer) {
        if (!opener.has(Cap.CAP_SYS_ADMIN, writer.uts.owner())) {
            throw FileError.of(EPERM);
        }
    }

    private static String name(String value) {
        int end = value.indexOf('\n');
        String line = end < 0 ? value : value.substring(0, end);
        return line.substring(0, Math.min(LONGEST_NAME, line.length()));
    }

    private static void pingGroups(Credentials opener, Task writer, String value) {
        NetNamespace net = permitted(opener, writer);
        String[] words = value.split("[ \t]+");
        int first = number(words[0], MOST_GROUPS);
        int last = words.length > 1 ? number(words[1], MOST_GROUPS) : net.lastPingGroup;
        net.firstPingGroup = first <= last ? first : 1;
        net.lastPingGroup = first <= last ? last : 0;
    }

    private static void firstFreePort(Credentials opener, Task writer, String value) {
        permitted(opener, writer).firstFreePort = number(value.split("[ \t]+")[0], MOST_PORTS);
    }

    /** A number from 0 to {@code most}; EINVAL. */
    private static int number(String word, int most) {
        try {
            long value = Long.parseLong(word);
            if (value >= 0 && value <= most) {
                return (int) value;
            }
        } catch (NumberFormatException none) {
            // Told below
        }
        throw FileError.of(EINVAL);
    }
}
