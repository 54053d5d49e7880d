package twofold.container.namespace;

import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;

/** Offsets of the monotonic and the boot-time clock, time_namespaces(7), in nanoseconds. They can be set until the first task is in it. */
public final class TimeNamespace extends Namespace {
    /** What is added to CLOCK_MONOTONIC. */
    public long monotonic;
    /** What is added to CLOCK_BOOTTIME. */
    public long bootTime;
    private boolean frozen;

    /** Clocks without offsets. */
    public TimeNamespace(UserNamespace owner) {
        super(owner, Clone.CLONE_NEWTIME);
    }

    /** Another, with the same offsets to begin with. */
    public TimeNamespace(TimeNamespace from, UserNamespace owner) {
        super(owner, Clone.CLONE_NEWTIME);
        monotonic = from.monotonic;
        bootTime = from.bootTime;
    }

    /** A task is in it. */
    public void freeze() {
        frozen = true;
    }

    /** Whether its offsets stay as they are. */
    public boolean frozen() {
        return frozen;
    }
}
