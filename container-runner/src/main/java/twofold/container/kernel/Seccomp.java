package twofold.container.kernel;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.bpf.Program;

/**
 * seccomp(2): which calls a task may make. Filters are classic BPF programs over struct seccomp_data; the newest says first, the strictest
 * answer counts.
 */
public final class Seccomp {
    private static final int PTRACE_EVENT_SECCOMP = 7;
    /** The size of a struct seccomp_data. */
    public static final int DATA = 64;
    static final int ARCH_RISCV64 = 0xc00000f3;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int KILL_THREAD = 0;
    private static final int TRAP = 0x00030000;
    private static final int ERRNO = 0x00050000;
    private static final int USER_NOTIFY = 0x7fc00000;
    private static final int TRACE = 0x7ff00000;
    private static final int LOG = 0x7ffc0000;
    private static final int ALLOW = 0x7fff0000;
    private static final int ACTION = 0xffff0000;
    /** How many instructions all filters of a task may have, as {@link Program#kept} counts, and what a filter counts beside its own. */
    private static final int MOST_INSTRUCTIONS = 1 << 15;
    private static final int PENALTY = 4;
    private static final int SYS_SECCOMP = 1;
    private static final int TSYNC = 1;
    /** SECCOMP_FILTER_FLAG_LOG. */
    public static final int LOGGED = 2;
    /** SECCOMP_FILTER_FLAG_NEW_LISTENER. */
    public static final int NEW_LISTENER = 8;
    private static final int TSYNC_ESRCH = 16;
    /** SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV. */
    public static final int WAIT_KILLABLE_RECV = 32;
    private static final int FLAGS = 63;
    /** The strict mode: read, write, exit and rt_sigreturn. */
    private static final Seccomp STRICT = new Seccomp(null, null, 0, null);

    /** A call may be made. */
    public static final long ALLOWED = Long.MIN_VALUE + 2;
    private final Seccomp older;
    private final Program program;
    private final int depth;
    /** Who is asked if this filter says so; null for nobody. */
    private final SeccompListener listener;
    private boolean logged;

    private Seccomp(Seccomp older, Program program, int depth, SeccompListener listener) {
        this.older = older;
        this.program = program;
        this.depth = depth;
        this.listener = listener;
    }

    /** One task more has this filter and those before it, or one less. */
    void used(int more) {
        for (Seccomp at = this; at != null; at = at.older) {
            if (at.listener != null) {
                at.listener.used(more);
            }
        }
    }

    /** Whether somebody listens to this filter or one before it. */
    private boolean hasListener() {
        for (Seccomp at = this; at != null; at = at.older) {
            if (at.listener != null && !at.listener.isClosed()) {
                return true;
            }
        }
        return false;
    }

    private void becomes(Task thread) {
        used(1);
        if (thread.seccomp != null) {
            thread.seccomp.used(-1);
        }
        thread.seccomp = this;
    }

    /** PR_GET_SECCOMP: 1 strict, 2 filters. */
    public int mode() {
        return program == null ? 1 : 2;
    }

    /** How many filters there are. */
    public int filters() {
        return depth;
    }

    /** The filter at a place, from 0 for the oldest. */
    public Seccomp at(int place) {
        Seccomp at = this;
        while (at.depth != place + 1) {
            at = at.older;
        }
        return at;
    }

    /** The instructions as seccomp(2) took them, two words each. */
    public int[] program() {
        return program.words();
    }

    /** Whether it was added with SECCOMP_FILTER_FLAG_LOG. */
    public boolean isLogged() {
        return logged;
    }

    private static int instructions(Seccomp newest) {
        int count = 0;
        for (Seccomp at = newest; at != null; at = at.older) {
            count += at.program.kept() + PENALTY;
        }
        return count;
    }

    /** Goes into strict mode. */
    public static long strict(Task t) {
        if (t.seccomp != null) {
            return t.seccomp == STRICT ? 0 : -EINVAL;
        }
        t.seccomp = STRICT;
        return 0;
    }

    /**
     * Adds the filter of a struct sock_fprog.
     *
     * @param flags    SECCOMP_FILTER_FLAG_ bits
     * @param listener who is asked about calls, or null
     */
    public static long filter(Task t, int flags, long at, SeccompListener listener) {
        boolean all = (flags & TSYNC) != 0;
        if ((flags & ~FLAGS) != 0 || all && listener != null && (flags & TSYNC_ESRCH) == 0 || (flags & WAIT_KILLABLE_RECV) != 0 && listener == null) {
            return -EINVAL;
        }
        int length = t.mm.getShort(at) & 0xffff;
        long code = t.mm.getLong(at + 8);
        if (length == 0 || length > Program.MOST) {
            return -EINVAL;
        }
        if (!t.creds.noNewPrivileges && !t.creds.hasHere(Cap.CAP_SYS_ADMIN)) {
            return -EACCES;
        }
        Program program = Program.of(t.mm.read(code, Program.INSTRUCTION * length));
        if (t.seccomp == STRICT) {
            return -EINVAL;
        }
        int depth = t.seccomp == null ? 1 : t.seccomp.depth + 1;
        if (program == null || !looksAtCalls(program)) {
            return -EINVAL;
        }
        if (program.kept() + instructions(t.seccomp) > MOST_INSTRUCTIONS) {
            return -ENOMEM;
        }
        if (listener != null && t.seccomp != null && t.seccomp.hasListener()) {
            return -EBUSY;
        }
        Seccomp made = new Seccomp(t.seccomp, program, depth, listener);
        made.logged = (flags & LOGGED) != 0;
        if (all) {
            for (Task thread : t.process.threads) {
                if (thread.seccomp != t.seccomp && thread.seccomp != null) {
                    return (flags & TSYNC_ESRCH) != 0 ? -ESRCH : thread.number;
                }
            }
            for (Task thread : t.process.threads) {
                thread.creds.noNewPrivileges |= t.creds.noNewPrivileges;
                if (thread != t) {
                    made.becomes(thread);
                }
            }
        }
        made.becomes(t);
        return 0;
    }

