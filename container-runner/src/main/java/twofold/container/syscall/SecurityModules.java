package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;

/** lsm_list_modules(2), lsm_get_self_attr(2) and lsm_set_self_attr(2): capabilities, yama and landlock, none of which has attributes. */
final class SecurityModules {
    private static final long[] MODULES = {100, 105, 110};
    private static final int UNDEFINED = 0;
    private static final int SINGLE = 1;
    private static final int CONTEXT = 32;
    private static final int PAGE = 4096;

    private SecurityModules() {
    }

    static long list(Task t) {
        if (t.argInt(2) != 0) {
            return -EINVAL;
        }
        int room = t.mm.getInt(t.arg(1));
        int bytes = 8 * MODULES.length;
        t.mm.putInt(t.arg(1), bytes);
        if (Integer.compareUnsigned(room, bytes) < 0) {
            return -E2BIG;
        }
        ByteBuffer b = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long each : MODULES) {
            b.putLong(each);
        }
        t.mm.write(t.arg(0), b.array());
        return MODULES.length;
    }

    static long get(Task t) {
        if (t.argInt(0) == UNDEFINED || t.arg(2) == 0) {
            return -EINVAL;
        }
        t.mm.getInt(t.arg(2));
        if (t.argInt(3) != 0) {
            if (t.argInt(3) != SINGLE || t.arg(1) == 0) {
                return -EINVAL;
            }
            if (t.mm.getLong(t.arg(1)) == 0) {
                return -EINVAL;
            }
        }
        t.mm.putInt(t.arg(2), 0);
        return -EOPNOTSUPP;
    }

    static long set(Task t) {
        int size = t.argInt(2);
        if (t.argInt(3) != 0 || Integer.compareUnsigned(size, CONTEXT) < 0) {
            return -EINVAL;
        }
        if (Integer.compareUnsigned(size, PAGE) > 0) {
            return -E2BIG;
        }
        long length = t.mm.getLong(t.arg(1) + 16);
        long contents = t.mm.getLong(t.arg(1) + 24);
        return Long.compareUnsigned(size, length) < 0 || contents < 0 || contents + CONTEXT > length ? -EINVAL : -EOPNOTSUPP;
    }
}
