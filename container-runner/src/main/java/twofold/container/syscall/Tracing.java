package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.PtraceRequest.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.kernel.Process;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.Registers;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.SignalQueue;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.kernel.Tracee;
import twofold.container.kernel.UserDispatch;
import twofold.container.mm.ForcedAccess;
import twofold.container.vfs.Domain;
import twofold.image.overlay.FileError;

/** ptrace(2), as riscv64 has it: no single steps and no PTRACE_PEEKUSER. */
final class Tracing {
    private static final int ARCH_RISCV64 = 0xc00000f3;
    private static final int SYSCALL_INFO = 88;
    private static final int RSEQ_CONFIGURATION = 24;
    private static final int DISPATCH = 32;

    private Tracing() {
    }

    static long ptrace(Task t) {
        int request = t.argInt(0);
        if (t.arg(0) == PTRACE_TRACEME) {
            return traceMe(t);
        }
        Task target = t.find(t.argInt(1));
        if (target == null) {
            return -ESRCH;
        }
        if (request == PTRACE_ATTACH || request == PTRACE_SEIZE) {
            return attach(t, target, request == PTRACE_SEIZE);
        }
        Tracee tracee = target.tracee;
        if (tracee == null || tracee.tracer != t || target.state == Task.State.DEAD) {
            return -ESRCH;
        }
        return switch (request) {
            case PTRACE_KILL -> {
                Signals.send(target.process, new SignalInfo(Sig.SIGKILL, Sig.SI_USER, t.process.pid, t.creds.uid, 0, 0));
                yield 0;
            }
            case PTRACE_INTERRUPT -> {
                if (!tracee.seized) {
                    yield -EIO;
                }
                Ptrace.trap(target);
                yield 0;
            }
            default -> tracee.stopped() ? stopped(t, target, tracee, request) : -ESRCH;
        };
    }

    private static long traceMe(Task t) {
        Process parent = t.process.parent;
        if (t.tracee != null || parent == null || parent.leader() == null || !Domain.mayTrace(parent.leader().creds.domain, t.creds.domain)) {
            return -EPERM;
        }
        Ptrace.attach(parent.leader(), t, false, 0);
        return 0;
    }

    /** struct ptrace_sud_config: whether calls are told of, where the byte is that says so, and from where calls are always made. */
    private static long userDispatch(Task t, Task target, boolean sets) {
        if (t.arg(2) != DISPATCH) {
            return -EINVAL;
        }
        long at = t.arg(3);
        if (sets) {
            return Control.userDispatch(target, t.mm.getLong(at), t.mm.getLong(at + 16), t.mm.getLong(at + 24), t.mm.getLong(at + 8));
        }
        UserDispatch now = target.dispatch;
        ByteBuffer b = ByteBuffer.allocate(DISPATCH).order(ByteOrder.LITTLE_ENDIAN).putLong(now == null ? 0 : 1).putLong(now == null ? 0 : now.selector());
        t.mm.write(at, b.putLong(now == null ? 0 : now.start()).putLong(now == null ? 0 : now.length()).array());
        return 0;
    }

    private static long attach(Task t, Task target, boolean seize) {
        int options = seize ? t.argInt(3) : 0;
        if (seize && (t.arg(2) != 0 || (t.arg(3) & ~(long) PTRACE_O_MASK) != 0)) {
            return -EIO;
        }
        if (!maySuspend(t, options)) {
            return -EPERM;
        }
        if (target.process == t.process || !Ptrace.mayTrace(t, target)) {
            return -EPERM;
        }
        if (target.tracee != null || target.state == Task.State.DEAD) {
            return -EPERM;
        }
        Ptrace.begin(t, target, seize, options);
        return 0;
    }

    /** Whether a tracer may ask for what options ask for: filters are suspended only by who may everything and has none. */
    private static boolean maySuspend(Task t, int options) {
        return (options & PTRACE_O_SUSPEND_SECCOMP) == 0 || t.creds.has(Cap.CAP_SYS_ADMIN) && t.seccomp == null;
    }

