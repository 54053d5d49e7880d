package twofold.container.vfs;

import java.util.List;
import twofold.container.mm.Account;

/** Who acts on files. A task; the kernel's own work acts as whom it works for. */
public interface Caller {
    /** The credentials that permission checks use. */
    Credentials credentials();

    /** Root, working directory and umask. */
    FsContext context();

    /** The thread's number, for files that belong to a task. */
    int number();

    /** The process's number. */
    default int process() {
        return number();
    }

    /** The number by which it knows a task, group or session of the container; 0 if it does not see it. */
    default int shown(int outermost) {
        return outermost;
    }

    /** A number for an inode that stands in no directory. */
    long newInode();

    /** Who pays for what the kernel keeps for it. */
    Account account();

    /** What the kernel does for its files; null for the kernel itself. */
    default Facilities facilities() {
        return null;
    }

    /** What groups of fanotify(7) were asked about the call under way; null for who is not held up by them. */
    default List<Decision> asked() {
        return null;
    }

    /** What opens devices and fifos. */
    SpecialFiles specialFiles();
}
