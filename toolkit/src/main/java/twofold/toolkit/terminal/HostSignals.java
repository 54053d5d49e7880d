package twofold.toolkit.terminal;

import jdk.internal.misc.Signal;

/** Signals sent to this process, handed to us in place of what the host would do. */
public final class HostSignals {
    private HostSignals() {
    }

    /**
     * Has {@code action} called, on a thread of its own, for each signal of a name such as "INT". Where the platform does not let us,
     * nothing changes: the signal then does what it did before. The JDK has no class for this with a supported name; the launchers and the
     * build export this one.
     */
    public static void handle(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException | IllegalAccessError unsupported) {
            // No such signal here, or the virtual machine keeps it for itself
        }
    }
}
