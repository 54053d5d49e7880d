package twofold.container.vfs;

import static twofold.container.abi.Fcntl.O_APPEND;

import java.nio.ByteBuffer;

/** An open file with offsets: a regular file, or a directory (whose position is the cookie of its next entry). */
public class RegularFile extends File {
    /** Opens an inode. */
    public RegularFile(Inode inode, int flags) {
        super(inode, flags);
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        int count = inode().read(position, to);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if ((flags() & O_APPEND) != 0) {
            position = inode().size();
        }
        int count = inode().write(position, from);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        return inode().read(offset, to);
    }

    @Override
    public int writeAt(Caller who, long offset, ByteBuffer from) {
        return inode().write((flags() & O_APPEND) != 0 ? inode().size() : offset, from);
    }

    @Override
    public boolean seekable() {
        return true;
    }
}
