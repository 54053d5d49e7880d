package twofold.container.vfs;

import static twofold.container.abi.Errno.ETXTBSY;

import java.util.ArrayList;
import java.util.List;
import twofold.container.mm.Mm;
import twofold.image.overlay.FileError;

/** What the kernel keeps with an inode of whatever file system: who has it open and runs it, locks, leases, those who watch it. */
abstract sealed class InodeState implements Mm.Program permits Inode {
    private FileLocks locks;
    /** How many open files write to it; below 0: how many run it. */
    private int writers;
    /** How many open files it has. */
    private int opens;
    /** It has no name any more, and those who watch it hear of that when it is closed. */
    private boolean leaving;
    private Leases leases;
    private boolean linkable;
    private byte lifetime;
    /** It is known to have no attribute security.capability. */
    boolean unmarked;
    private Object attachment;
    private List<Watch> watches;
    private Dentry directoryName;

    /** ETXTBSY if it is a program that runs. */
    public final void requireNotRunning() {
        if (writers < 0) {
            throw FileError.of(ETXTBSY);
        }
    }

    /** One more open file writes to it, or one less. */
    final void writes(int more) {
        if (more > 0) {
            requireNotRunning();
        }
        writers += more;
    }

    /** One more open file. */
    final void opened() {
        opens++;
    }

    /** How many open files it has. */
    public final int opens() {
        return opens;
    }

    /** Leases on it, null if there never were any. */
    public final Leases heldLeases() {
        return leases;
    }

    /** Leases on it. */
    public final Leases leases() {
        leases = leases == null ? new Leases() : leases;
        return leases;
    }

    /** Whether somebody has it open to write. */
    public final boolean isWritten() {
        return writers > 0;
    }

    /** How long what is written is said to live, RWH_ values: kept, and of no effect. */
    public final int lifetime() {
        return lifetime;
    }

    /** Says so. */
    public final void setLifetime(byte hint) {
        lifetime = hint;
    }

    /** ETXTBSY if somebody has it open to write. */
    public final void requireNotWritten() {
        if (writers > 0) {
            throw FileError.of(ETXTBSY);
        }
    }

    @Override
    public final void runs(int more) {
        if (more > 0) {
            requireNotWritten();
        }
        writers -= more;
    }

    /** Whether it may be given a name though it has none: it never had one (O_TMPFILE). */
    public final boolean linkable() {
        return linkable;
    }

    /** Says so. */
    public final void setLinkable(boolean may) {
        linkable = may;
    }

    /** Locks held on it. */
    public final FileLocks locks() {
        if (locks == null) {
            locks = new FileLocks();
        }
        return locks;
    }

    /** Locks held on it, null if there never were any. */
    public final FileLocks heldLocks() {
        return locks;
    }

    /** Marks of fanotify(7) on it, null for none. */
    List<Mark> marks;

    /** Whether someone wants to know what happens to it. */
    final boolean watched() {
        return watches != null;
    }

    /** Adds someone who wants to know. */
    public final void watch(Watch watch) {
        watches = watches == null ? new ArrayList<>(1) : watches;
        watches.add(watch);
    }

    /** Someone does not want to know any more. */
    public final void unwatch(Watch watch) {
        if (watches != null && watches.remove(watch) && watches.isEmpty()) {
            watches = null;
        }
    }

    /** Tells those who watch it. */
    final void tell(int event, String name, int cookie) {
        tell(event, name, cookie, false);
    }

    /** The same. @param unlinked whether the name is none any more */
    final void tell(int event, String name, int cookie, boolean unlinked) {
        if (watches != null) {
            for (Watch watch : watches.toArray(new Watch[0])) {
                if (!unlinked || !watch.excludesUnlinked()) {
                    watch.happened(event, name, cookie);
                }
            }
        }
    }

    /** Its last name is gone: those who watch it hear of its end, when it is closed if it is open. */
    final void leaves() {
        leaving = opens > 0;
        if (!leaving) {
            if (Marks.any()) {
                Marks.on((Inode) this, Mark.FAN_DELETE_SELF);
                Marks.gone(marks);
            }
            tell(Watch.IN_DELETE_SELF, null, 0);
            tell(Watch.IN_IGNORED, null, 0);
        }
    }

    /** Its last open file may have been closed. */
    final void left() {
        if (leaving && opens == 0) {
            leaves();
        }
    }

    /** An open file of it is closed: its locks go. */
    final void closed(File file) {
        if (file instanceof RegularFile) {
            opens--;
        }
        if (file instanceof RegularFile regular && regular.writes) {
            writes(-1);
        }
        if (locks != null) {
            locks.closed(file);
        }
    }

    /** The name of a directory that somebody walked to, or null. */
    public final Dentry directoryName() {
        return directoryName;
    }

    final void setDirectoryName(Dentry name) {
        directoryName = name;
    }

    /** What another part of the kernel keeps with the inode: a fifo's pipe, a socket's listener. */
    public final Object attachment() {
        return attachment;
    }

    /** Keeps an object with the inode. */
    public final void attach(Object object) {
        attachment = object;
    }
}
