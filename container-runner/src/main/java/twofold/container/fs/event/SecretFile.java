package twofold.container.fs.event;

import static twofold.container.abi.Fcntl.O_RDWR;

import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;

/** memfd_secret(2): memory by descriptor that can be mapped and nothing else. */
public final class SecretFile extends File {
    private final File contents;

    /** Holds an inode that has no name. */
    public SecretFile(Caller who, Inode inode) {
        super(inode, O_RDWR);
        contents = inode.open(who, O_RDWR);
    }

    @Override
    protected void close() {
        contents.release();
    }

    @Override
    public boolean onlyShared() {
        return true;
    }
}
