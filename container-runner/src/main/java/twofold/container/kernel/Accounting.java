package twofold.container.kernel;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_APPEND;
import static twofold.container.abi.Fcntl.O_LARGEFILE;
import static twofold.container.abi.Fcntl.O_WRONLY;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import twofold.container.vfs.File;
import twofold.container.vfs.KernelCaller;
import twofold.container.vfs.Opening;
import twofold.container.vfs.ViewInode;
import twofold.image.overlay.FileError;

/** acct(2): a record of each process of a container that ends, struct acct_v3 of acct(5), at the end of a file. */
public final class Accounting {
    private static final int RECORD = 64;
    private static final int VERSION = 3;
    private static final int FORKED = 1;
    private static final int DUMPED = 8;
    private static final int SIGNALED = 0x10;
    private static final int CORE = 0x80;
    private static final int NAME = 48;
    private static final int LONGEST_NAME = 15;
    private static final int FRACTION_BITS = 13;
    /** Ticks of the records, a hundred a second. */
    private static final long TICK = 10_000_000;
    private File file;

    Accounting() {
    }

    /**
     * Records go to a file from now on, or nowhere; the file that had them gets a last one, of who says so. EACCES if it is no regular file, EINVAL if its
     * contents are the kernel's, as those of /proc are.
     *
     * @param path the file, or null
     */
    public void to(Task who, String path) {
        File opened = path == null ? null : Opening.open(who, who.fs.cwd, path, O_WRONLY | O_APPEND | O_LARGEFILE, 0);
        boolean regular = opened == null || opened.inode().isRegular();
        if (!regular || opened != null && opened.inode() instanceof ViewInode) {
            opened.release();
            throw FileError.of(regular ? EINVAL : EACCES);
        }
        if (file != null) {
            record(who.process, who, 0);
            file.release();
        }
        file = opened;
    }

    /** A process has ended. */
    void ended(Process process, Task leader) {
        if (file != null && leader != null) {
            record(process, leader, process.status);
        }
    }

    private void record(Process process, Task leader, int status) {
        long now = process.container.kernel.clock.monotonicNanos();
        long began = process.container.kernel.clock.realtimeNanos() - (now - process.startNanos);
        int signal = status & 0x7f;
        int flags = (process.executed ? 0 : FORKED) | (signal != 0 ? SIGNALED : 0) | ((status & CORE) != 0 ? DUMPED : 0);
        ByteBuffer b = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, (byte) flags).put(1, (byte) VERSION).putInt(4, status).putInt(8, leader.creds.uid).putInt(12, leader.creds.gid).putInt(16, process.pid)
                .putInt(20, process.parent == null ? 0 : process.parent.pid).putInt(24, (int) (began / 1_000_000_000L))
                .putFloat(28, (now - process.startNanos) / (float) TICK).putShort(32, packed((process.cpuNanos - process.systemNanos) / TICK))
                .putShort(34, packed(process.systemNanos / TICK)).putShort(36, packed(process.peakKilobytes));
        byte[] name = leader.name.getBytes(StandardCharsets.ISO_8859_1);
        b.put(NAME, name, 0, Math.min(LONGEST_NAME, name.length));
        try {
            file.write(KernelCaller.root(null, process.container.account, null), b);
        } catch (FileError full) {
            // Records that there is no room for are not written
        }
    }

    /** comp_t: 13 bits and how often, in threes, they are to be shifted left. */
    private static short packed(long value) {
        long left = value;
        int shifts = 0;
        boolean up = false;
        while (left >= 1 << FRACTION_BITS) {
            up = (left & 4) != 0;
            left >>= 3;
            shifts++;
        }
        if (up && ++left >= 1 << FRACTION_BITS) {
            left >>= 3;
            shifts++;
        }
        return shifts > 7 ? (short) -1 : (short) (shifts << FRACTION_BITS | left);
    }
}
