package twofold.container.kernel;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EIO;
import static twofold.container.abi.Errno.ENOMEM;

import twofold.container.abi.Sig;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Exit;

/** Serves what a task's hart comes back for: system calls, faults and breakpoints. */
final class Traps {
    private final Kernel.Calls calls;
    private final FileClock fileClock;

    Traps(Kernel.Calls calls, FileClock fileClock) {
        this.calls = calls;
        this.fileClock = fileClock;
    }

    /** Serves an exit; false if the task waits or is gone. */
    boolean answer(Task task, Exit exit) {
        if (exit == Exit.ENVIRONMENT_CALL) {
            task.beginCall();
            if (task.dispatch != null && task.dispatch.takes(task)) {
                return task.state != Task.State.DEAD;
            }
            return (task.tracee == null || !Ptrace.entry(task)) && call(task);
        }
        if (exit instanceof Exit.Fault fault) {
            fault(task, fault.cause(), fault.value());
        } else if (exit == Exit.BREAKPOINT) {
            Signals.force(task, new SignalInfo(Sig.SIGTRAP, Sig.TRAP_BRKPT, 0, 0, 0, task.hart.pc));
        }
        return true;
    }

    /** Makes the task's call, for the first time or again; false if it waits or the task is gone. */
    boolean call(Task task) {
        long result = answered(task);
        if (task.state == Task.State.DEAD) {
            return false;
        }
        if (task.container().account.tookRefusal()) {
            task.leaveQueues();
            Exits.outOfMemory(task.process);
            return false;
        }
        if (result == Task.BLOCKED) {
            if (task.state == Task.State.STOPPED || !Signals.interrupts(task)) {
                return false;
            }
            task.leaveQueues();
            task.state = Task.State.RUNNABLE;
            result = !task.tellRest() ? -EFAULT : task.progress > 0 ? task.progress : -task.interruption;
            if (task.progress == 0 && Signals.resume(task)) {
                return task.state == Task.State.RUNNABLE && !task.halted() && call(task);
            }
            if (task.state == Task.State.DEAD || task.leaves) {
                return false;
            }
        }
        task.leaveQueues();
        if (task.kept != null) {
            task.kernel.futexes.forget(task);
        }
        task.inCall = false;
        if (task.notice != null) {
            task.notice.withdraw();
            task.notice = null;
        }
        if (result != Signals.NO_RESULT) {
            Signals.finish(task, result);
        }
        if (task.tracee != null) {
            Ptrace.exit(task);
        }
        return true;
    }

    private static void fault(Task task, int cause, long value) {
        if (task.awaitsPage(false)) {
            return;
        }
        if (task.mm.tookOutOfMemory()) {
            Shortage.relieve(task);
            return;
        }
        int signal = switch (cause) {
            case Cause.ILLEGAL_INSTRUCTION -> Sig.SIGILL;
            case Cause.FETCH_ACCESS, Cause.LOAD_ACCESS, Cause.STORE_ACCESS, Cause.LOAD_MISALIGNED, Cause.STORE_MISALIGNED,
                    Cause.FETCH_MISALIGNED -> Sig.SIGBUS;
            default -> Sig.SIGSEGV;
        };
        boolean aligned = cause == Cause.FETCH_ACCESS || cause == Cause.LOAD_ACCESS || cause == Cause.STORE_ACCESS;
        int code = switch (signal) {
            case Sig.SIGILL -> Sig.ILL_ILLOPC;
            case Sig.SIGBUS -> aligned ? Sig.BUS_ADRERR : Sig.BUS_ADRALN;
            default -> task.mm.find(value) == null ? Sig.SEGV_MAPERR : Sig.SEGV_ACCERR;
        };
        Signals.force(task, new SignalInfo(signal, code, 0, 0, 0, signal == Sig.SIGILL ? task.hart.pc : value));
    }

    /** Makes a call. If we fail in it, that is an I/O error (or no memory) for the task; everything else goes on. */
    private long answered(Task task) {
        Throwable thrown;
        int errno = EIO;
        fileClock.begin();
        try {
            return calls.call(task);
        } catch (RuntimeException | AssertionError | StackOverflowError | InternalError bug) {
            thrown = bug;
        } catch (OutOfMemoryError exhausted) {
            thrown = exhausted;
            errno = ENOMEM;
        } finally {
            fileClock.end();
        }
        Bugs.tell(calls.name(task), thrown);
        if (task.state == Task.State.WAITING) {
            task.state = Task.State.RUNNABLE;
        }
        return -errno;
    }
}
