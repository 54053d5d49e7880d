package twofold.container.fs.dev;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import twofold.container.fs.pipe.Pipe;
import twofold.container.fs.tty.PtsFileSystem;
import twofold.container.fs.tty.Terminals;
import twofold.container.kernel.Task;
import twofold.container.net.TunFile;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.SpecialFiles;
import twofold.image.overlay.FileError;

/** Device numbers to what they open. */
public final class Devices implements SpecialFiles {
    private static final int MEMORY = 1;
    private static final int TTY = 5;
    /** Devices of no kind of their own, and the number among them of what handles page faults. */
    public static final int MISC = 10;
    public static final int USER_FAULTS = 126;
    /** And the number of what interfaces end in. */
    public static final int TUNNELS = 200;
    private final Terminals terminals;

    /** The devices of one container. */
    public Devices(Terminals terminals) {
        this.terminals = terminals;
    }

    /** st_rdev of a device. */
    public static long number(int major, int minor) {
        return (long) major << 8 | minor;
    }

    @Override
    public File special(Inode inode, Caller who, int flags) {
        int type = inode.mode() & S_IFMT;
        if (type == S_IFIFO) {
            return Pipe.fifo(who, inode, flags);
        }
        if (type != S_IFCHR) {
            throw FileError.of(ENXIO);
        }
        int major = (int) (inode.device() >>> 8 & 0xfff);
        int minor = (int) (inode.device() & 0xff | inode.device() >>> 12 & 0xfff00);
        if (major == MEMORY) {
            return new MemoryDevice(inode, flags, minor);
        }
        if (major == MISC && minor == TUNNELS) {
            return new TunFile(inode, flags, ((Task) who).net, ((Task) who).account());
        }
        if (major == MISC && minor == USER_FAULTS) {
            return new UserFaultDevice(inode, flags);
        }
        if (major == TTY && minor == 0) {
            Task task = (Task) who;
            if (task.process.terminal == null) {
                throw FileError.of(ENXIO);
            }
            return task.process.terminal.open(task, inode, flags);
        }
        Terminals of = inode.fileSystem() instanceof PtsFileSystem pts ? pts.terminals() : terminals;
        return of.open(inode, (Task) who, flags, major, minor);
    }
}
