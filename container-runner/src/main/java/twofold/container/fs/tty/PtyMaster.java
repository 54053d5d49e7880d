package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;
import static twofold.container.abi.Poll.*;
import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import java.nio.ByteBuffer;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;

/** The side of a pseudo-terminal that plays the user, pty(7). */
final class PtyMaster extends File implements Tty.Screen {
    private static final int ROOM = 12 << 10;
    private static final int AT_ONCE = 4095;
    private static final int TYPED_AT_ONCE = 12 << 10;
    /** What both sides keep of the kernel's memory, at most but for what the right to do all types. */
    private static final int KEPT = 32 << 10;
    private final Account account;
    private final Terminals terminals;
    private final int number;
    private final Tty tty;
    /** What was shown and not read: a ring that grows. */
    private byte[] shown = new byte[256];
    private int from;
    private int count;
    /** What reads give are packets, TIOCPKT: behind a byte of zero what was shown, or a byte that tells what has happened. */
    private boolean packets;
    private int happened;
    /** Nothing typed goes through, TCXONC of this side. */
    private boolean held;

    PtyMaster(Inode inode, int flags, Terminals terminals, Tty.Screen[] screen, Tty tty, int number, Account account) {
        super(inode, flags);
        this.account = account;
        this.terminals = terminals;
        this.tty = tty;
        this.number = number;
        screen[0] = this;
        account.charge(KEPT);
    }

    @Override
    public boolean show(byte[] bytes, int length) {
        if (count > ROOM) {
            return false;
        }
        if (count + length > shown.length) {
            byte[] larger = new byte[Math.max(2 * shown.length, count + length)];
            for (int i = 0; i < count; i++) {
                larger[i] = shown[(from + i) % shown.length];
            }
            shown = larger;
            from = 0;
        }
        for (int i = 0; i < length; i++) {
            shown[(from + count + i) % shown.length] = bytes[i];
        }
        count += length;
        tty.queue.wakeAll();
        return true;
    }

    @Override
    public boolean hasRoom() {
        return count <= ROOM;
    }

    @Override
    public void tell(int status) {
        if (packets) {
            int opposite = status == TIOCPKT_STOP ? TIOCPKT_START : status == TIOCPKT_START ? TIOCPKT_STOP
                    : status == TIOCPKT_NOSTOP ? TIOCPKT_DOSTOP : status == TIOCPKT_DOSTOP ? TIOCPKT_NOSTOP : 0;
            happened = happened & ~opposite | status;
            tty.queue.wakeAll();
        }
    }

    private void packets(boolean wanted) {
        if (packets != wanted) {
            packets = wanted;
            happened = 0;
        }
    }

    @Override
    protected void close() {
        account.refund(KEPT);
        terminals.closed(number);
        tty.hangUp();
    }

    private boolean abandoned() {
        return tty.used && tty.openers == 0;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (happened != 0 && to.hasRemaining()) {
            to.put((byte) happened);
            happened = 0;
            return 1;
        }
        if (count == 0) {
            return abandoned() ? -EIO : -EAGAIN;
        }
        int head = packets && to.hasRemaining() ? 1 : 0;
        if (head > 0) {
            to.put((byte) 0);
        }
        int part = Math.min(Math.min(count, AT_ONCE), to.remaining());
        int first = Math.min(part, shown.length - from);
        to.put(shown, from, first).put(shown, 0, part - first);
        from = (from + part) % shown.length;
        count -= part;
        tty.queue.wakeAll();
        return head + part;
    }

    @Override
    public int write(Caller who, ByteBuffer source) {
        if (held || !tty.accepts() && source.hasRemaining()) {
            return -EAGAIN;
        }
        byte[] bytes = new byte[Math.min(source.remaining(), TYPED_AT_ONCE)];
        source.duplicate().get(bytes);
        int taken = tty.typeSome(bytes, bytes.length);
        source.position(source.position() + taken);
        return taken;
    }

    @Override
    public int poll() {
        int told = happened != 0 ? POLLPRI : 0;
        int events = told | (told != 0 || count > 0 ? POLLIN | POLLRDNORM : 0) | (tty.accepts() && !held ? POLLOUT | POLLWRNORM : 0);
        return abandoned() ? events | POLLHUP : events;
    }

    @Override
    public WaitQueue queue() {
        return tty.queue;
    }

    @Override
    public String information() {
        return "tty-index:\t" + number + "\n";
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        switch (command) {
            case TIOCGPTN -> memory.putInt(argument, number);
            case TIOCSPTLCK -> tty.locked = memory.getInt(argument) != 0;
            case TIOCGPTLCK -> memory.putInt(argument, tty.locked ? 1 : 0);
            case TIOCPKT -> packets(memory.getInt(argument) != 0);
            case TIOCGPKT -> memory.putInt(argument, packets ? 1 : 0);
            case FIONREAD -> memory.putInt(argument, Math.min(count, AT_ONCE));
            case TIOCGPTPEER -> {
                return peer((Task) who, (int) argument);
            }
            case TIOCSIG -> {
                if (argument != SIGINT && argument != SIGQUIT && argument != SIGTSTP) {
                    return -EINVAL;
                }
                tty.signal((int) argument);
            }
            case TCXONC -> {
                return flow((int) argument);
            }
            case TCFLSH -> {
                if (argument < 0 || argument > 2) {
                    return -EINVAL;
                }
                count = argument != 1 ? 0 : count;
                if (argument != 0) {
                    tty.flushTyped();
                }
            }
            default -> {
                return TtyControl.control(tty, this, (Task) who, command, argument, memory);
            }
        }
        return 0;
    }

    private long flow(int action) {
        switch (action) {
            case 0, 1 -> held = action == 0;
            case 2, 3 -> tty.typeSome(new byte[] {(byte) (action == 2 ? 19 : 17)}, 1);
            default -> {
                return -EINVAL;
            }
        }
        tty.queue.wakeAll();
        return 0;
    }

    /** Opens the other side, in the file system this side was opened in whatever names lead there. */
    private long peer(Task task, int flags) {
        VfsPath here = path();
        boolean inPts = here != null && here.inode().fileSystem() instanceof PtsFileSystem;
        File file = inPts
                ? Opening.open(task, new VfsPath(here.mount(), here.dentry().parent()), Integer.toString(number), flags & ~(O_CREAT | O_EXCL), 0)
                : Opening.open(task, null, "/dev/pts/" + number, flags & ~(O_CREAT | O_EXCL), 0);
        return task.files.add(file, 0, (flags & O_CLOEXEC) != 0, task.process.softLimits[RLIMIT_NOFILE]);
    }
}
