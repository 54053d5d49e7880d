package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.S_IFCHR;
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
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A program's side of a terminal. */
final class TtyFile extends File {
    private static final FileSystem DEVPTS = new LoneInode.LoneFileSystem("devpts", 11, 0x1cd1);
    private final Tty tty;

    TtyFile(Tty tty, Inode inode, int flags) {
        super(inode, flags);
        this.tty = tty;
        tty.openers++;
        tty.used = true;
    }

    static Inode inode(Tty tty, Task who) {
        return new LoneInode(DEVPTS, S_IFCHR | 0620, who.creds.fsuid, 5, 3 + tty.number(), tty.number()) {
            @Override
            public File open(Caller caller, int flags) {
                return new TtyFile(tty, this, flags);
            }
        };
    }

    @Override
    protected void close() {
        tty.openers--;
        tty.queue.wakeAll();
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        int refused = background((Task) who, SIGTTIN);
        return refused != 0 ? refused : tty.read(to);
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        int refused = tty.termios.local(TOSTOP) ? background((Task) who, SIGTTOU) : 0;
        return refused != 0 ? refused : tty.write(from);
    }

    /** What a process in the background gets that wants the terminal: 0 if it may have it. */
    private int background(Task task, int signal) {
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
        Signals.sendGroup(tty.container, process.group, new SignalInfo(signal, SI_KERNEL, 0, 0, 0, 0));
        return -ERESTARTSYS;
    }

    @Override
    public int poll() {
        int events = tty.readable() ? POLLIN | POLLRDNORM : 0;
        events |= tty.writable() ? POLLOUT | POLLWRNORM : 0;
        return tty.hungUp ? events | POLLHUP : events;
    }

    @Override
    public WaitQueue queue() {
        return tty.queue;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        return control(tty, (Task) who, command, argument, memory);
    }

    /** The ioctls both sides of a terminal know. */
    static long control(Tty tty, Task task, int command, long argument, UserMemory memory) {
        Process process = task.process;
        switch (command) {
            case TCGETS -> memory.write(argument, tty.termios.bytes());
            case TCSETS, TCSETSW, TCSETSF -> {
                byte[] bytes = memory.read(argument, Termios.BYTES);
                if (command == TCSETSF) {
                    tty.flushInput();
                }
                tty.modes(bytes);
            }
            case TIOCGWINSZ -> {
                memory.putShort(argument, tty.rows);
                memory.putShort(argument + 2, tty.columns);
                memory.putInt(argument + 4, 0);
            }
            case TIOCSWINSZ -> tty.resize(memory.getShort(argument) & 0xffff, memory.getShort(argument + 2) & 0xffff);
            case TIOCGPGRP -> memory.putInt(argument, task.shown(owned(tty, process).foreground));
            case TIOCSPGRP -> {
                return setForeground(owned(tty, process), task, memory.getInt(argument));
            }
            case TIOCGSID -> memory.putInt(argument, task.shown(owned(tty, process).session));
            case TIOCSCTTY -> {
                if (process.pid != process.session || process.terminal != null && process.terminal != tty) {
                    return -EPERM;
                }
                if (tty.session != 0 && tty.session != process.session) {
                    return -EPERM;
                }
                tty.control(task);
            }
            case TIOCNOTTY -> {
                owned(tty, process);
                process.terminal = null;
                if (process.pid == process.session) {
                    tty.released();
                }
            }
            case FIONREAD -> memory.putInt(argument, tty.available());
            case TIOCOUTQ -> memory.putInt(argument, 0);
            case TCFLSH -> {
                if (argument < 0 || argument > 2) {
                    return -EINVAL;
                }
                tty.flush(argument != 1, argument != 0);
            }
            case TCXONC -> {
                if (argument < 0 || argument > 3) {
                    return -EINVAL;
                }
                if (argument < 2) {
                    tty.stop(argument == 0);
                }
            }
            case TCSBRK, TCSBRKP, TIOCEXCL, TIOCNXCL -> {
            }
            default -> {
                return -ENOTTY;
            }
        }
        return 0;
    }

    private static Tty owned(Tty tty, Process process) {
        if (process.terminal != tty) {
            throw FileError.of(ENOTTY);
        }
        return tty;
    }

    private static long setForeground(Tty tty, Task task, int number) {
        Process process = task.process;
        if (number < 0) {
            return -EINVAL;
        }
        int group = task.outermost(number);
        if (group == 0) {
            return -ESRCH;
        }
        boolean known = tty.container.tasks.all().stream().anyMatch(t -> t.process.group == group && t.process.session == process.session);
        if (!known) {
            return -EPERM;
        }
        boolean ignored = process.actions.get(SIGTTOU).handler() == SIG_IGN || (task.mask & Signals.bit(SIGTTOU)) != 0;
        if (process.group != tty.foreground && tty.foreground != 0 && !ignored && !Signals.orphaned(process)) {
            Signals.sendGroup(tty.container, process.group, new SignalInfo(SIGTTOU, SI_KERNEL, 0, 0, 0, 0));
            return -ERESTARTSYS;
        }
        tty.foreground = group;
        return 0;
    }
}
