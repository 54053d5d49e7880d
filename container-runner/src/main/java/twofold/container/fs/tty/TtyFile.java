package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Poll.*;
import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import java.nio.ByteBuffer;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;

/** A program's side of a terminal. */
final class TtyFile extends File {
    private static final long TENTH = 100_000_000L;
    private final Tty tty;
    private final int hangUps;
    private boolean timeIsOver;

    TtyFile(Tty tty, Inode inode, int flags) {
        super(inode, flags);
        this.tty = tty;
        hangUps = tty.hangUps;
        tty.openers++;
        tty.used = true;
    }

    private boolean dead() {
        return tty.hangUps != hangUps || tty.gone();
    }

    @Override
    protected void close() {
        tty.openers--;
        if (tty.openers == 0) {
            tty.exclusive = false;
        }
        tty.queue.wakeAll();
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (dead()) {
            return 0;
        }
        int refused = background(tty, (Task) who, SIGTTIN);
        if (refused != 0) {
            return refused;
        }
        boolean late = timeIsOver;
        timeIsOver = false;
        int least = tty.termios.chars[VMIN] & 0xff;
        boolean enough = tty.readable(late || nonBlocking() ? 1 : Math.max(1, Math.min(least, to.remaining())));
        if (!enough) {
            boolean noWait = !tty.termios.canonical() && least == 0 && tty.termios.chars[VTIME] == 0;
            return late || noWait ? 0 : -EAGAIN;
        }
        return tty.read(to);
    }

    /** VTIME: how long a read waits for the first byte, or for the next if it wants some. */
    @Override
    public long readTimeout() {
        int tenths = tty.termios.chars[VTIME] & 0xff;
        if (tty.termios.canonical() || tenths == 0 || dead()) {
            return -1;
        }
        boolean forFirst = tty.termios.chars[VMIN] == 0;
        return forFirst || tty.readable(1) ? tenths * TENTH : -1;
    }

    @Override
    public long readWaitsSince() {
        return tty.termios.chars[VMIN] == 0 ? -1 : tty.typedAt();
    }

    @Override
    public boolean readAfterTimeout() {
        timeIsOver = true;
        return true;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (dead()) {
            return -EIO;
        }
        int refused = tty.termios.local(TOSTOP) ? background(tty, (Task) who, SIGTTOU) : 0;
        return refused != 0 ? refused : tty.write(from);
    }

    /** What a process in the background gets that wants the terminal: 0 if it may have it. */
    static int background(Tty tty, Task task, int signal) {
        Process process = task.process;
        if (process.terminal != tty || process.group == tty.foreground || tty.foreground == 0) {
            return 0;
        }
        boolean ignored = process.actions.get(signal).handler() == SIG_IGN || (task.mask & Signals.bit(signal)) != 0;
        if (ignored) {
            return signal == SIGTTIN ? -EIO : 0;
        }
        if (Signals.orphaned(process)) {
            return -EIO;
        }
        Signals.sendGroup(tty.container, process.group, SignalInfo.kernel(signal));
        return -ERESTARTSYS;
    }

    @Override
    public int poll() {
        if (dead()) {
            return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
        }
        int least = tty.termios.chars[VTIME] != 0 ? 1 : Math.max(1, tty.termios.chars[VMIN] & 0xff);
        return (tty.readable(least) ? POLLIN | POLLRDNORM : 0) | (tty.writable() ? POLLOUT | POLLWRNORM : 0);
    }

    @Override
    public WaitQueue queue() {
        return tty.queue;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (dead()) {
            return command == TIOCSPGRP ? -ENOTTY : -EIO;
        }
        return switch (command) {
            case FIONREAD -> {
                memory.putInt(argument, tty.available());
                yield 0;
            }
            case TIOCGPTPEER -> -EIO;
            case TCXONC -> flow((Task) who, argument);
            case TCFLSH -> flush((Task) who, argument);
            default -> TtyControl.control(tty, this, (Task) who, command, argument, memory);
        };
    }

    private long flow(Task task, long action) {
        int refused = background(tty, task, SIGTTOU);
        if (refused != 0) {
            return refused;
        }
        switch ((int) action) {
            case 0, 1 -> tty.hold(action == 0);
            case 2 -> tty.send(VSTOP);
            case 3 -> tty.send(VSTART);
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private long flush(Task task, long which) {
        int refused = background(tty, task, SIGTTOU);
        if (refused != 0) {
            return refused;
        }
        if (which < 0 || which > 2) {
            return -EINVAL;
        }
        tty.flush(which != 1, which != 0);
        return 0;
    }
}
