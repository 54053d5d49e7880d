package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EINVAL;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Inode;
import twofold.container.vfs.SeekableFile;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** /proc/PID/pagemap: eight bytes for each page of a process's memory, proc_pid_pagemap(5). Where a page is in memory nobody is told. */
final class PageMapFile extends SeekableFile {
    private static final int ENTRY = 8;
    private static final int MOST_AT_ONCE = 1 << 15;
    private static final long END = Mm.TASK_SIZE >>> Frames.SHIFT;
    private final Mm mm;

    PageMapFile(Inode inode, int flags, Task task) {
        super(inode, flags);
        mm = task.mm;
    }

    @Override
    public boolean isSpliced() {
        return false;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        if (offset % ENTRY != 0 || to.remaining() % ENTRY != 0) {
            throw FileError.of(EINVAL);
        }
        long page = offset / ENTRY;
        int count = (int) Math.min(Math.min(MOST_AT_ONCE, to.remaining() / ENTRY), Math.max(0, END - page));
        if (mm.users() == 0) {
            return 0;
        }
        to.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            to.putLong(mm.pageState(page + i));
        }
        return count * ENTRY;
    }
}
