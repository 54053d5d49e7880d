package twofold.container.kernel;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.ECHILD;

import twofold.container.abi.Sig;
import twofold.image.overlay.FileError;

/** wait4(2) and waitid(2): changes of children, and of threads that one traces. */
public final class Waiting {
    private Waiting() {
    }

    /**
     * A change.
     *
     * @param child  the process it is of
     * @param pid    the process's number, or a tracee's, as the parent sees it
     * @param code   CLD_ value
     * @param status the wait(2) status word
     */
    public record Change(Process child, int pid, int code, int status, int uid) {
        /** si_status: the exit code or the signal. */
        public int number() {
            return switch (code) {
                case Sig.CLD_EXITED -> status >> 8 & 0xff;
                case Sig.CLD_STOPPED, Sig.CLD_TRAPPED -> status >> 8;
                case Sig.CLD_CONTINUED -> Sig.SIGCONT;
                default -> status & 0x7f;
            };
        }
    }

    /** Which children are meant: {@code P_ALL}, {@code P_PID} or {@code P_PGID} with a number. */
    public record Which(int kind, int number) {
        boolean means(Process child, int tid) {
            return kind == P_ALL || kind == P_PID && tid == number || kind == P_PGID && child.group == number;
        }
    }

    /** The next change that is asked for, taken unless WNOWAIT; null if there is none yet. ECHILD if there is no such child. */
    public static Change next(Process parent, Which which, int options) {
        boolean any = false;
        boolean take = (options & WNOWAIT) == 0;
        for (int i = 0; i < parent.children.size(); i++) {
            Process child = parent.children.get(i);
            if (!which.means(child, child.pid) || !kindAsked(child, options)) {
                continue;
            }
            any |= !child.zombie || (options & (WEXITED | WCONTINUED)) != 0;
            Task first = child.pids.get(child.number);
            Change change = first == null || first.tracee == null ? change(parent, child, options) : null;
            if (change != null) {
                if (take) {
                    take(change);
                }
                return change;
            }
        }
        for (int i = 0; i < parent.tracees.size(); i++) {
            Task tracee = parent.tracees.get(i);
            if (!which.means(tracee.process, tracee.tid)) {
                continue;
            }
            any = true;
            Change change = traced(parent, tracee, options, take);
            if (change != null) {
                return change;
            }
        }
        return dead(parent, which, options, take, any);
    }

    /** Children that tell of their end by another signal than SIGCHLD are waited for by who asks for them. */
    private static boolean kindAsked(Process child, int options) {
        return (options & __WALL) != 0 || child.exitSignal == Sig.SIGCHLD == ((options & __WCLONE) == 0);
    }

    private static Change dead(Process parent, Which which, int options, boolean take, boolean any) {
        for (int i = 0; i < parent.deadTracees.size(); i++) {
            Tracee.Dead dead = parent.deadTracees.get(i);
            boolean meant = which.kind == P_ALL || which.kind == P_PID && which.number == dead.tid();
            if (meant && (options & WEXITED) != 0) {
                if (take) {
                    parent.deadTracees.remove(i);
                }
                return new Change(parent, dead.shown(), endCode(dead.status()), dead.status(), dead.uid());
            }
        }
        if (!any) {
            throw FileError.of(ECHILD);
        }
        return null;
    }

    private static int endCode(int status) {
        return (status & 0x7f) == 0 ? Sig.CLD_EXITED : (status & Signals.CORE) != 0 ? Sig.CLD_DUMPED : Sig.CLD_KILLED;
    }

    /** A tracee's stop, or the end of its process, which is the parent's to know only afterwards. */
    private static Change traced(Process tracer, Task task, int options, boolean take) {
        Process process = task.process;
        if (process.zombie && (options & WEXITED) != 0) {
            Change change = new Change(process, tracer.pids.shown(process.pid), endCode(process.status), process.status, task.creds.uid);
            if (take && process.parent == tracer) {
                Exits.reap(process);
            } else if (take) {
                Ptrace.detach(task, 0);
                Exits.announce(process);
            }
            return change;
        }
        Tracee tracee = task.tracee;
        if (tracee.stop == Tracee.Stop.NONE || tracee.reported) {
            return null;
        }
        tracee.reported = take;
        return new Change(process, tracer.pids.shown(task.tid), Sig.CLD_TRAPPED, tracee.code << 8 | 0x7f, task.creds.uid);
    }

    private static Change change(Process parent, Process child, int options) {
        Task leader = child.pids.get(child.number);
        int uid = leader == null || leader.creds == null ? 0 : leader.creds.uid;
        int pid = parent.pids.shown(child.pid);
        if (child.zombie && (options & WEXITED) != 0) {
            return new Change(child, pid, endCode(child.status), child.status, uid);
        }
        if (child.stopped && !child.stopReported && (options & WSTOPPED) != 0) {
            return new Change(child, pid, Sig.CLD_STOPPED, child.stopSignal << 8 | 0x7f, uid);
        }
        if (!child.continueReported && !child.stopped && !child.zombie && (options & WCONTINUED) != 0) {
            return new Change(child, pid, Sig.CLD_CONTINUED, 0xffff, uid);
        }
        return null;
    }

    private static void take(Change change) {
        Process child = change.child;
        if (child.zombie) {
            Exits.reap(child);
        } else if (child.stopped) {
            child.stopReported = true;
        } else {
            child.continueReported = true;
        }
    }
}
