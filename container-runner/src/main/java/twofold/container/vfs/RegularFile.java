package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_APPEND;

import java.nio.ByteBuffer;
import twofold.container.mm.UserMemory;
import twofold.image.overlay.FileError;

/** An open file with offsets: a regular file, or a directory (whose position is the cookie of its next entry). */
public class RegularFile extends File {
    /** It counts as one of the inode's writers. */
    boolean writes;

    /** Opens an inode; ETXTBSY if it is to be written and runs. */
    public RegularFile(Inode inode, int flags) {
        super(inode, flags);
        inode.opened();
        writes = isWritable(flags) && inode.isRegular();
        if (writes) {
            inode.writes(1);
        }
    }

    /** It does not count as a writer: a file in memory may be run by who made it. */
    public final void uncounted() {
        if (writes) {
            writes = false;
            inode().writes(-1);
        }
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        int count = inode().read(position, to);
        if (count > 0) {
            position += count;
            wasRead();
            notice(Watch.IN_ACCESS);
        }
        return count;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        position = place(position, from.remaining());
        int count = inode().write(position, from);
        if (count > 0) {
            position += count;
            Attributes.changed(who, this);
        }
        return count;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        int count = inode().read(offset, to);
        if (count > 0) {
            wasRead();
            notice(Watch.IN_ACCESS);
        }
        return count;
    }

    @Override
    public int writeAt(Caller who, long offset, ByteBuffer from) {
        int count = inode().write(place(offset, from.remaining()), from);
        if (count > 0) {
            Attributes.changed(who, this);
        }
        return count;
    }

    @Override
    public int read(Caller who, long offset, UserMemory to, long address, int length) {
        int count = inode().read(offset < 0 ? position : offset, to, address, length);
        if (count > 0) {
            if (offset < 0) {
                position += count;
            }
            wasRead();
            notice(Watch.IN_ACCESS);
        }
        return count;
    }

    @Override
    public int write(Caller who, long offset, UserMemory from, long address, int length) {
        if (length == 0) {
            return 0;
        }
        long at = place(offset < 0 ? position : offset, length);
        int count = inode().write(at, from, address, length);
        if (count > 0) {
            if (offset < 0) {
                position = at + count;
            }
            Attributes.changed(who, this);
        }
        return count;
    }

    /** Where something is written that is to go to an offset; EINVAL if no file reaches where it would end. What is appended is too large for its file then. */
    private long place(long offset, int length) {
        if ((flags() & O_APPEND) != 0) {
            return inode().size();
        }
        if (offset > Long.MAX_VALUE - length) {
            throw FileError.of(EINVAL);
        }
        return offset;
    }

    @Override
    public boolean seekable() {
        return true;
    }
}
