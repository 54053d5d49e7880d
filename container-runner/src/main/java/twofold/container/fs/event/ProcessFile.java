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

/** A process, or one of its threads, by descriptor, pidfd_open(2): readable once that has ended. */
public final class ProcessFile extends File {
    /** The flag of one that stands for a thread. */
    public static final int PIDFD_THREAD = 0200;

    /** The process, which may be gone. */
    public final Process process;

    /** The thread, which may be gone, or null if it stands for the process. */
    public final Task thread;

    private ProcessFile(Caller who, Process process, Task thread, int flags) {
        super(new AnonymousInode(who), O_RDWR | flags);
        this.process = process;
        this.thread = thread;
    }

    /** Makes a descriptor of a process. */
    public static ProcessFile create(Caller who, Process process, int flags) {
        return AnonymousInode.named(new ProcessFile(who, process, null, flags), "pidfd");
    }

    /** Makes a descriptor of a thread. */
    public static ProcessFile create(Caller who, Task thread, int flags) {
        return AnonymousInode.named(new ProcessFile(who, thread.process, thread, flags | PIDFD_THREAD), "pidfd");
    }

    /** Whether nobody has that number any more. */
    public boolean isGone() {
        return process.reaped() || thread != null && thread.tid != process.pid && hasEnded();
    }

    private boolean hasEnded() {
        return thread == null ? process.zombie : thread.state == Task.State.DEAD;
    }

    @Override
    public int poll() {
        return hasEnded() ? POLLIN | POLLRDNORM | (isGone() ? POLLHUP : 0) : 0;
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
