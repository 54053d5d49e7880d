package twofold.container.kernel;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Timekeeping.FUTEX_OWNER_DIED;
import static twofold.container.abi.Timekeeping.FUTEX_TID_MASK;
import static twofold.container.abi.Timekeeping.FUTEX_WAITERS;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.mm.Mm;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** Who waits on which word of memory, futex(2). A word is known by the place in memory it lies in, so sharing works by itself. */
public final class Futexes {
    /** What a wait is for: somebody to wake it, a lock, or first somebody who makes it wait for a lock. */
    private enum Kind { PLAIN, LOCK, REQUEUE }

    private final Map<Long, List<Waiter>> words = new LinkedHashMap<>();
    /** How many wait for a lock. */
    private int locks;
    private final PriorityInheritance inheritance = new PriorityInheritance();

    /** One wait. */
    public static final class Waiter {
        final Task task;
        final int bits;
        private long word;
        /** The frame of a word in shared memory, which stays where it is as long as somebody waits; 0 for none. */
        private int pinned;
        private boolean woken;
        private Kind kind = Kind.PLAIN;
        /** Where the lock is that it waits for, or will be made to, in its task's memory. */
        private long lock;
        private boolean granted;
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

        /** Who waits. */
        public Task task() {
            return task;
        }

        /** Whether its task was made the owner of the lock. */
        public boolean granted() {
            return granted;
        }

        /** Whether it waits for a lock, and not for being made to. */
        public boolean awaitsLock() {
            return kind == Kind.LOCK;
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
        put(waiter);
        return waiter;
    }

    private void put(Waiter waiter) {
        waiter.pin();
        words.computeIfAbsent(waiter.word, word -> new ArrayList<>()).add(waiter);
        if (waiter.kind == Kind.LOCK) {
            locks++;
            lend(waiter.task);
        }
    }

    /** A task waits for a lock or does not any more, or has another priority: the locks' owners are lent what they are due. */
    public void lend(Task waiter) {
        if (!inheritance.concerns(waiter)) {
            return;
        }
        List<PriorityInheritance.Wait> waits = new ArrayList<>();
        for (List<Waiter> each : words.values()) {
            for (Waiter one : each) {
                if (one.kind == Kind.LOCK) {
                    waits.add(new PriorityInheritance.Wait(one.task, owner(one)));
                }
            }
        }
        inheritance.settle(waiter.kernel, waits);
    }

    private static Task owner(Waiter waiter) {
        return owner(waiter.task, waiter.task.mm, waiter.lock);
    }

    private static Task owner(Task seenBy, Mm mm, long lock) {
        try {
            return seenBy.find(mm.getInt(lock) & FUTEX_TID_MASK);
        } catch (FileError unmapped) {
            return null;
        }
    }

    /** Whether a task would wait for itself: who has the lock, or whom that one waits for, waits for a lock of the task's. */
    public boolean wouldWaitForItself(Task task, Mm mm, long lock) {
        Task owner = owner(task, mm, lock);
        for (int steps = 0; owner != null && owner != task && steps <= locks; steps++) {
            Waiter next = owner.kept instanceof Waiter waiter && waiter.kind == Kind.LOCK && !waiter.granted ? waiter : null;
            owner = next == null ? null : owner(next);
        }
        return owner == task;
    }

    /** Starts to wait for a lock whose word holds its owner's number. */
    public Waiter addLock(Task task, long address) {
        Waiter waiter = new Waiter(task, -1, key(task.mm, address));
        waiter.kind = Kind.LOCK;
        waiter.lock = address;
        put(waiter);
        return waiter;
    }

    /** Starts to wait on a word until somebody makes it wait for a lock. */
    public Waiter addRequeued(Task task, long address, long lock) {
        Waiter waiter = new Waiter(task, -1, key(task.mm, address));
        waiter.kind = Kind.REQUEUE;
        waiter.lock = lock;
        put(waiter);
        return waiter;
    }

    /** The first of the most urgent waits on a word; null if there is none. */
    private Waiter top(long word) {
        Waiter top = null;
        for (Waiter each : words.getOrDefault(word, List.of())) {
            top = top == null || ReadyTasks.priority(each.task) > ReadyTasks.priority(top.task) ? each : top;
        }
        return top;
    }

    /** Makes the first who waits for a lock its owner, with FUTEX_ bits beside its number; false if nobody waits for it. */
    public boolean handOver(Mm mm, long address, int bits) {
        Waiter top = top(key(mm, address));
        if (top == null || top.kind != Kind.LOCK) {
            return false;
        }
        grant(top);
        mm.putInt(address, top.task.number | bits | FUTEX_WAITERS);
        lend(top.task);
        return true;
    }

    /** Says to one who waits that its task owns the lock. */
    public void grant(Waiter waiter) {
        remove(waiter);
        waiter.granted = true;
        waiter.queue.wakeAll();
    }

    /** The first who waits on a word to be made to wait for a lock; null if there is none, EINVAL if it waits for something else. */
    public Waiter requeueable(Mm mm, long address, long lock) {
        Waiter top = top(key(mm, address));
        if (top != null && (top.kind != Kind.REQUEUE || key(top.task.mm, top.lock) != key(mm, lock))) {
            throw FileError.of(EINVAL);
        }
        return top;
    }

    /** Has one who waited to be made to wait for its lock. */
    public void awaitLock(Waiter waiter) {
        remove(waiter);
        waiter.word = key(waiter.task.mm, waiter.lock);
        waiter.kind = Kind.LOCK;
        put(waiter);
        waiter.task.interruption = EAGAIN;
    }

    /** A task ends: the locks it has that others wait for go to them. */
    void ownerDied(Task task) {
        if (locks == 0) {
            return;
        }
        for (List<Waiter> waiters : List.copyOf(words.values())) {
            Waiter first = waiters.isEmpty() ? null : waiters.getFirst();
            if (first != null && first.kind == Kind.LOCK && first.task != task && first.task.process.pids == task.process.pids) {
                try {
                    if ((first.task.mm.getInt(first.lock) & FUTEX_TID_MASK) == task.number) {
                        handOver(first.task.mm, first.lock, FUTEX_OWNER_DIED);
                    }
                } catch (FileError unmapped) {
                    // Its word is gone, and with it whoever could unlock it: it waits until it is interrupted
                }
            }
        }
    }

    /** Gives up waiting. */
    public void remove(Waiter waiter) {
        List<Waiter> waiters = words.get(waiter.word);
        if (waiters != null && waiters.remove(waiter)) {
            waiter.unpin();
            if (waiters.isEmpty()) {
                words.remove(waiter.word);
            }
            if (waiter.kind == Kind.LOCK) {
                locks--;
                lend(waiter.task);
            }
        }
    }

    /** Whether anybody waits on a word. */
    public boolean waiting(Mm mm, long address) {
        return words.containsKey(key(mm, address));
    }

    /** Wakes at most {@code count} waits whose bits meet {@code bits}; returns how many. EINVAL if one of them is for a lock. */
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
                if (waiter.kind != Kind.PLAIN) {
                    return -EINVAL;
                }
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
        if (done < 0) {
            return done;
        }
        long source = key(mm, from);
        long target = key(mm, to);
        List<Waiter> waiters = words.get(source);
        for (int moved = 0; waiters != null && !waiters.isEmpty() && moved < move && source != target; moved++) {
            if (waiters.getFirst().kind != Kind.PLAIN) {
                return -EINVAL;
            }
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
