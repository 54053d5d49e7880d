package twofold.container.vfs;

import static twofold.container.abi.Errno.EBADF;
import static twofold.container.abi.Errno.EMFILE;
import static twofold.container.abi.Fcntl.O_PATH;

import java.util.Arrays;
import java.util.BitSet;
import twofold.container.mm.Account;
import twofold.image.overlay.FileError;

/** Descriptors: small numbers for open files, each with a close-on-exec flag. */
public final class FdTable {
    private File[] files = new File[16];
    private final BitSet closeOnExec = new BitSet();
    private static final long DESCRIPTOR = 512;
    private final Account account;
    private int count;
    /** No descriptor below is free. */
    private int full;
    private int users = 1;

    /** An empty table, paid for by {@code account}. */
    public FdTable(Account account) {
        this.account = account;
        account.carry(bytes());
    }

    /** The file, or EBADF. */
    public File get(int fd) {
        File file = peek(fd);
        if (file == null) {
            throw FileError.of(EBADF);
        }
        return file;
    }

    /** The file, or EBADF also if it was opened with O_PATH only. */
    public File usable(int fd) {
        File file = get(fd);
        if ((file.flags() & O_PATH) != 0) {
            throw FileError.of(EBADF);
        }
        return file;
    }

    /** The file or null. */
    public File peek(int fd) {
        return fd >= 0 && fd < files.length ? files[fd] : null;
    }

    /** One above the highest descriptor in use. */
    public int end() {
        int end = files.length;
        while (end > 0 && files[end - 1] == null) {
            end--;
        }
        return end;
    }

    /** How many numbers Linux's table would have room for: select(2) does not look at more. */
    public int capacity() {
        int end = end();
        return end <= 64 ? 64 : 2 * Integer.highestOneBit(end - 1);
    }

    /**
     * Gives a file the lowest free number from {@code from} on. The table takes over the caller's reference, also when it fails.
     *
     * @param limit RLIMIT_NOFILE; EMFILE at or above
     */
    public int add(File file, int from, boolean cloexec, long limit) {
        int fd = free(Math.max(from, full));
        if (Long.compareUnsigned(fd, limit) >= 0) {
            file.release();
            throw FileError.of(EMFILE);
        }
        try {
            put(fd, file, cloexec);
        } catch (FileError refused) {
            file.release();
            throw refused;
        }
        if (from <= full) {
            full = fd + 1;
        }
        return fd;
    }

    /** Puts a file at a number, closing what was there; takes over the caller's reference. */
    public void replace(int fd, File file, boolean cloexec) {
        File old = peek(fd);
        put(fd, file, cloexec);
        if (old != null) {
            old.leaves(this);
            old.release();
        }
    }

    /** EMFILE if there is no number free below a limit. */
    public void requireRoom(long limit) {
        full = free(full);
        if (Long.compareUnsigned(full, limit) >= 0) {
            throw FileError.of(EMFILE);
        }
    }

    /** The lowest free number from {@code from} on. */
    private int free(int from) {
        int fd = from;
        while (fd < files.length && files[fd] != null) {
            fd++;
        }
        return fd;
    }

    private void put(int fd, File file, boolean cloexec) {
        if (fd >= files.length) {
            int larger = Math.max(fd + 1, files.length * 2);
            account.charge((larger - files.length) * 8L);
            files = Arrays.copyOf(files, larger);
        }
        if (files[fd] == null) {
            account.charge(DESCRIPTOR);
            count++;
        }
        files[fd] = file;
        closeOnExec.set(fd, cloexec);
    }

    /** Who pays for it. */
    Account account() {
        return account;
    }

    /** Closes a descriptor or EBADF. */
    public void close(int fd) {
        File file = get(fd);
        files[fd] = null;
        full = Math.min(full, fd);
        count--;
        account.refund(DESCRIPTOR);
        closeOnExec.clear(fd);
        file.leaves(this);
        file.release();
    }

    /** Whether the close-on-exec flag is set. */
    public boolean closesOnExec(int fd) {
        return closeOnExec.get(fd);
    }

    /** Sets the close-on-exec flag. */
    public void setCloseOnExec(int fd, boolean value) {
        closeOnExec.set(fd, value);
    }

    /** Closes what exec closes. */
    public void exec() {
        for (int fd = closeOnExec.nextSetBit(0); fd >= 0; fd = closeOnExec.nextSetBit(fd + 1)) {
            if (peek(fd) != null) {
                close(fd);
            }
        }
    }

    /** A copy for a child without CLONE_FILES. */
    public FdTable copy() {
        FdTable copy = new FdTable(account);
        int end = end();
        copy.files = Arrays.copyOf(files, Math.max(16, end));
        copy.count = count;
        copy.full = full;
        account.carry(copy.bytes() - 16 * 8L);
        for (int fd = 0; fd < end; fd++) {
            if (files[fd] != null) {
                files[fd].retain();
            }
        }
        copy.closeOnExec.or(closeOnExec);
        return copy;
    }

    /** Shares it with one more task. */
    public FdTable share() {
        users++;
        return this;
    }

    /** The number of tasks that share it. */
    public int users() {
        return users;
    }

    /** One task less; the last closes all. */
    public void release() {
        if (--users > 0) {
            return;
        }
        for (int fd = 0; fd < files.length; fd++) {
            if (files[fd] != null) {
                close(fd);
            }
        }
        account.refund(bytes());
    }

    /** What it takes of the kernel's memory, and what a copy will. */
    public long bytes() {
        return files.length * 8L + count * DESCRIPTOR;
    }
}
