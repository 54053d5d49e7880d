package twofold.container.kernel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.mm.Mm;
import twofold.container.vfs.WaitQueue;
import twofold.riscv.memory.Frames;

/** Who waits on which word of memory, futex(2). A word is known by the place in memory it lies in, so sharing works by itself. */
public final class Futexes {
    private final Map<Long, List<Waiter>> words = new LinkedHashMap<>();

    /** One wait. */
    public static final class Waiter {
        final Task task;
        final int bits;
        private long word;
        /** The frame of a word in shared memory, which stays where it is as long as somebody waits; 0 for none. */
        private int pinned;
        private boolean woken;
        private final WaitQueue queue = new WaitQueue();

        Waiter(Task task, int bits, long word) {
            this.task = task;
            this.bits = bits;
            this.word = word;
        }

        private void pin() {
            if (word >= 0) {
                pinned = Frames.frame(word);
                Frames.retain(pinned);
            }
        }

        private void unpin() {
            if (pinned != 0) {
                task.account().release(pinned);
                pinned = 0;
            }
        }

        /** Whether somebody woke it. */
        public boolean woken() {
            return woken;
        }

        /** Where its task waits. */
        public WaitQueue queue() {
            return queue;
        }
    }

    /** The key of a word: its host offset. Private words are made the process's own first, lest a copy moves them away. */
    private static long key(Mm mm, long address) {
        return mm.futexKey(address);
    }

    /** Starts to wait. */
    public Waiter add(Task task, long address, int bits) {
        Waiter waiter = new Waiter(task, bits, key(task.mm, address));
        waiter.pin();
        words.computeIfAbsent(waiter.word, word -> new ArrayList<>()).add(waiter);
        return waiter;
    }

    /** Gives up waiting. */
    public void remove(Waiter waiter) {
        List<Waiter> waiters = words.get(waiter.word);
        if (waiters != null && waiters.remove(waiter)) {
            waiter.unpin();
            if (waiters.isEmpty()) {
                words.remove(waiter.word);
            }
        }
    }

    /** Whether anybody waits on a word. */
    public boolean waiting(Mm mm, long address) {
        return words.containsKey(key(mm, address));
    }

    /** Wakes at most {@code count} waits whose bits meet {@code bits}; returns how many. */
    public int wake(Mm mm, long address, int count, int bits) {
        return wakeWord(key(mm, address), count, bits);
    }

    private int wakeWord(long word, int count, int bits) {
        List<Waiter> waiters = words.get(word);
        int done = 0;
        if (waiters == null) {
            return 0;
        }
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext() && done < count;) {
            Waiter waiter = each.next();
            if ((waiter.bits & bits) != 0) {
                each.remove();
                waiter.woken = true;
                waiter.unpin();
                done++;
                waiter.queue.wakeAll();
            }
        }
        if (waiters.isEmpty()) {
            words.remove(word);
        }
        return done;
    }

    /** Wakes some and moves others to another word; returns how many were woken and moved. */
    public int requeue(Mm mm, long from, long to, int wake, int move) {
        int done = wake(mm, from, wake, -1);
        long source = key(mm, from);
        long target = key(mm, to);
        List<Waiter> waiters = words.get(source);
        for (int moved = 0; waiters != null && !waiters.isEmpty() && moved < move && source != target; moved++) {
            Waiter waiter = waiters.removeFirst();
            waiter.unpin();
            waiter.word = target;
            waiter.pin();
            words.computeIfAbsent(target, word -> new ArrayList<>()).add(waiter);
            done++;
        }
        if (waiters != null && waiters.isEmpty()) {
            words.remove(source);
        }
        return done;
    }

    /** A task is gone, or what it waited in was interrupted. */
    void forget(Task task) {
        if (task.kept instanceof Waiter waiter) {
            remove(waiter);
        } else if (task.kept instanceof Waiter[] waiters) {
            for (Waiter each : waiters) {
                remove(each);
            }
        }
    }
}
