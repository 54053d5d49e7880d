package twofold.container.kernel;

import static twofold.container.abi.Sig.*;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Pending signals: standard ones at most once, real-time ones each time they were sent, in order. */
public final class SignalQueue {
    private static final int MOST = 1024;
    private final List<SignalInfo> queue = new ArrayList<>(2);
    private static final long SYNCHRONOUS = 1L << SIGSEGV - 1 | 1L << SIGBUS - 1 | 1L << SIGILL - 1 | 1L << SIGTRAP - 1 | 1L << SIGFPE - 1 | 1L << SIGSYS - 1;
    private long set;

    /** The set of pending signals, bit n-1 for signal n. */
    public long set() {
        return set;
    }

    /** Whether one more of a signal that is queued would be lost, or be above RLIMIT_SIGPENDING (below 0: none). */
    public boolean full(long limit) {
        return queue.size() >= MOST || limit >= 0 && queue.size() >= limit;
    }

    boolean add(SignalInfo info) {
        long bit = 1L << info.signal() - 1;
        if ((set & bit) != 0 && (info.signal() < SIGRTMIN || queue.size() >= MOST)) {
            return false;
        }
        set |= bit;
        queue.add(info);
        return true;
    }

    /** A timer goes off whose signal still waits: it counts there; -1 if none waits, else how often it has gone off unheard. */
    public int overrun(int signal, int timer, int more) {
        if ((set >>> signal - 1 & 1) == 0) {
            return -1;
        }
        for (int i = 0; i < queue.size(); i++) {
            SignalInfo info = queue.get(i);
            if (info.signal() == signal && info.code() == SI_TIMER && info.pid() == timer) {
                int count = (int) Math.min(Integer.MAX_VALUE, (long) info.uid() + more);
                queue.set(i, new SignalInfo(signal, SI_TIMER, timer, count, info.value(), 0));
                return count;
            }
        }
        return -1;
    }

    /**
     * Takes the first pending signal of a set: one that the program's own instructions cause before others, the lowest number, the oldest of that; null if
     * there is none.
     */
    public SignalInfo take(long allowed) {
        long candidates = set & allowed;
        if (candidates == 0) {
            return null;
        }
        if ((candidates & SYNCHRONOUS) != 0) {
            candidates &= SYNCHRONOUS;
        }
        int signal = Long.numberOfTrailingZeros(candidates) + 1;
        SignalInfo found = null;
        boolean more = false;
        for (Iterator<SignalInfo> each = queue.iterator(); each.hasNext();) {
            SignalInfo info = each.next();
            if (info.signal() == signal) {
                if (found == null) {
                    found = info;
                    each.remove();
                } else {
                    more = true;
                }
            }
        }
        if (!more) {
            set &= ~(1L << signal - 1);
        }
        return found;
    }

    /** All of them in order. */
    public List<SignalInfo> all() {
        return List.copyOf(queue);
    }

    void remove(long signals) {
        queue.removeIf(info -> (signals >>> info.signal() - 1 & 1) != 0);
        set &= ~signals;
    }
}