    private static long stopped(Task t, Task target, Tracee tracee, int request) {
        switch (request) {
            case PTRACE_CONT, PTRACE_SYSCALL, PTRACE_DETACH -> {
                if (t.arg(3) < 0 || t.arg(3) > Sig.SIGRTMAX) {
                    return -EIO;
                }
                if (request == PTRACE_DETACH) {
                    Ptrace.detach(target, t.argInt(3));
                } else {
                    Ptrace.goOn(target, t.argInt(3), request == PTRACE_SYSCALL);
                }
            }
            case PTRACE_PEEKTEXT, PTRACE_PEEKDATA -> t.mm.putLong(t.arg(3), peek(target, t.arg(2)));
            case PTRACE_POKETEXT, PTRACE_POKEDATA -> poke(target, t.arg(2), t.arg(3));
            case PTRACE_SETOPTIONS -> {
                if ((t.arg(3) & ~(long) PTRACE_O_MASK) != 0) {
                    return -EINVAL;
                }
                if (!maySuspend(t, t.argInt(3))) {
                    return -EPERM;
                }
                tracee.options = t.argInt(3);
            }
            case PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG -> {
                return userDispatch(t, target, request == PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG);
            }
            case PTRACE_GETEVENTMSG -> t.mm.putLong(t.arg(3), tracee.message);
            case PTRACE_LISTEN -> {
                if (!tracee.seized || !Ptrace.listen(target)) {
                    return -EIO;
                }
            }
            case PTRACE_GETSIGINFO, PTRACE_SETSIGINFO -> {
                return signalInfo(t, tracee, request == PTRACE_SETSIGINFO);
            }
            case PTRACE_PEEKSIGINFO -> {
                return queued(t, target);
            }
            case PTRACE_GETREGSET, PTRACE_SETREGSET -> {
                return registers(t, target, request == PTRACE_SETREGSET);
            }
            case PTRACE_GETSIGMASK, PTRACE_SETSIGMASK -> {
                if (t.arg(2) != 8) {
                    return -EINVAL;
                }
                if (request == PTRACE_GETSIGMASK) {
                    t.mm.putLong(t.arg(3), target.mask);
                } else {
                    target.mask = Signals.maskable(t.mm.getLong(t.arg(3)));
                }
            }
            case PTRACE_SECCOMP_GET_FILTER -> {
                return SeccompCalls.program(t, target);
            }
            case PTRACE_SECCOMP_GET_METADATA -> {
                return SeccompCalls.metadata(t, target);
            }
            case PTRACE_GET_SYSCALL_INFO -> {
                ByteBuffer b = call(target, tracee);
                int size = (int) Math.min(t.arg(2) & Integer.MAX_VALUE, b.limit());
                if (t.mm.copyOut(t.arg(3), b.array(), 0, size) < size) {
                    return -EFAULT;
                }
                return b.limit();
            }
            case PTRACE_GET_RSEQ_CONFIGURATION -> {
                ByteBuffer b = ByteBuffer.allocate(RSEQ_CONFIGURATION).order(ByteOrder.LITTLE_ENDIAN);
                int[] rseq = target.restartableSequences();
                b.putLong(target.rseqArea()).putInt(rseq[0]).putInt(rseq[1]);
                int size = (int) Math.min(t.arg(2) & Integer.MAX_VALUE, RSEQ_CONFIGURATION);
                t.mm.write(t.arg(3), Arrays.copyOf(b.array(), size));
                return RSEQ_CONFIGURATION;
            }
            default -> {
                return -EIO;
            }
        }
        return 0;
    }

