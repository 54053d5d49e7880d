package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.kernel.Seccomp;
import twofold.container.kernel.Task;
import twofold.container.kernel.UserDispatch;
import twofold.container.mm.ExecutionRefusal;
import twofold.container.mm.Mm;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/** prctl(2). */
final class Control {
    private static final int GET_TIMING = 13;
    private static final int SET_TIMING = 14;
    private static final int DISABLE_PERFORMANCE_EVENTS = 31;
    private static final int ENABLE_PERFORMANCE_EVENTS = 32;
    private static final int MCE_KILL = 33;
    private static final int SET_SYSCALL_USER_DISPATCH = 59;
    private static final int SET_IO_FLUSHER = 57;
    private static final int GET_IO_FLUSHER = 58;
    private static final int SET_ICACHE_FLUSH = 71;
    private static final int SET_MDWE = 65;
    private static final int GET_MDWE = 66;
    private static final int SET_MEMORY_MERGE = 67;
    private static final int GET_MEMORY_MERGE = 68;
    private static final int GET_MACHINE_CHECKS = 34;
    private static final int MACHINE_CHECKS_DEFAULT = 2;
    private static final int SET_PDEATHSIG = 1;
    private static final int GET_PDEATHSIG = 2;
    private static final int GET_DUMPABLE = 3;
    private static final int SET_DUMPABLE = 4;
    private static final int GET_KEEPCAPS = 7;
    private static final int SET_KEEPCAPS = 8;
    private static final int SET_NAME = 15;
    private static final int GET_NAME = 16;
    private static final int GET_SECCOMP = 21;
    private static final int SET_SECCOMP = 22;
    private static final int CAPBSET_READ = 23;
    private static final int CAPBSET_DROP = 24;
    private static final int SET_MM = 35;
    private static final int GET_SECUREBITS = 27;
    private static final int SET_SECUREBITS = 28;
    private static final int SET_TIMERSLACK = 29;
    private static final int GET_TIMERSLACK = 30;
    private static final int SET_CHILD_SUBREAPER = 36;
    private static final int GET_CHILD_SUBREAPER = 37;
    private static final int SET_NO_NEW_PRIVS = 38;
    private static final int GET_NO_NEW_PRIVS = 39;
    private static final int GET_TID_ADDRESS = 40;
    private static final int SET_THP_DISABLE = 41;
    private static final int GET_THP_DISABLE = 42;
    private static final int CAP_AMBIENT = 47;
    private static final int SET_PTRACER = 0x59616d61;
    private static final int SET_VMA = 0x53564d41;
    private static final int LAST_CAPABILITY = 40;

    private Control() {
    }

