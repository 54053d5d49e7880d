package twofold.container.fs.dev;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;

import twofold.container.abi.Limits;
import twofold.container.fs.event.UserFaultFile;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;

/** /dev/userfaultfd: who may open it may have accesses handled that calls make, userfaultfd(2). */
final class UserFaultDevice extends File {
    private static final int USER_MODE_ONLY = 1;

    UserFaultDevice(Inode inode, int flags) {
        super(inode, flags);
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        int flags = (int) argument;
        if (command != UserFaultFile.NEW || (flags & ~(O_CLOEXEC | O_NONBLOCK | USER_MODE_ONLY)) != 0) {
            return -EINVAL;
        }
        Task task = (Task) who;
        UserFaultFile file = UserFaultFile.create(task, flags & O_NONBLOCK, (flags & USER_MODE_ONLY) != 0);
        return task.files.add(file, 0, (flags & O_CLOEXEC) != 0, task.process.softLimits[Limits.RLIMIT_NOFILE]);
    }
}
