package twofold.container.vfs;

/** Opens what is no regular file or directory: device nodes, fifos. The kernel provides it to every file system. */
public interface SpecialFiles {
    /** Opens a special inode by its type and device number; ENXIO if there is no such device. */
    File special(Inode inode, Caller who, int flags);

    /** Opens by way of the caller's kernel. */
    static File open(Inode inode, Caller who, int flags) {
        return who.specialFiles().special(inode, who, flags);
    }
}
