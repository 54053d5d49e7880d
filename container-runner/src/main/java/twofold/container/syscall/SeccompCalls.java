package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;

import twofold.container.fs.event.SeccompFile;
import twofold.container.kernel.Seccomp;
import twofold.container.kernel.SeccompListener;
import twofold.container.kernel.Task;

/** seccomp(2). */
final class SeccompCalls {
    private static final int SET_MODE_STRICT = 0;
    private static final int SET_MODE_FILTER = 1;
    private static final int GET_ACTION_AVAIL = 2;
    private static final int GET_NOTIF_SIZES = 3;

    private SeccompCalls() {
    }

    static long seccomp(Task t) {
        int flags = t.argInt(1);
        return switch (t.argInt(0)) {
            case SET_MODE_STRICT -> flags != 0 || t.arg(2) != 0 ? -EINVAL : Seccomp.strict(t);
            case SET_MODE_FILTER -> (flags & Seccomp.NEW_LISTENER) != 0 ? listen(t, flags) : Seccomp.filter(t, flags, t.arg(2), null);
            case GET_ACTION_AVAIL -> flags != 0 ? -EINVAL : Seccomp.available(t.mm.getInt(t.arg(2)));
            case GET_NOTIF_SIZES -> flags != 0 ? -EINVAL : sizes(t);
            default -> -EINVAL;
        };
    }

    /** A filter that asks, and a descriptor for who is asked. */
    private static long listen(Task t, int flags) {
        long limit = t.process.softLimits[RLIMIT_NOFILE];
        SeccompListener listener = new SeccompListener(t.kernel, (flags & Seccomp.WAIT_KILLABLE_RECV) != 0);
        t.files.requireRoom(limit);
        long result = Seccomp.filter(t, flags, t.arg(2), listener);
        return result != 0 ? result : t.files.add(SeccompFile.create(t, listener), 0, true, limit);
    }

    private static long sizes(Task t) {
        t.mm.putShort(t.arg(2), SeccompFile.NOTICE);
        t.mm.putShort(t.arg(2) + 2, SeccompFile.ANSWER);
        t.mm.putShort(t.arg(2) + 4, Seccomp.DATA);
        return 0;
    }
}
