package twofold.container.fs.dev;

import static twofold.container.abi.Errno.ENOSPC;
import static twofold.container.abi.Errno.ENXIO;

import java.nio.ByteBuffer;
import java.util.Arrays;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** null, zero, full, random and urandom. */
final class MemoryDevice extends File {
    private static final int NULL = 3;
    private static final int ZERO = 5;
    private static final int FULL = 7;
    private static final int RANDOM = 8;
    private static final int URANDOM = 9;
    private final WaitQueue ready;
    private final int minor;

    MemoryDevice(Inode inode, int flags, int minor) {
        super(inode, flags);
        this.minor = minor;
        ready = minor == RANDOM ? new WaitQueue() : null;
        if (minor != NULL && minor != ZERO && minor != FULL && minor != RANDOM && minor != URANDOM) {
            throw FileError.of(ENXIO);
        }
    }

    @Override
    public boolean isSpliced() {
        return minor != NULL;
    }

    @Override
    public boolean takesSpliced() {
        return minor != FULL;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        int length = to.remaining();
        switch (minor) {
            case NULL -> {
                return 0;
            }
            case ZERO, FULL -> {
                Arrays.fill(to.array(), to.arrayOffset() + to.position(), to.arrayOffset() + to.limit(), (byte) 0);
                to.position(to.limit());
            }
            default -> {
                ((Task) who).kernel.entropy.fill(to.array(), to.arrayOffset() + to.position(), to.arrayOffset() + to.limit());
                to.position(to.limit());
            }
        }
        return length;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (minor == FULL) {
            throw FileError.of(ENOSPC);
        }
        int length = from.remaining();
        from.position(from.limit());
        return length;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        return read(who, to);
    }

    @Override
    public int writeAt(Caller who, long offset, ByteBuffer from) {
        return write(who, from);
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public boolean ignoresSeek() {
        return true;
    }

    @Override
    public int write(Caller who, long offset, UserMemory from, long address, int length) {
        if (minor == FULL) {
            throw FileError.of(ENOSPC);
        }
        return length;
    }

    /** random(4) alone can be waited for, though there is always something. */
    @Override
    public WaitQueue queue() {
        return ready;
    }

    @Override
    public boolean zeros() {
        return minor == ZERO;
    }
}
