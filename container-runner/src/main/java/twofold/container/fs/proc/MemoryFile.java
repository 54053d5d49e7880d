package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EIO;

import java.nio.ByteBuffer;
import twofold.container.kernel.Task;
import twofold.container.mm.ForcedAccess;
import twofold.container.mm.Mm;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Inode;
import twofold.container.vfs.SeekableFile;
import twofold.image.overlay.FileError;

/** /proc/PID/mem: a process's memory as ptrace(2) reads and writes it. It is that of the program which ran when the file was opened. */
final class MemoryFile extends SeekableFile {
    private static final int CHUNK = 64 << 10;
    private final Task task;
    private final Mm mm;

    MemoryFile(Inode inode, int flags, Task task) {
        super(inode, flags);
        this.task = task;
        mm = task.mm;
    }

    @Override
    public boolean isSpliced() {
        return false;
    }

    @Override
    public boolean hasEnd() {
        return false;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        if (mm.users() == 0 || !to.hasRemaining()) {
            return 0;
        }
        byte[] bytes = new byte[Math.min(CHUNK, to.remaining())];
        int done = ForcedAccess.peek(mm, offset, bytes, 0, bytes.length);
        if (done == 0) {
            throw FileError.of(EIO);
        }
        to.put(bytes, 0, done);
        return done;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        int count = writeAt(who, position, from);
        position += count;
        return count;
    }

    @Override
    public int writeAt(Caller who, long offset, ByteBuffer from) {
        if (mm.users() == 0 || !from.hasRemaining()) {
            return 0;
        }
        byte[] bytes = new byte[Math.min(CHUNK, from.remaining())];
        from.get(bytes);
        int done = task.mm == mm ? task.poke(offset, bytes) : ForcedAccess.poke(mm, offset, bytes, 0, bytes.length);
        if (done == 0) {
            throw FileError.of(EIO);
        }
        return done;
    }
}