    static long prctl(Task t) {
        long arg = t.arg(1);
        boolean rest = (t.arg(2) | t.arg(3) | t.arg(4)) != 0;
        Credentials c = t.creds;
        switch (t.argInt(0)) {
            case SET_PDEATHSIG -> {
                if (arg < 0 || arg > Sig.SIGRTMAX) {
                    return -EINVAL;
                }
                t.parentDeathSignal = (int) arg;
            }
            case GET_PDEATHSIG -> t.mm.putInt(arg, t.parentDeathSignal);
            case GET_DUMPABLE -> {
                return t.process.dumpable;
            }
            case SET_DUMPABLE -> {
                if (arg != 0 && arg != 1) {
                    return -EINVAL;
                }
                t.process.dumpable = (int) arg;
            }
            case GET_KEEPCAPS -> {
                return c.secures(Credentials.SECURE_KEEP_CAPS) ? 1 : 0;
            }
            case SET_KEEPCAPS -> {
                if (arg != 0 && arg != 1) {
                    return -EINVAL;
                }
                if (c.secures(Credentials.SECURE_KEEP_CAPS << 1)) {
                    return -EPERM;
                }
                c.secureBits = c.secureBits & ~Credentials.SECURE_KEEP_CAPS | (arg != 0 ? Credentials.SECURE_KEEP_CAPS : 0);
            }
            case SET_NAME -> name(t, arg);
            case GET_NAME -> t.mm.write(arg, Arrays.copyOf(Paths.latin(t.name), 16));
            case GET_SECCOMP -> {
                return t.seccomp == null ? 0 : t.seccomp.mode();
            }
            case SET_SECCOMP -> {
                return arg == 1 ? Seccomp.strict(t) : arg == 2 ? Seccomp.filter(t, 0, t.arg(2), null) : -EINVAL;
            }
            case CAPBSET_READ -> {
                return arg < 0 || arg > LAST_CAPABILITY ? -EINVAL : c.bounding >>> arg & 1;
            }
            case CAPBSET_DROP -> {
                if (!c.hasHere(Cap.CAP_SETPCAP)) {
                    return -EPERM;
                }
                if (arg < 0 || arg > LAST_CAPABILITY) {
                    return -EINVAL;
                }
                c.bounding &= ~(1L << arg);
            }
            case SET_MM -> {
                return ProgramPlaces.set(t);
            }
            case GET_SECUREBITS -> {
                return c.secureBits;
            }
            case SET_SECUREBITS -> {
                if (!c.hasHere(Cap.CAP_SETPCAP) || (arg & ~0xffL) != 0) {
                    return -EPERM;
                }
                c.secure((int) arg);
            }
            case SET_TIMERSLACK -> t.timerSlack = isExact(t) ? t.timerSlack : arg == 0 ? t.usualSlack : arg;
            case GET_TIMERSLACK -> {
                return isExact(t) ? 0 : t.timerSlack;
            }
            case SET_CHILD_SUBREAPER -> t.process.subreaper = arg != 0;
            case GET_CHILD_SUBREAPER -> t.mm.putInt(arg, t.process.subreaper ? 1 : 0);
            case SET_NO_NEW_PRIVS -> {
                if (arg != 1 || rest) {
                    return -EINVAL;
                }
                c.noNewPrivileges = true;
            }
            case GET_NO_NEW_PRIVS -> {
                return arg != 0 || rest ? -EINVAL : c.noNewPrivileges ? 1 : 0;
            }
            case GET_TID_ADDRESS -> t.mm.putLong(arg, t.clearTid);
            case SET_THP_DISABLE -> {
                if (rest) {
                    return -EINVAL;
                }
                t.process.noHugePages = arg != 0;
            }
            case GET_THP_DISABLE -> {
                return arg != 0 || rest ? -EINVAL : t.process.noHugePages ? 1 : 0;
            }
            case MCE_KILL -> {
                boolean sane = arg == 0 ? t.arg(2) == 0 : arg == 1 && t.arg(2) >= 0 && t.arg(2) <= 2;
                return sane && (t.arg(3) | t.arg(4)) == 0 ? 0 : -EINVAL;
            }
            case SET_MDWE -> {
                return rest || (arg & ~3L) != 0 || arg == ExecutionRefusal.NO_INHERIT ? -EINVAL : t.mm.refusal.set((int) arg) ? 0 : -EPERM;
            }
            case GET_MDWE -> {
                return arg != 0 || rest ? -EINVAL : t.mm.refusal.bits();
            }
            case SET_MEMORY_MERGE -> {
                if (rest) {
                    return -EINVAL;
                }
                t.process.mergesPages = arg != 0;
            }
            case GET_MEMORY_MERGE -> {
                return arg != 0 || rest ? -EINVAL : t.process.mergesPages ? 1 : 0;
            }
            case SET_IO_FLUSHER, GET_IO_FLUSHER -> {
                return flusher(t, t.argInt(0) == SET_IO_FLUSHER, arg, rest);
            }
            case SET_ICACHE_FLUSH -> {
                return (arg & ~1L) == 0 && (t.arg(2) & ~1L) == 0 ? 0 : -EINVAL;
            }
            case CAP_AMBIENT -> {
                return ambient(c, arg, t.arg(2), (t.arg(3) | t.arg(4)) != 0);
            }
            case SET_PTRACER -> {
                return allowTracer(t, arg);
            }
            case SET_VMA -> {
                return -EINVAL;
            }
            case SET_SYSCALL_USER_DISPATCH -> {
                return userDispatch(t, arg, t.arg(2), t.arg(3), t.arg(4));
            }
            case GET_TIMING, DISABLE_PERFORMANCE_EVENTS, ENABLE_PERFORMANCE_EVENTS -> {
                return 0;
            }
            case SET_TIMING -> {
                return arg == 0 ? 0 : -EINVAL;
            }
            case GET_MACHINE_CHECKS -> {
                return arg != 0 || rest ? -EINVAL : MACHINE_CHECKS_DEFAULT;
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    /** PR_SET_IO_FLUSHER and PR_GET_IO_FLUSHER, which want CAP_SYS_RESOURCE. */
    private static long flusher(Task t, boolean sets, long wanted, boolean rest) {
        if (!t.creds.has(Cap.CAP_SYS_RESOURCE)) {
            return -EPERM;
        }
        if (rest || (sets ? wanted & ~1L : wanted) != 0) {
            return -EINVAL;
        }
        t.flushesIo = sets ? wanted != 0 : t.flushesIo;
        return !sets && t.flushesIo ? 1 : 0;
    }

    /** PR_SET_PTRACER, as yama has it: who may trace the process though it is no ancestor; -1 for everybody, 0 for nobody more. */
    private static long allowTracer(Task t, long number) {
        Task allowed = number == 0 || number == -1 ? null : t.find((int) number);
        if (number != 0 && number != -1 && allowed == null) {
            return -EINVAL;
        }
        t.process.anyTracer = number == -1;
        t.process.allowedTracer = allowed;
        return 0;
    }

    /** Sets which calls of a task are not made but told of. */
    static long userDispatch(Task t, long mode, long start, long length, long selector) {
        if (mode == 0) {
            t.dispatch = (start | length | selector) != 0 ? t.dispatch : null;
            return (start | length | selector) != 0 ? -EINVAL : 0;
        }
        if (mode != 1 || start != 0 && Long.compareUnsigned(start + length, start) <= 0) {
            return -EINVAL;
        }
        if (selector < 0 || selector >= Mm.TASK_SIZE) {
            return -EFAULT;
        }
        t.dispatch = new UserDispatch(start, length, selector);
        return 0;
    }

    private static void name(Task t, long at) {
        String text;
        byte[] name = new byte[16];
        if (t.mm.copyIn(at, name, 0, 16) == 0) {
            throw FileError.of(EFAULT);
        }
        text = new String(name, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(0);
        t.name = text.substring(0, end < 0 ? 15 : Math.min(15, end));
    }

    /** PR_CAP_AMBIENT: 1 is set, 2 raise, 3 lower, 4 clear all. */
    private static long ambient(Credentials c, long operation, long capability, boolean rest) {
        if (operation == 4) {
            c.ambient = capability != 0 || rest ? c.ambient : 0;
            return capability != 0 || rest ? -EINVAL : 0;
        }
        if (capability < 0 || capability > LAST_CAPABILITY || rest) {
            return -EINVAL;
        }
        long bit = 1L << capability;
        if (operation == 1) {
            return (c.ambient & bit) != 0 ? 1 : 0;
        }
        if (operation == 2) {
            if ((c.permitted & c.inheritable & bit) == 0 || c.secures(Credentials.SECURE_NO_AMBIENT_RAISE)) {
                return -EPERM;
            }
            c.ambient |= bit;
            return 0;
        }
        if (operation == 3) {
            c.ambient &= ~bit;
            return 0;
        }
        return -EINVAL;
    }

    /** Whether a task's timers have no slack: it is a real-time one. */
    private static boolean isExact(Task t) {
        return t.realTimePriority > 0 || t.deadlines != null;
    }
}
