package twofold.container.kernel;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.ECHILD;

import java.util.List;
import twofold.container.abi.Sig;
import twofold.image.overlay.FileError;

/** wait4(2) and waitid(2): changes of children. */
public final class Waiting {
    private Waiting() {
    }

    /**
     * A child's change.
     *
     * @param pid    the child's number as its parent sees it
     * @param code   CLD_ value
     * @param status the wait(2) status word
     */
    public record Change(Process child, int pid, int code, int status, int uid) {
        /** si_status: the exit code or the signal. */
        public int number() {
            return code == Sig.CLD_EXITED ? status >> 8 & 0xff : code == Sig.CLD_STOPPED ? status >> 8 : code == Sig.CLD_CONTINUED
                    ? Sig.SIGCONT : status & 0x7f;
        }
    }

    /** Which children are meant: {@code P_ALL}, {@code P_PID} or {@code P_PGID} with a number. */
    public record Which(int kind, int number) {
        boolean means(Process child) {
            return kind == P_ALL || kind == P_PID && child.pid == number || kind == P_PGID && child.group == number;
        }
    }

    /** The next change that is asked for, taken unless WNOWAIT; null if there is none yet. ECHILD if there is no such child. */
    public static Change next(Process parent, Which which, int options) {
        boolean any = false;
        for (Process child : List.copyOf(parent.children)) {
            if (!which.means(child)) {
                continue;
            }
            any = true;
            Change change = change(parent, child, options);
            if (change != null) {
                if ((options & WNOWAIT) == 0) {
                    take(change);
                }
                return change;
            }
        }
        if (!any) {
            throw FileError.of(ECHILD);
        }
        return null;
    }

    private static Change change(Process parent, Process child, int options) {
        Task leader = child.pids.get(child.number);
        int uid = leader == null || leader.creds == null ? 0 : leader.creds.uid;
        if (child.zombie && (options & WEXITED) != 0) {
            int code = (child.status & 0x7f) == 0 ? Sig.CLD_EXITED : Sig.CLD_KILLED;
            return new Change(child, parent.pids.shown(child.pid), code, child.status, uid);
        }
        if (child.stopped && !child.stopReported && (options & WSTOPPED) != 0) {
            return new Change(child, parent.pids.shown(child.pid), Sig.CLD_STOPPED, child.stopSignal << 8 | 0x7f, uid);
        }
        if (!child.continueReported && !child.stopped && !child.zombie && (options & WCONTINUED) != 0) {
            return new Change(child, parent.pids.shown(child.pid), Sig.CLD_CONTINUED, 0xffff, uid);
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
