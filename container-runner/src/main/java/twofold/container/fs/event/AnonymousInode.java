package twofold.container.fs.event;

import static twofold.container.abi.Errno.ENXIO;

import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** The inode behind a file that only exists as a descriptor. It is root's, whoever made it. */
final class AnonymousInode extends LoneInode {
    private static final FileSystem ANONYMOUS = new LoneFileSystem("anon_inodefs", 12, 0x09041934);

    AnonymousInode(Caller who) {
        super(ANONYMOUS, 0600, 0, 0, who.newInode(), 0);
    }

    /** Names a file as /proc/PID/fd shows it. */
    static <F extends File> F named(F file, String name) {
        return called(file, "anon_inode:[" + name + "]");
    }

    static <F extends File> F called(F file, String name) {
        Dentry dentry = Dentry.detached(name, file.inode());
        file.opened(new VfsPath(new Mount(ANONYMOUS, dentry, null, false, 0, ""), dentry));
        return file;
    }

    @Override
    public File open(Caller who, int flags) {
        throw FileError.of(ENXIO);
    }
}
