package twofold.container.namespace;

import static twofold.container.abi.Errno.EAGAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/**
 * Numbers for tasks, from 1, pid_namespaces(7); a number is used again only after all others were. A namespace may lie in another: what is
 * in it has a number in each of those around it too. The outermost numbers are those the kernel itself goes by; the others are what tasks
 * inside see.
 */
public final class PidNamespace<T> extends Namespace {
    /** The most namespaces inside each other. */
    public static final int DEEPEST = 32;
    /** The largest number. */
    public static final int LARGEST = 4_194_304;
    /** The strictest value of {@link #setNoExecute}. */
    public static final int ENFORCED = 2;
    /** Numbers below are given once only. */
    private static final int RESERVED = 300;
    private static final int[] NOT_CHOSEN = {};
    /** The one around it, or null. */
    public final PidNamespace<T> parent;
    /** How many are around it. */
    public final int level;
    private final TreeMap<Integer, T> tasks = new TreeMap<>();
    /** Outermost numbers to own ones and back; null if this is the outermost. */
    private final TreeMap<Integer, Integer> own;
    private final TreeMap<Integer, Integer> outermost;
    private int last;
    private int largest = LARGEST;
    private int noExecute;
    private T first;
    private boolean closed;

    /** The outermost. */
    public PidNamespace(UserNamespace owner) {
        this(null, owner);
    }

    /** One inside another. */
    public PidNamespace(PidNamespace<T> parent, UserNamespace owner) {
        super(owner, Clone.CLONE_NEWPID);
        this.parent = parent;
        level = parent == null ? 0 : parent.level + 1;
        own = parent == null ? null : new TreeMap<>();
        outermost = parent == null ? null : new TreeMap<>();
        noExecute = parent == null ? 0 : parent.noExecute();
    }

    /** Gives an object the next free number here and in all namespaces around; returns the outermost. */
    public int add(T task) {
        return add(task, NOT_CHOSEN);
    }

    /** The same with numbers that are chosen and free: one here, one in the namespace around this, and so on as far as there are. */
    public int add(T task, int[] chosen) {
        return add(task, chosen, 0);
    }

    private int add(T task, int[] chosen, int depth) {
        int outer = parent == null ? 0 : parent.add(task, chosen, depth + 1);
        int number = depth < chosen.length ? chosen[depth] : next();
        tasks.put(number, task);
        if (number == 1 && first == null) {
            first = task;
        }
        if (parent == null) {
            return number;
        }
        own.put(outer, number);
        outermost.put(number, outer);
        return outer;
    }

    /** The next free number; EAGAIN if there is none. */
    private int next() {
        int end = outermost().largest;
        for (int tries = 0; tries < end; tries++) {
            last = last >= end - 1 ? RESERVED : last + 1;
            if (!taken(last)) {
                return last;
            }
        }
        throw FileError.of(EAGAIN);
    }

    private PidNamespace<T> outermost() {
        PidNamespace<T> at = this;
        while (at.parent != null) {
            at = at.parent;
        }
        return at;
    }

    /** Numbers are below this from now on, here and in those inside; /proc/sys/kernel/pid_max. */
    public void setLargest(int number) {
        largest = number;
    }

    /** The next number is the one behind this, /proc/sys/kernel/ns_last_pid. */
    public void setLast(int number) {
        last = number;
    }

    /** What becomes of files that memfd_create(2) makes: 0 they may be executed, 1 they may not unless it is asked for, 2 never; /proc/sys/vm/memfd_noexec. */
    public void setNoExecute(int value) {
        noExecute = value;
    }

    /** That, or what is set in a namespace around this if that is stricter. */
    public int noExecute() {
        return parent == null ? noExecute : Math.max(noExecute, parent.noExecute());
    }

    /** Whether a number is in use here. */
    public boolean taken(int number) {
        return tasks.containsKey(number) || outermost != null && outermost.containsKey(number);
    }

    /** What a number stands for, or null. */
    public T get(int number) {
        return tasks.get(number);
    }

    /** The number that an outermost number has here, 0 if it is not seen. */
    public int shown(int outer) {
        return own == null ? outer : own.getOrDefault(outer, 0);
    }

    /** The outermost number of one here, 0 if there is none. */
    public int outermost(int number) {
        return outermost == null ? number : outermost.getOrDefault(number, 0);
    }

    /** Puts another object in the place of an outermost number, here and around, or takes it away with null. */
    public void put(int outer, T task) {
        if (parent != null) {
            parent.put(outer, task);
        }
        int number = shown(outer);
        if (task != null) {
            tasks.put(number, task);
            first = number == 1 ? task : first;
        } else {
            tasks.remove(number);
        }
    }

    /** Frees the numbers of those that are gone, but for those that are still in use, as a group's or a session's. */
    public void sweep(IntPredicate used) {
        if (own != null) {
            own.entrySet().removeIf(each -> !tasks.containsKey(each.getValue()) && !used.test(each.getKey()));
            outermost.keySet().retainAll(own.values());
        }
    }

    /** Whether this is another namespace or lies in it. */
    public boolean within(PidNamespace<?> other) {
        PidNamespace<?> at = this;
        while (at != null && at != other) {
            at = at.parent;
        }
        return at == other;
    }

    /** What got number 1, also when it is gone; null if nothing has. */
    public T first() {
        return first;
    }

    /** Whether number 1 has ended: nothing comes in any more. */
    public boolean closed() {
        return closed;
    }

    /** Number 1 has ended. */
    public void close() {
        closed = true;
    }

    /** All objects in order of number. */
    public List<T> all() {
        return new ArrayList<>(tasks.values());
    }

    /** How many numbers are in use. */
    public int size() {
        return tasks.size();
    }

    /** The number given last. */
    public int last() {
        return last;
    }
}
