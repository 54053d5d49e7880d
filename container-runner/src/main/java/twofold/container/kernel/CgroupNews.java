package twofold.container.kernel;

import java.util.ArrayList;
import java.util.List;
import twofold.container.vfs.WaitQueue;

/** That a file of a control group says something else than before, which poll(2) and inotify(7) tell (Linux admin guide, cgroup-v2, "Notification"). */
public final class CgroupNews {
    /** The files that tell. */
    public enum Of { GROUP, PIDS, PIDS_HERE, MEMORY, MEMORY_HERE, SWAP }

    /** Woken at each change. */
    public final WaitQueue changed = new WaitQueue();
    private final List<Runnable> watchers = new ArrayList<>(1);
    private long version = 1;

    /** It has changed. */
    void tell() {
        version++;
        changed.wakeAll();
        List.copyOf(watchers).forEach(Runnable::run);
    }

    /** Calls somebody at each change. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    /** Another number after each change. */
    public long version() {
        return version;
    }
}
