package twofold.container.fs.event;

import static twofold.container.abi.Errno.EINVAL;

import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;

/** A file without a name that tells of events, with a queue of its own for those who wait. Seeking in it does nothing, as on Linux. */
abstract class EventSource extends File {
    /** Who waits for events. */
    final WaitQueue queue = new WaitQueue();

    /** For who opens it, with O_ flags. */
    EventSource(Caller who, int flags) {
        super(new AnonymousInode(who), flags);
    }

    @Override
    public final boolean ignoresSeek() {
        return true;
    }

    @Override
    public final boolean isSpliced() {
        return false;
    }

    @Override
    public int readNothing(Caller who) {
        return -EINVAL;
    }

    @Override
    public final WaitQueue queue() {
        return queue;
    }
}
