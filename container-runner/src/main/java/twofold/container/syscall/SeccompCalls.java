package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.fs.event.SeccompFile;
import twofold.container.kernel.Seccomp;
import twofold.container.kernel.SeccompListener;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** seccomp(2). */
final class SeccompCalls {
    private static final int SET_MODE_STRICT = 0;
    private static final int SET_MODE_FILTER = 1;
    private static final int GET_ACTION_AVAIL = 2;
    private static final int GET_NOTIF_SIZES = 3;
    /** The bytes of a struct seccomp_metadata. */
    private static final int METADATA = 16;

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

    /** PTRACE_SECCOMP_GET_FILTER: a filter's program, the oldest is 0; the result is how many instructions it has. */
    static long program(Task t, Task of) {
        int[] program = filter(t, of, t.arg(2)).program();
        if (t.arg(3) != 0) {
            ByteBuffer b = ByteBuffer.allocate(4 * program.length).order(ByteOrder.LITTLE_ENDIAN);
            b.asIntBuffer().put(program);
            t.mm.write(t.arg(3), b.array());
        }
        return program.length / 2;
    }

    /** PTRACE_SECCOMP_GET_METADATA: struct seccomp_metadata says which filter and gets its flags. */
    static long metadata(Task t, Task of) {
        int size = (int) Math.min(Integer.toUnsignedLong(t.argInt(2)), METADATA);
        if (size < METADATA / 2) {
            return -EINVAL;
        }
        Seccomp filter = filter(t, of, t.mm.getLong(t.arg(3)));
        byte[] made = ByteBuffer.allocate(METADATA).order(ByteOrder.LITTLE_ENDIAN).putLong(t.mm.getLong(t.arg(3))).putLong(filter.isLogged() ? Seccomp.LOGGED : 0).array();
        t.mm.write(t.arg(3), Arrays.copyOf(made, size));
        return size;
    }

    private static Seccomp filter(Task t, Task of, long place) {
        if (!t.creds.has(Cap.CAP_SYS_ADMIN) || t.seccomp != null) {
            throw FileError.of(EACCES);
        }
        if (of.seccomp == null || of.seccomp.mode() == 1) {
            throw FileError.of(EINVAL);
        }
        if (Long.compareUnsigned(place, of.seccomp.filters()) >= 0) {
            throw FileError.of(ENOENT);
        }
        return of.seccomp.at((int) place);
    }

    private static long sizes(Task t) {
        t.mm.putShort(t.arg(2), SeccompFile.NOTICE);
        t.mm.putShort(t.arg(2) + 2, SeccompFile.ANSWER);
        t.mm.putShort(t.arg(2) + 4, Seccomp.DATA);
        return 0;
    }
}
