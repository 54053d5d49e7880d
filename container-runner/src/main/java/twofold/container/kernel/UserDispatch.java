package twofold.container.kernel;

import twofold.container.abi.Sig;
import twofold.image.overlay.FileError;

/**
 * What PR_SET_SYSCALL_USER_DISPATCH asks for: calls from outside a range of code are not made, but tell of themselves by a SIGSYS, unless a byte in memory allows them.
 *
 * @param start    the first address from which calls are made as ever
 * @param length   how many bytes of such code there are
 * @param selector where the byte is: 0 allows calls, 1 does not; 0 if there is none, and nothing is allowed
 */
public record UserDispatch(long start, long length, long selector) {
    private static final int ALLOW = 0;
    private static final int BLOCK = 1;
    private static final int SYS_USER_DISPATCH = 2;

    /** Whether the task's call is not to be made; its signal is pending then, or its process has ended. */
    boolean takes(Task task) {
        long after = task.hart.pc + 4;
        if (Long.compareUnsigned(after - start, length) < 0) {
            return false;
        }
        int state = BLOCK;
        if (selector != 0) {
            try {
                state = task.mm.read(selector, 1)[0];
            } catch (FileError unmapped) {
                Exits.exitProcess(task.process, Sig.SIGSEGV);
                return true;
            }
        }
        if (state == ALLOW) {
            return false;
        }
        if (state != BLOCK) {
            Exits.exitProcess(task.process, Sig.SIGSYS);
            return true;
        }
        task.inCall = false;
        task.hart.pc = after;
        Signals.force(task, new SignalInfo(Sig.SIGSYS, SYS_USER_DISPATCH, 0, (int) task.hart.x[17], Seccomp.ARCH_RISCV64 & 0xffffffffL, after));
        return true;
    }
}
