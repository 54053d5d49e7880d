package twofold.container.vfs;

/** What O_PATH opens: a place, without access to its contents. */
final class PathFile extends File {
    PathFile(Inode inode, int flags) {
        super(inode, flags);
        inode.hold();
    }

    @Override
    protected void close() {
        inode().letGo();
    }
}
