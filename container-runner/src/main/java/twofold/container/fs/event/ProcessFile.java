package twofold.container.fs.event;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLHUP;
import static twofold.container.abi.Poll.POLLRDNORM;

import twofold.container.fs.proc.NamespaceFile;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;

/** A process by descriptor, pidfd_open(2): readable once it has ended. */
public final class ProcessFile extends File {
    /** The process, which may be gone. */
    public final Process process;

    private ProcessFile(Caller who, Process process, int flags) {
        super(new AnonymousInode(who), O_RDWR | flags);
        this.process = process;
    }

    /** Makes a descriptor of a process. */
    public static ProcessFile create(Caller who, Process process, int flags) {
        return AnonymousInode.named(new ProcessFile(who, process, flags), "pidfd");
    }

    @Override
    public int poll() {
        return process.zombie ? POLLIN | POLLRDNORM | (process.reaped() ? POLLHUP : 0) : 0;
    }

    @Override
    public WaitQueue queue() {
        return process.endQueue;
    }

    @Override
    public int readNothing(Caller who) {
        return -EINVAL;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        return NamespaceFile.open((Task) who, process, command, argument);
    }
}