    /** seccomp(2)'s SECCOMP_GET_ACTION_AVAIL. */
    public static long available(int action) {
        return switch (action) {
            case KILL_PROCESS, KILL_THREAD, TRAP, ERRNO, USER_NOTIFY, TRACE, LOG, ALLOW -> 0;
            default -> -EOPNOTSUPP;
        };
    }

    /** Whether a program does only what one over struct seccomp_data may: aligned words of that, and no remainders, which came later. */
    private static boolean looksAtCalls(Program program) {
        for (int i = 0; i < program.instructions(); i++) {
            int code = program.operation(i);
            int k = program.operand(i);
            boolean fits = switch (code & 7) {
                case 0 -> (code & 0xe0) != 0x40 && ((code & 0xe0) != 0x20 || (code & 0x18) == 0 && (k & 3) == 0 && k >= 0 && k < DATA);
                case 1 -> (code & 0xe0) != 0xa0;
                case 4 -> (code & 0xf0) != 0x90;
                default -> true;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** A task's call as a program sees it. */
    private record Call(Task task, int number) implements Program.Input {
        @Override
        public long load(int at, int size) {
            return data(task, number, at) & 0xffffffffL;
        }

        @Override
        public int length() {
            return DATA;
        }
    }

    /** What all filters say of a call; who is to be asked, if that is it, in {@link #asked}. */
    private int ask(Task t, int number) {
        int strictest = ALLOW;
        asked = null;
        Call call = new Call(t, number);
        for (Seccomp at = this; at != null; at = at.older) {
            int answer = at.program.run(call);
            if ((answer & ACTION) < (strictest & ACTION)) {
                strictest = answer;
                asked = at.listener;
            }
        }
        return strictest;
    }

    /** Whom the filter has that said what counts. */
    private SeccompListener asked;

    /** Looks at a task's call: {@link #ALLOWED} if it may be made, else what it comes to. */
    public long check(Task t, int number) {
        if (this == STRICT) {
            if (number == 63 || number == 64 || number == 93 || number == 139) {
                return ALLOWED;
            }
            Exits.exitProcess(t.process, Sig.SIGKILL);
            return 0;
        }
        if (number == -1 && t.seccompTraced) {
            return t.hart.x[10];
        }
        int answer = ask(t, number);
        switch (answer & ACTION) {
            case ALLOW, LOG -> {
                return ALLOWED;
            }
            case ERRNO -> {
                return -Math.min(4095, answer & 0xffff);
            }
            case TRACE -> {
                return traced(t, number, answer & 0xffff);
            }
            case USER_NOTIFY -> {
                return asked == null ? -ENOSYS : asked.ask(t, number);
            }
            case TRAP -> {
                SignalInfo info = new SignalInfo(Sig.SIGSYS, SYS_SECCOMP, answer & 0xffff, number, ARCH_RISCV64 & 0xffffffffL, t.hart.pc + 4);
                Signals.force(t, info);
                return t.firstArgument;
            }
            case KILL_THREAD -> {
                Exits.exitThread(t, Sig.SIGSYS);
                return 0;
            }
            default -> {
                Exits.exitProcess(t.process, Sig.SIGSYS);
                return 0;
            }
        }
    }

    /** SECCOMP_RET_TRACE: the tracer looks at the call, and may change it; without one there is no such call. */
    private static long traced(Task t, int number, int data) {
        if (t.tracee == null || !t.tracee.wants(PTRACE_EVENT_SECCOMP)) {
            return -ENOSYS;
        }
        if (t.seccompTraced) {
            return ALLOWED;
        }
        t.seccompTraced = true;
        t.hart.x[10] = -ENOSYS;
        Ptrace.event(t, PTRACE_EVENT_SECCOMP, data);
        return Task.BLOCKED;
    }

    /** Adds a struct seccomp_data that tells of a task's call. */
    public static void data(Task t, int number, ByteBuffer to) {
        for (int offset = 0; offset < DATA; offset += 4) {
            to.putInt(data(t, number, offset));
        }
    }

    private static int data(Task t, int number, int offset) {
        if (offset >= 16) {
            long arg = t.arg(offset - 16 >> 3);
            return (int) ((offset & 4) == 0 ? arg : arg >>> 32);
        }
        return switch (offset) {
            case 0 -> number;
            case 4 -> ARCH_RISCV64;
            case 8 -> (int) (t.hart.pc + 4);
            default -> (int) (t.hart.pc + 4 >>> 32);
        };
    }
}
