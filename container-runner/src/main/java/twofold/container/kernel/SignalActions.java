package twofold.container.kernel;

import static twofold.container.abi.Sig.SIG_DFL;
import static twofold.container.abi.Sig.SIG_IGN;

import java.util.Arrays;

/** What a process does on each signal, sigaction(2). Shared by its threads. */
public final class SignalActions {
    /** A handler's address or SIG_DFL or SIG_IGN, SA_ flags, and the signals blocked while it runs. */
    public record Action(long handler, long flags, long mask) {
        static final Action DEFAULT = new Action(SIG_DFL, 0, 0);
    }

    private final Action[] actions = new Action[65];

    /** All defaults. */
    SignalActions() {
        Arrays.fill(actions, Action.DEFAULT);
    }

    /** The action of a signal, 1 to 64. */
    public Action get(int signal) {
        return actions[signal];
    }

    /** Sets an action. */
    public void set(int signal, Action action) {
        actions[signal] = action;
    }

    /** The signals that are ignored, one bit each. */
    public long ignored() {
        long set = 0;
        for (int signal = 1; signal < actions.length; signal++) {
            set |= actions[signal].handler == SIG_IGN ? Signals.bit(signal) : 0;
        }
        return set;
    }

    /** The signals that have a handler, one bit each. */
    public long caught() {
        long set = 0;
        for (int signal = 1; signal < actions.length; signal++) {
            set |= actions[signal].handler != SIG_IGN && actions[signal].handler != SIG_DFL ? Signals.bit(signal) : 0;
        }
        return set;
    }

    SignalActions copy() {
        SignalActions copy = new SignalActions();
        System.arraycopy(actions, 0, copy.actions, 0, actions.length);
        return copy;
    }

    /** exec: handlers go, ignored signals stay ignored. */
    void exec() {
        for (int i = 1; i < actions.length; i++) {
            if (actions[i].handler != SIG_IGN) {
                actions[i] = Action.DEFAULT;
            }
        }
    }
}
