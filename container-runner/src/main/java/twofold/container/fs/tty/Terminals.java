package twofold.container.fs.tty;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Poll.*;
import static twofold.container.abi.Tty.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** The terminals of one container: its console, if it has one, and its pseudo-terminals. */
public final class Terminals {
    private static final int CONSOLE_MAJOR = 5;
    private static final int PTS_MAJOR = 136;
    private static final int ROOM = 1 << 16;
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
        Tty made = new Tty(container, screen, owner, PTS_MAJOR, free());
        slaves.put(made.number() & 0xff, made);
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

    /** The user a pseudo-terminal belongs to, or -1 if there is none of that number. */
    public int owner(int number) {
        Tty tty = slaves.get(number);
        return tty == null ? -1 : tty.owner;
    }

    /** Opens a terminal device by number; ENXIO if there is none. */
    public File open(Inode inode, Task who, int flags, int major, int minor) {
        if (major == CONSOLE_MAJOR && minor == 1 && console != null) {
            return slave(console, inode, who, flags);
        }
        if (major == CONSOLE_MAJOR && minor == 2) {
            return new Master(inode, flags, who.creds.fsuid, free());
        }
        Tty tty = major == PTS_MAJOR ? slaves.get(minor) : null;
        if (tty == null) {
            throw FileError.of(ENXIO);
        }
        return slave(tty, inode, who, flags);
    }

    private static File slave(Tty tty, Inode inode, Task who, int flags) {
        boolean leader = who.process.pid == who.process.session && who.process.terminal == null;
        if ((flags & O_NOCTTY) == 0 && leader && tty.session == 0) {
            tty.control(who);
        }
        return new TtyFile(tty, inode, flags);
    }

    /** The side of a pseudo-terminal that plays the user. */
    private final class Master extends File implements Tty.Screen {
        private final int number;
        private final Tty tty;
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        /** What reads give are packets, TIOCPKT: behind a byte of zero what was shown, or a byte that tells what has happened. */
        private boolean packets;
        private int happened;

        Master(Inode inode, int flags, int owner, int number) {
            super(inode, flags);
            this.number = number;
            tty = new Tty(container, this, owner, PTS_MAJOR, number);
            slaves.put(number, tty);
        }

        @Override
        public boolean show(byte[] bytes, int length) {
            if (shown.size() > ROOM) {
                return false;
            }
            shown.write(bytes, 0, length);
            tty.queue.wakeAll();
            return true;
        }

        @Override
        public void discard() {
            shown.reset();
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
            slaves.remove(number);
            tty.hangUp();
        }

        @Override
        public int read(Caller who, ByteBuffer to) {
            if (happened != 0 && to.hasRemaining()) {
                to.put((byte) happened);
                happened = 0;
                return 1;
            }
            if (shown.size() == 0) {
                return tty.used && tty.openers == 0 ? -EIO : -EAGAIN;
            }
            byte[] all = shown.toByteArray();
            int head = packets && to.hasRemaining() ? 1 : 0;
            if (head > 0) {
                to.put((byte) 0);
            }
            int part = Math.min(all.length, to.remaining());
            to.put(all, 0, part);
            shown.reset();
            shown.write(all, part, all.length - part);
            tty.queue.wakeAll();
            return head + part;
        }

        @Override
        public int write(Caller who, ByteBuffer from) {
            if (!tty.accepts()) {
                return -EAGAIN;
            }
            byte[] bytes = new byte[Math.min(from.remaining(), 4096)];
            from.get(bytes);
            tty.type(bytes, bytes.length);
            return bytes.length;
        }

        @Override
        public int poll() {
            int told = happened != 0 ? POLLPRI : 0;
            int events = told | (told != 0 || shown.size() > 0 ? POLLIN | POLLRDNORM : 0) | (tty.accepts() ? POLLOUT | POLLWRNORM : 0);
            return tty.used && tty.openers == 0 ? events | POLLHUP : events;
        }

        @Override
        public WaitQueue queue() {
            return tty.queue;
        }

        @Override
        public long control(Caller who, int command, long argument, UserMemory memory) {
            switch (command) {
                case TIOCGPTN -> memory.putInt(argument, number);
                case TIOCSPTLCK -> memory.getInt(argument);
                case TIOCPKT -> packets(memory.getInt(argument) != 0);
                case TIOCGPKT -> memory.putInt(argument, packets ? 1 : 0);
                case TIOCGPTLCK -> memory.putInt(argument, 0);
                case TIOCGPGRP -> memory.putInt(argument, tty.foreground);
                case FIONREAD -> memory.putInt(argument, shown.size());
                default -> {
                    return TtyFile.control(tty, (Task) who, command, argument, memory);
                }
            }
            return 0;
        }
    }
}