    private static long peek(Task target, long address) {
        byte[] word = new byte[8];
        if (ForcedAccess.peek(target.mm, address, word, 0, 8) < 8) {
            throw FileError.of(EIO);
        }
        return ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static void poke(Task target, long address, long value) {
        byte[] word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        if (target.poke(address, word) < 8) {
            throw FileError.of(EIO);
        }
    }

    private static long signalInfo(Task t, Tracee tracee, boolean set) {
        if (tracee.info == null) {
            return -EINVAL;
        }
        if (set) {
            tracee.info = SignalInfo.of(t.mm.read(t.arg(3), SignalInfo.BYTES));
        } else {
            t.mm.write(t.arg(3), tracee.info.bytes());
        }
        return 0;
    }

    /** struct ptrace_peeksiginfo_args: the place in the queue to begin at, flags (1 for the process's queue), how many. */
    private static long queued(Task t, Task target) {
        long from = t.mm.getLong(t.arg(2));
        int flags = t.mm.getInt(t.arg(2) + 8);
        int count = t.mm.getInt(t.arg(2) + 12);
        if ((flags & ~1) != 0 || count < 0) {
            return -EINVAL;
        }
        SignalQueue queue = (flags & 1) != 0 ? target.process.pending : target.pending;
        List<SignalInfo> all = queue.all();
        int done = 0;
        while (done < count && from >= 0 && from + done < all.size()) {
            if (t.mm.copyOut(t.arg(3) + (long) SignalInfo.BYTES * done, all.get((int) from + done).bytes().array(), 0, SignalInfo.BYTES) < SignalInfo.BYTES) {
                return done == 0 ? -EFAULT : done;
            }
            done++;
        }
        return done;
    }

    /** The register sets of riscv64: NT_PRSTATUS (pc, x1 to x31) and NT_PRFPREG (f0 to f31, fcsr), by struct iovec. */
    private static long registers(Task t, Task target, boolean set) {
        int kind = t.argInt(2);
        if (kind != NT_PRSTATUS && kind != NT_PRFPREG) {
            return -EINVAL;
        }
        byte[] all = kind == NT_PRSTATUS ? Registers.general(target) : Registers.floating(target);
        long base = t.mm.getLong(t.arg(3));
        long length = t.mm.getLong(t.arg(3) + 8);
        if ((length & 7) != 0) {
            return -EINVAL;
        }
        int size = (int) (Long.compareUnsigned(length, all.length) < 0 ? length : all.length);
        if (!set) {
            t.mm.write(base, Arrays.copyOf(all, size));
        } else {
            System.arraycopy(t.mm.read(base, size), 0, all, 0, size);
            if (kind == NT_PRSTATUS) {
                Registers.setGeneral(target, all);
            } else {
                Registers.setFloating(target, all);
            }
        }
        t.mm.putLong(t.arg(3) + 8, size);
        return 0;
    }

    /** struct ptrace_syscall_info, as long as what it has to say. */
    private static ByteBuffer call(Task target, Tracee tracee) {
        ByteBuffer b = ByteBuffer.allocate(SYSCALL_INFO).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(4, ARCH_RISCV64).putLong(8, Registers.pc(target)).putLong(16, target.hart.x[2]);
        boolean told = tracee.info != null && tracee.info.code() == (Sig.SIGTRAP | 0x80);
        boolean filtered = tracee.stop == Tracee.Stop.EVENT && tracee.info != null && tracee.info.code() == (Sig.SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
        if (filtered || told && tracee.stop == Tracee.Stop.ENTRY) {
            b.put(0, (byte) (filtered ? 3 : 1)).putLong(24, target.hart.x[17]);
            for (int i = 0; i < 6; i++) {
                b.putLong(32 + 8 * i, target.arg(i));
            }
            if (filtered) {
                b.putInt(80, (int) tracee.message);
            }
            return b.limit(filtered ? 84 : 80);
        }
        if (told && tracee.stop == Tracee.Stop.EXIT) {
            long result = Registers.result(target);
            boolean failed = result < 0 && result >= -4095;
            return b.put(0, (byte) 2).putLong(24, result).put(32, (byte) (failed ? 1 : 0)).limit(33);
        }
        return b.limit(24);
    }
}
