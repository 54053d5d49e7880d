package twofold.container.fs.proc;

import twofold.container.kernel.Task;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;

/** /proc/PID/mounts, mountinfo and mountstats: the mounts that a task can reach from its root. */
public final class MountTable {
    private MountTable() {
    }

    static String mounts(Task task) {
        StringBuilder text = new StringBuilder();
        for (Mount mount : task.fs.mounts.all()) {
            if (mount.path().below(task.fs.root)) {
                String own = mount.fileSystem().options();
                text.append(escaped(mount.source())).append(' ').append(point(task, mount)).append(' ').append(mount.fileSystem().type()).append(' ')
                        .append(options(mount, mount.fileSystem().shownFlags())).append(own.isEmpty() ? "" : "," + own).append(" 0 0\n");
            }
        }
        return text.toString();
    }

    static String numbered(Task task, Task reader) {
        StringBuilder text = new StringBuilder();
        for (Mount mount : task.fs.mounts.all()) {
            if (mount.path().below(task.fs.root)) {
                int parent = mount.point() == null ? mount.number() : mount.point().mount().number();
                String own = mount.fileSystem().options();
                text.append(mount.number()).append(' ').append(parent).append(" 0:").append(mount.fileSystem().device() & 0xff).append(' ')
                        .append(within(mount, reader)).append(' ').append(point(task, mount)).append(' ').append(options(mount, "")).append(mount.propagation())
                        .append(" - ").append(mount.fileSystem().type()).append(' ').append(escaped(mount.source())).append(' ')
                        .append(mount.readOnly() ? "ro" : "rw").append(mount.fileSystem().shownFlags()).append(own.isEmpty() ? "" : "," + own).append('\n');
            }
        }
        return text.toString();
    }

    static String statistics(Task task) {
        StringBuilder text = new StringBuilder();
        for (Mount mount : task.fs.mounts.all()) {
            if (mount.path().below(task.fs.root)) {
                text.append("device ").append(escaped(mount.source())).append(" mounted on ").append(point(task, mount)).append(" with fstype ")
                        .append(mount.fileSystem().type()).append('\n');
            }
        }
        return text.toString();
    }

    private static String point(Task task, Mount mount) {
        return escaped(new VfsPath(mount, mount.root()).text(task.fs.root));
    }

    /** Which part of its file system a mount shows, as somebody sees it. */
    public static String within(Mount mount, Task reader) {
        StringBuilder text = new StringBuilder();
        Dentry at = mount.root();
        for (; at.parent() != null; at = at.parent()) {
            text.insert(0, "/" + at.name());
        }
        String top = mount.fileSystem().seenRoot(reader, at.inode());
        if (!top.equals("/")) {
            return escaped(top + text);
        }
        return text.isEmpty() ? mount.root().name().isEmpty() ? "/" : escaped(mount.root().name()) : escaped(text.toString());
    }

    /** A mount's own options, with those of its file system behind "ro" or "rw". */
    private static String options(Mount mount, String shared) {
        return (mount.readOnly() ? "ro" : "rw") + shared + (mount.has(Mount.NO_SUID) ? ",nosuid" : "") + (mount.has(Mount.NO_DEVICES) ? ",nodev" : "")
                + (mount.has(Mount.NO_EXEC) ? ",noexec" : "") + (mount.has(Mount.NO_ACCESS_TIMES) ? ",noatime" : "")
                + (mount.has(Mount.NO_DIRECTORY_ACCESS_TIMES) ? ",nodiratime" : "") + (mount.has(Mount.NO_ACCESS_TIMES | Mount.STRICT_ACCESS_TIMES) ? "" : ",relatime")
                + (mount.has(Mount.NO_LINKS) ? ",nosymfollow" : "") + (mount.mapping() != null ? ",idmapped" : "");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012").replace("#", "\\043");
    }
}
