package twofold.container.vfs;

import java.util.HashMap;
import java.util.Map;

/** What is mounted on what in a namespace, and who waits for that to change: poll(2) of /proc/PID/mounts, proc_pid_mounts(5). */
public final class MountPoints {
    private final Map<VfsPath, Mount> mounts = new HashMap<>();
    private final WaitQueue queue = new WaitQueue();
    private long changes;

    MountPoints() {
    }

    Mount get(VfsPath point) {
        return mounts.get(point);
    }

    void put(VfsPath point, Mount mount) {
        mounts.put(point, mount);
        changed();
    }

    /** Takes over what is mounted in a tree that was mounted nowhere. */
    void move(MountPoints others) {
        mounts.putAll(others.mounts);
        others.mounts.clear();
    }

    Mount remove(VfsPath point) {
        changed();
        return mounts.remove(point);
    }

    void remove(VfsPath point, Mount mount) {
        mounts.remove(point, mount);
        changed();
    }

    boolean has(VfsPath point) {
        return mounts.containsKey(point);
    }

    /** A mount has come, gone or has other options. */
    void changed() {
        changes++;
        queue.wakeAll();
    }

    /** How often anything changed. */
    public long changes() {
        return changes;
    }

    /** Where one waits for that. */
    public WaitQueue queue() {
        return queue;
    }
}
