package twofold.container.fs.proc;

import static twofold.container.abi.Poll.POLLERR;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLPRI;
import static twofold.container.abi.Poll.POLLRDNORM;

import java.util.function.Supplier;
import twofold.container.vfs.Inode;
import twofold.container.vfs.MountPoints;
import twofold.container.vfs.ViewInode;
import twofold.container.vfs.WaitQueue;

/** An open text about mounts: poll(2) tells once of each time that they changed, proc_pid_mounts(5). */
final class MountsFile extends ViewInode.TextFile {
    private final MountPoints points;
    private long told;

    MountsFile(Inode inode, int flags, Supplier<byte[]> source, MountPoints points) {
        super(inode, flags, source);
        this.points = points;
        told = points.changes();
    }

    @Override
    public WaitQueue queue() {
        return points.queue();
    }

    @Override
    public int poll() {
        boolean changed = told != points.changes();
        told = points.changes();
        return POLLIN | POLLRDNORM | (changed ? POLLERR | POLLPRI : 0);
    }
}
