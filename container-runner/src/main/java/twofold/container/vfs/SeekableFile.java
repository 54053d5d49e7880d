package twofold.container.vfs;

import java.nio.ByteBuffer;

/** An open file that is read at its position as it is at any other offset. */
public abstract class SeekableFile extends File {
    /** An open file of an inode with O_ flags. */
    protected SeekableFile(Inode inode, int flags) {
        super(inode, flags);
    }

    @Override
    public final int read(Caller who, ByteBuffer to) {
        int count = readAt(who, position, to);
        position += count;
        return count;
    }

    @Override
    public final boolean seekable() {
        return true;
    }
}
