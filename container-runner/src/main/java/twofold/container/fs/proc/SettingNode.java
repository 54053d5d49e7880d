package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.EROFS;
import static twofold.container.abi.Fcntl.O_ACCMODE;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Fcntl.O_WRONLY;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import twofold.container.abi.Cap;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.SettingRows;
import twofold.container.vfs.Settings;
import twofold.image.overlay.FileError;

/**
 * A file of /proc/sys that {@link Settings} has the value of, proc_sys(5). What concerns a container as a whole, or its interprocess communication, is changed with
 * CAP_SYS_ADMIN and is read-only without, as it is where /proc/sys is mounted read-only for those who have not that capability; what is a network's, with CAP_NET_ADMIN; what is a
 * user namespace's, with CAP_SYS_RESOURCE.
 */
final class SettingNode extends ProcInode {
    private static final int LONGEST = 4096;
    private static final String PTRACE_SCOPE = "kernel/yama/ptrace_scope";
    private static final int NO_PTRACE = 3;
    private final ProcFileSystem fs;
    private final Settings.Row row;

    SettingNode(ProcFileSystem fs, Settings.Row row) {
        super(fs, "sys/" + row.path(), S_IFREG | row.mode(), 0, 0);
        this.fs = fs;
        this.row = row;
    }

    /** What the file says to a task. */
    static String text(Settings.Row row, Task reader) {
        return values(row.path(), reader).text(stored(row.path())) + "\n";
    }

    /** The same value has two files where it is a limit of users in the outermost namespace. */
    private static String stored(String path) {
        return path.startsWith("fs/inotify/max_user_") ? "user/max_inotify_" + path.substring(20)
                : path.startsWith("fs/fanotify/max_user_") ? "user/max_fanotify_" + path.substring(21) : path;
    }

    private static boolean ofNetwork(String path) {
        return path.startsWith("net/") && !path.startsWith("net/core/rmem_") && !path.startsWith("net/core/wmem_");
    }

    private static boolean ofCommunication(String path) {
        return path.startsWith("fs/mqueue/") || path.startsWith("kernel/msg") || path.startsWith("kernel/sem") && !path.startsWith("kernel/seccomp")
                || path.startsWith("kernel/shm");
    }

    private static Settings values(String path, Task who) {
        boolean lower = path.startsWith("user/") && who.creds.user.parent != null;
        return lower ? who.creds.user.settings : ofNetwork(path) ? who.net.settings : ofCommunication(path) ? who.ipc.settings : who.container().settings;
    }

    private void requireRight(Credentials opener, Task who) {
        String path = row.path();
        if (ofNetwork(path)) {
            require(opener.has(Cap.CAP_NET_ADMIN, who.net.owner()) || opener.fsuid == 0, EPERM);
        } else if (path.startsWith("user/")) {
            require(opener.has(Cap.CAP_SYS_RESOURCE, opener.user), EACCES);
        } else if (ofCommunication(path)) {
            require(opener.has(Cap.CAP_SYS_ADMIN, who.ipc.owner()), EROFS);
        } else {
            require(opener.has(Cap.CAP_SYS_ADMIN), EROFS);
        }
    }

    private static void require(boolean so, int errno) {
        if (!so) {
            throw FileError.of(errno);
        }
    }

    @Override
    public File open(Caller who, int flags) {
        require((row.mode() & 0444) != 0 || (flags & O_ACCMODE) == O_WRONLY, EACCES);
        if ((flags & O_ACCMODE) != O_RDONLY) {
            requireRight(who.credentials(), (Task) who);
        }
        return new TextFile(this, flags, () -> text(row, (Task) who).getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public boolean hasEnd() {
                return true;
            }

            @Override
            public int write(Caller writer, ByteBuffer from) {
                int count = writeAt(writer, position, from);
                position += count;
                return count;
            }

            @Override
            public int writeAt(Caller writer, long offset, ByteBuffer from) {
                byte[] bytes = new byte[Math.min(LONGEST, from.remaining())];
                from.get(bytes);
                return offset > 0 || bytes.length == 0 ? bytes.length : taken((Task) writer, new String(bytes, StandardCharsets.ISO_8859_1));
            }
        };
    }

    private int taken(Task writer, String text) {
        Settings values = values(row.path(), writer);
        if (row.path().equals(PTRACE_SCOPE)) {
            require(writer.creds.has(Cap.CAP_SYS_PTRACE), EPERM);
            require(values.number(PTRACE_SCOPE) != NO_PTRACE, EINVAL);
        }
        int count = values.take(row.path().equals(stored(row.path())) ? row : SettingRows.ALL.get(stored(row.path())), text);
        apply(fs.container, values);
        return count;
    }

    /** What others keep of the values. */
    private static void apply(Container container, Settings values) {
        if (values != container.settings) {
            return;
        }
        container.keys.mostKeys = (int) values.number("kernel/keys/maxkeys");
        container.keys.mostBytes = (int) values.number("kernel/keys/maxbytes");
        container.keys.rootMostKeys = (int) values.number("kernel/keys/root_maxkeys");
        container.keys.rootMostBytes = (int) values.number("kernel/keys/root_maxbytes");
        container.keys.persistentSeconds = (int) values.number("kernel/keys/persistent_keyring_expiry");
        container.keys.collectionSeconds = (int) values.number("kernel/keys/gc_delay");
        container.mostDescriptors = values.number("fs/nr_open");
        container.mostFiles = values.number("fs/file-max");
        container.tasks.setLargest((int) values.number("kernel/pid_max"));
        for (Task each : container.tasks.all()) {
            if (each.mm != null) {
                each.mm.mostAreas = (int) values.number("vm/max_map_count");
            }
        }
    }

    @Override
    public void truncate(long size) {
        // open(2) with O_TRUNC, as a shell's redirection does
    }
}
