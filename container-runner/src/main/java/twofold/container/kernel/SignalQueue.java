package twofold.container.kernel;

import static twofold.container.abi.Sig.*;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Pending signals: standard ones at most once, real-time ones and those of timers each time they were sent, in order. */
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
        boolean single = info.signal() < SIGRTMIN && (info.code() != SI_TIMER || info.given() != null);
        if ((set & bit) != 0 && (single || queue.size() >= MOST)) {
            return false;
        }
        set |= bit;
        queue.add(info);
        return true;
    }

    /** Whether this very signal waits. */
    boolean has(SignalInfo info) {
        return queue.stream().anyMatch(each -> each == info);
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
