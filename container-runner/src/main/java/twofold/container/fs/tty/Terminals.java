package twofold.container.fs.tty;

import static twofold.container.abi.Cap.CAP_SYS_ADMIN;
import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import java.util.TreeMap;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.image.overlay.FileError;

/** The terminals of one container: its console, if it has one, and its pseudo-terminals. */
public final class Terminals {
    private static final int CONSOLE_MAJOR = 5;
    private static final int PTS_MAJOR = 136;
    /** The most pseudo-terminals, the kernel's kernel.pty.max. */
    private static final int MOST = 4096;
    private final Container container;
    private final TreeMap<Integer, Tty> slaves = new TreeMap<>();
    private Tty console;

    /** No terminals yet. */
    public Terminals(Container container) {
        this.container = container;
    }

    /** Makes the console, which belongs to user {@code owner} and whose output goes to {@code screen}. */
    public Tty makeConsole(Tty.Screen screen, int owner) {
        console = new Tty(container, screen, owner, PTS_MAJOR, 0);
        slaves.put(0, console);
        return console;
    }

    /** Makes a terminal with the next free number; it is there until {@link #remove}. */
    public Tty make(Tty.Screen screen, int owner) {
        int number = free();
        Tty made = new Tty(container, screen, owner, PTS_MAJOR, number);
        slaves.put(number, made);
        return made;
    }

    /** Takes a terminal away that {@link #make} made, and hangs it up. */
    public void remove(Tty tty) {
        slaves.values().remove(tty);
        tty.hangUp();
    }

    private int free() {
        int number = 0;
        while (slaves.containsKey(number)) {
            number++;
        }
        return number;
    }

    /** Numbers of the pseudo-terminals there are, for /dev/pts. */
    public Iterable<Integer> numbers() {
        return slaves.keySet();
    }

    /** The pseudo-terminal of a number, or null. */
    Tty numbered(int number) {
        return slaves.get(number);
    }

    /** Opens a terminal device by number; ENXIO if there is none. */
    public File open(Inode inode, Task who, int flags, int major, int minor) {
        if (major == CONSOLE_MAJOR && minor == 1 && console != null) {
            return slave(console, inode, who, flags);
        }
        if (major == CONSOLE_MAJOR && minor == 2) {
            return master(inode, who, flags);
        }
        Tty tty = major == PTS_MAJOR ? slaves.get(minor) : null;
        if (tty == null) {
            throw FileError.of(ENXIO);
        }
        return slave(tty, inode, who, flags);
    }

    private File master(Inode inode, Task who, int flags) {
        int number = free();
        if (number >= MOST) {
            throw FileError.of(ENOSPC);
        }
        Tty.Screen[] screen = new Tty.Screen[1];
        Tty tty = new Tty(container, new Tty.Screen() {
            @Override
            public boolean show(byte[] bytes, int length) {
                return screen[0].show(bytes, length);
            }

            @Override
            public boolean hasRoom() {
                return screen[0].hasRoom();
            }

            @Override
            public void tell(int status) {
                screen[0].tell(status);
            }
        }, who.creds.fsuid, PTS_MAJOR, number);
        tty.locked = true;
        tty.group = who.creds.fsgid;
        PtyMaster master = new PtyMaster(inode, flags, this, screen, tty, number, who.account());
        slaves.put(number, tty);
        return master;
    }

    /** The master of a pseudo-terminal is closed: its number is free. */
    void closed(int number) {
        slaves.remove(number);
    }

    private static File slave(Tty tty, Inode inode, Task who, int flags) {
        if (tty.locked) {
            throw FileError.of(EIO);
        }
        if (tty.exclusive && !who.creds.has(CAP_SYS_ADMIN)) {
            throw FileError.of(EBUSY);
        }
        boolean leader = who.process.pid == who.process.session && who.process.terminal == null;
        if ((flags & O_NOCTTY) == 0 && leader && tty.session == 0 && (flags & O_ACCMODE) != O_WRONLY) {
            tty.control(who);
        }
        return new TtyFile(tty, inode, flags);
    }
}
