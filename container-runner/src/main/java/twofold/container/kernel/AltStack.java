package twofold.container.kernel;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Sig.MINSIGSTKSZ;
import static twofold.container.abi.Sig.SS_DISABLE;
import static twofold.container.abi.Sig.SS_ONSTACK;

/** A task's stack for signal handlers, sigaltstack(2). */
public final class AltStack {
    /** The stack is forgotten while a handler runs on it. */
    public static final int SS_AUTODISARM = 1 << 31;

    private AltStack() {
    }

    /** Whether a stack pointer is on it; never while it is forgotten on use. */
    static boolean holds(Task task, long sp) {
        return (task.altStackFlags & SS_AUTODISARM) == 0 && task.altStackSize != 0 && Long.compareUnsigned(sp, task.altStack) > 0
                && Long.compareUnsigned(sp - task.altStack, task.altStackSize) <= 0;
    }

    /** What ss_flags says now. */
    public static int flags(Task task) {
        int state = task.altStackSize == 0 ? SS_DISABLE : holds(task, task.hart.x[2]) ? SS_ONSTACK : 0;
        return state | task.altStackFlags & SS_AUTODISARM;
    }

    /** Sets it; 0 or a negative errno. */
    public static long set(Task task, long address, int flags, long size) {
        if (holds(task, task.hart.x[2])) {
            return -EPERM;
        }
        int mode = flags & ~SS_AUTODISARM;
        if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE) {
            return -EINVAL;
        }
        if (mode != SS_DISABLE && Long.compareUnsigned(size, MINSIGSTKSZ) < 0) {
            return -ENOMEM;
        }
        task.altStack = mode == SS_DISABLE ? 0 : address;
        task.altStackSize = mode == SS_DISABLE ? 0 : size;
        task.altStackFlags = flags;
        return 0;
    }

    /** A handler is entered, which ends the use of a stack that is to be forgotten. */
    static void entered(Task task) {
        if ((task.altStackFlags & SS_AUTODISARM) != 0) {
            forget(task);
        }
    }

    /** There is none. */
    static void forget(Task task) {
        task.altStack = 0;
        task.altStackSize = 0;
        task.altStackFlags = SS_DISABLE;
    }
}
