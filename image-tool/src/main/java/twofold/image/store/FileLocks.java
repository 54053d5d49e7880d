package twofold.image.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks on files, between processes and between the threads of this one (the operating system's locks belong to the whole process, so
 * the threads must be kept apart here).
 */
public final class FileLocks {
    private static final Map<Path, FileLocks> LOCKS = new HashMap<>();

    private final Path file;
    private int sharers;
    private boolean exclusive;
    private FileChannel channel;

    private FileLocks(Path file) {
        this.file = file;
    }

    /** A held lock; closing it gives it back. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a lock that many may hold at once. */
    public static Held shared(Path file) throws IOException {
        return of(file).acquire(true);
    }

    /** Waits for a lock that only one may hold. */
    public static Held exclusive(Path file) throws IOException {
        return of(file).acquire(false);
    }

    /** An exclusive lock, or null if somebody holds it. */
    public static Held tryExclusive(Path file) throws IOException {
        FileLocks lock = of(file);
        synchronized (lock) {
            return lock.exclusive || lock.sharers > 0 || !lock.lockFile(false, false) ? null : lock.held(false);
        }
    }

    private static FileLocks of(Path file) {
        synchronized (LOCKS) {
            return LOCKS.computeIfAbsent(file.toAbsolutePath().normalize(), FileLocks::new);
        }
    }

    private synchronized Held acquire(boolean share) throws IOException {
        while (exclusive || !share && sharers > 0) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the lock " + file);
            }
        }
        if (sharers == 0) {
            lockFile(share, true);
        }
        return held(share);
    }

    private boolean lockFile(boolean share, boolean patient) throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = patient ? opened.lock(0, Long.MAX_VALUE, share) : opened.tryLock(0, Long.MAX_VALUE, share);
        } finally {
            if (lock == null) {
                opened.close();
            }
        }
        if (lock != null) {
            channel = opened;
        }
        return lock != null;
    }

    private Held held(boolean share) {
        if (share) {
            sharers++;
        } else {
            exclusive = true;
        }
        return new Held() {
            private boolean closed;

            @Override
            public void close() {
                synchronized (FileLocks.this) {
                    if (!closed) {
                        closed = true;
                        giveBack(share);
                    }
                }
            }
        };
    }

    private void giveBack(boolean share) {
        if (share) {
            sharers--;
        } else {
            exclusive = false;
        }
        if (sharers == 0) {
            try {
                channel.close();
            } catch (IOException unlockedAnyway) {
                // the process gave up the descriptor, and with it the lock
            }
            channel = null;
        }
        notifyAll();
    }
}
