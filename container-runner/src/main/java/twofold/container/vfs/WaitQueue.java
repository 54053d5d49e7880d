package twofold.container.vfs;

import java.util.ArrayList;
import java.util.List;

/** Who waits for something to change. Waking is a hint: whoever wakes looks again. */
public final class WaitQueue {
    /** Someone who waits. */
    public interface Waiter {
        /** The thing changed. */
        void wake();

        /** The thing changed in a way that only these poll(2) events tell. */
        default void wake(int events) {
            wake();
        }
    }

    private final List<Waiter> waiters = new ArrayList<>(2);

    /** Adds a waiter; it may be on many queues. */
    public void add(Waiter waiter) {
        waiters.add(waiter);
    }

    /** Adds a waiter that is woken before those that are there, as Linux does for who only watches. */
    public void addFirst(Waiter waiter) {
        waiters.addFirst(waiter);
    }

    /** Removes a waiter if it is there. */
    public void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Wakes everyone in the order they came. They stay until they leave by {@link #remove}. */
    public void wakeAll() {
        if (waiters.isEmpty()) {
            return;
        }
        for (Waiter waiter : waiters.toArray(new Waiter[0])) {
            waiter.wake();
        }
    }

    /** Wakes everyone because of these poll(2) events, so that who waits for others only need not look. */
    public void wakeAll(int events) {
        if (waiters.isEmpty()) {
            return;
        }
        for (Waiter waiter : waiters.toArray(new Waiter[0])) {
            waiter.wake(events);
        }
    }
}
