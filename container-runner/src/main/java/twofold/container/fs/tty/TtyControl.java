package twofold.container.fs.tty;

import static twofold.container.abi.Cap.CAP_SYS_ADMIN;
import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Tty.*;

import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** The ioctls both sides of a terminal know, ioctl_tty(2): asked of the master, they are about the slave's. */
final class TtyControl {
    private TtyControl() {
    }

    /** What is asked of a terminal through {@code file}, which is the master's if it is no {@link TtyFile}. */
    static long control(Tty tty, File file, Task task, int command, long argument, UserMemory memory) {
        boolean master = !(file instanceof TtyFile);
        switch (command) {
            case TCGETS -> memory.write(argument, tty.termios.bytes());
            case TCGETS2 -> memory.write(argument, tty.termios.bytesWithSpeeds());
            case TCGETA -> memory.write(argument, tty.termios.oldBytes());
            case TCSETS, TCSETSW, TCSETSF -> {
                return set(tty, task, master, memory.read(argument, Termios.BYTES), command == TCSETSF);
            }
            case TCSETS2, TCSETSW2, TCSETSF2 -> {
                return set(tty, task, master, memory.read(argument, Termios.BYTES_WITH_SPEEDS), command == TCSETSF2);
            }
            case TCSETA, TCSETAW, TCSETAF -> {
                return set(tty, task, master, tty.termios.withOld(memory.read(argument, Termios.OLD_BYTES)), command == TCSETAF);
            }
            case TIOCGLCKTRMIOS -> memory.write(argument, tty.termios.locked());
            case TIOCSLCKTRMIOS -> {
                requireAll(task);
                tty.termios.lock(memory.read(argument, Termios.BYTES));
            }
            case TIOCGWINSZ -> {
                memory.putInt(argument, tty.rows | tty.columns << 16);
                memory.putInt(argument + 4, tty.pixels());
            }
            case TIOCSWINSZ -> tty.resize(memory.getShort(argument) & 0xffff, memory.getShort(argument + 2) & 0xffff, memory.getInt(argument + 4));
            case TIOCOUTQ, TIOCGSOFTCAR, TIOCGETD -> memory.putInt(argument, 0);
            case TIOCSETD -> {
                return memory.getInt(argument) == 0 ? 0 : -EINVAL;
            }
            case TCSBRK, TCSBRKP, TIOCSBRK -> {
                return master ? 0 : TtyFile.background(tty, task, SIGTTOU);
            }
            case TIOCCBRK -> {
            }
            case TIOCEXCL, TIOCNXCL -> tty.exclusive = command == TIOCEXCL;
            case TIOCGEXCL -> memory.putInt(argument, tty.exclusive ? 1 : 0);
            case TIOCGDEV -> memory.putInt(argument, tty.number());
            case TIOCVHANGUP -> {
                requireAll(task);
                tty.disconnect();
            }
            case TIOCSTI -> {
                return push(tty, file, task, argument, memory);
            }
            default -> {
                return jobControl(tty, file, task, master, command, argument, memory);
            }
        }
        return 0;
    }

    private static void requireAll(Task task) {
        if (!task.creds.has(CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
    }

    private static long set(Tty tty, Task task, boolean master, byte[] bytes, boolean flush) {
        int refused = master ? 0 : TtyFile.background(tty, task, SIGTTOU);
        if (refused != 0) {
            return refused;
        }
        if (flush) {
            tty.flush(true, false);
        }
        tty.modes(bytes);
        return 0;
    }

    /** Types a byte as if it came from the keyboard, which only those who may do all still can. */
    private static long push(Tty tty, File file, Task task, long argument, UserMemory memory) {
        if (!task.creds.has(CAP_SYS_ADMIN)) {
            return -EIO;
        }
        byte[] one = memory.read(argument, 1);
        if (file instanceof PtyMaster master) {
            master.show(one, 1);
        } else {
            tty.type(one, 1);
        }
        return 0;
    }

    private static long jobControl(Tty tty, File file, Task task, boolean master, int command, long argument, UserMemory memory) {
        boolean own = task.process.terminal == tty;
        switch (command) {
            case TIOCGPGRP, TIOCGSID -> {
                if (!own && !master || command == TIOCGSID && tty.session == 0) {
                    return -ENOTTY;
                }
                memory.putInt(argument, task.shown(command == TIOCGSID ? tty.session : tty.foreground));
            }
            case TIOCSPGRP -> {
                return setForeground(tty, task, argument, memory);
            }
            case TIOCSCTTY -> {
                return take(tty, file, task, argument);
            }
            case TIOCNOTTY -> {
                if (!own || master) {
                    return -ENOTTY;
                }
                letGo(tty, task.process);
            }
            default -> {
                return -ENOTTY;
            }
        }
        return 0;
    }

    private static long take(Tty tty, File file, Task task, long steal) {
        Process process = task.process;
        boolean leader = process.pid == process.session;
        if (leader && tty.session == process.session) {
            return 0;
        }
        boolean all = task.creds.has(CAP_SYS_ADMIN);
        boolean free = tty.session == 0 || steal == 1 && all;
        if (!leader || process.terminal != null || !free || !file.readable() && !all) {
            return -EPERM;
        }
        tty.abandon();
        tty.control(task);
        return 0;
    }

    /** A process gives up its controlling terminal; if it leads the session, all of it do. */
    private static void letGo(Tty tty, Process process) {
        if (process.pid != process.session) {
            process.terminal = null;
            return;
        }
        tty.signal(SIGHUP);
        tty.signal(SIGCONT);
        tty.abandon();
    }

    private static long setForeground(Tty tty, Task task, long argument, UserMemory memory) {
        Process process = task.process;
        int refused = TtyFile.background(tty, task, SIGTTOU);
        if (refused != 0) {
            return refused == -EIO ? -ENOTTY : refused;
        }
        int number = memory.getInt(argument);
        if (number < 0) {
            return -EINVAL;
        }
        if (process.terminal != tty || tty.session != process.session) {
            return -ENOTTY;
        }
        int group = number == 0 ? 0 : task.outermost(number);
        int session = group == 0 ? 0 : sessionOf(tty, group);
        if (session == 0) {
            return -ESRCH;
        }
        if (session != process.session) {
            return -EPERM;
        }
        tty.foreground = group;
        return 0;
    }

    /** The session of a process group, or of the process of that number; 0 if there is neither. */
    private static int sessionOf(Tty tty, int group) {
        int session = 0;
        for (Task task : tty.container.tasks.all()) {
            if (task.process.group == group) {
                return task.process.session;
            }
            if (task.tid == group) {
                session = -1;
            }
        }
        return session;
    }
}
