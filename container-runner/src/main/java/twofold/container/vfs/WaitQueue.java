package twofold.container.vfs;

import java.util.ArrayList;
import java.util.List;

/** Who waits for something to change. Waking is a hint: whoever wakes looks again. */
public final class WaitQueue {
    /** Someone who waits. */
    public interface Waiter {
        /** The thing changed. */
        void wake();
    }

    private final List<Waiter> waiters = new ArrayList<>(2);

    /** Adds a waiter; it may be on many queues. */
    public void add(Waiter waiter) {
        waiters.add(waiter);
    }

    /** Removes a waiter if it is there. */
    public void remove(Waiter waiter) {
        waiters.remove(waiter);
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
}
