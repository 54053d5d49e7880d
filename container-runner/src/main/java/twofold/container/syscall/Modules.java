package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** init_module(2), finit_module(2), delete_module(2): there are no modules, and none is of a form that this kernel could load. */
final class Modules {
    private static final int ELF_HEADER = 64;
    private static final int LONGEST_NAME = 56;
    /** MODULE_INIT_ flags. */
    private static final int FLAGS = 7;

    private Modules() {
    }

    private static void privileged(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_MODULE)) {
            throw FileError.of(EPERM);
        }
    }

    static long init(Task t) {
        privileged(t);
        if (Long.compareUnsigned(t.arg(1), ELF_HEADER) >= 0) {
            t.mm.read(t.arg(0), ELF_HEADER);
        }
        return -ENOEXEC;
    }

    static long initFrom(Task t) {
        privileged(t);
        if ((t.argInt(2) & ~FLAGS) != 0) {
            return -EINVAL;
        }
        File file = t.files.usable(t.argInt(0));
        if (!file.readable()) {
            return -EBADF;
        }
        if (!file.inode().isRegular()) {
            return -EINVAL;
        }
        file.inode().requireNotWritten();
        return file.inode().size() == 0 ? -EINVAL : -ENOEXEC;
    }

    static long delete(Task t) {
        privileged(t);
        try {
            t.mm.string(t.arg(0), LONGEST_NAME);
        } catch (FileError refused) {
            if (refused.errno() != ENAMETOOLONG) {
                throw refused;
            }
        }
        return -ENOENT;
    }
}
