package twofold.container.fs.pipe;

import static twofold.container.abi.Fcntl.S_IFIFO;

import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;

/** The inode of a pipe that has no name. */
final class PipeInode extends LoneInode {
    private static final FileSystem PIPEFS = new LoneFileSystem("pipefs", 10, 0x50495045);

    PipeInode(Caller who) {
        super(PIPEFS, S_IFIFO | 0600, who.credentials().fsuid, who.credentials().fsgid, who.newInode(), 0);
    }

    @Override
    public void setOwner(int uid, int gid) {
        setOwnership(uid, gid);
    }

    @Override
    public File open(Caller who, int flags) {
        return Pipe.fifo(who, this, flags);
    }
}
