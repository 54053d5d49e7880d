package twofold.container.kernel;

import java.util.PriorityQueue;

/** What is to happen at a time of the monotonic clock, in order of time, then of arrival. */
public final class Timers {
    /** One appointment. */
    public static final class Timer {
        private final long deadline;
        private final long order;
        private Runnable action;

        Timer(long deadline, long order, Runnable action) {
            this.deadline = deadline;
            this.order = order;
            this.action = action;
        }

        /** Calls it off. */
        public void cancel() {
            action = null;
        }

        /** Keeps it now. */
        void keep() {
            Runnable what = action;
            action = null;
            if (what != null) {
                what.run();
            }
        }

        /** When it is due, nanoseconds. */
        public long deadline() {
            return deadline;
        }
    }

    private final PriorityQueue<Timer> queue = new PriorityQueue<>((a, b) -> a.deadline != b.deadline
            ? Long.compare(a.deadline, b.deadline) : Long.compare(a.order, b.order));
    private long order;

    /** Makes an appointment. */
    public Timer at(long deadline, Runnable action) {
        Timer timer = new Timer(deadline, order++, action);
        queue.add(timer);
        return timer;
    }

    /** The next deadline, or {@link Long#MAX_VALUE}. */
    long next() {
        while (!queue.isEmpty() && queue.peek().action == null) {
            queue.poll();
        }
        return queue.isEmpty() ? Long.MAX_VALUE : queue.peek().deadline;
    }

    /** Does everything that is due; what that makes due anew waits for the next time, so that programs have their turn. */
    void fire(long now) {
        long begun = order;
        while (next() <= now && !queue.isEmpty() && queue.peek().order < begun) {
            Runnable action = queue.poll().action;
            action.run();
        }
    }
}
