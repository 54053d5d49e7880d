package twofold.container.kernel;

import twofold.container.vfs.File;
import twofold.container.vfs.Inode;

/** A terminal as process control sees it. */
public interface ControllingTerminal {
    /** The process group in the foreground, 0 for none. */
    int foreground();

    /** The session leader is gone: it controls nobody any more. */
    void released();

    /** Opens it by another name's inode, as /dev/tty does. */
    File open(Task who, Inode inode, int flags);

    /** Device number for /proc/PID/stat. */
    int number();
}
