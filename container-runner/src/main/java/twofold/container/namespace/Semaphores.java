package twofold.container.namespace;

import java.util.HashMap;
import java.util.Map;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.WaitQueue;

/** A set of System V semaphores, semop(2). */
public final class Semaphores extends IpcNamespace.Entry {
    /** The largest value of one. */
    public static final int LARGEST = 32767;
    public final int[] values;
    public final int[] lastPid;
    public long operated;
    public final WaitQueue queue = new WaitQueue();
    private final Map<Object, int[]> undo = new HashMap<>();

    /** A set of zeroes. */
    public Semaphores(int key, int mode, Credentials who, long now, int count) {
        super(key, mode, who, now);
        values = new int[count];
        lastPid = new int[count];
    }

    /** Notes what a process's end is to add. */
    public void remember(Object process, int number, int adjustment) {
        undo.computeIfAbsent(process, any -> new int[values.length])[number] += adjustment;
    }

    /** Forgets what was noted for a semaphore whose value was set. */
    public void forget(int number) {
        undo.values().forEach(adjustments -> adjustments[number] = 0);
    }

    /** A process has ended. */
    public void ended(Object process) {
        int[] adjustments = undo.remove(process);
        if (adjustments != null) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(0, Math.min(LARGEST, values[i] + adjustments[i]));
            }
            queue.wakeAll();
        }
    }
}
