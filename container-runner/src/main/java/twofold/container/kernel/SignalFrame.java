package twofold.container.kernel;

import static twofold.container.abi.Sig.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.image.overlay.FileError;
import twofold.riscv.hart.Hart;

/**
 * What the kernel leaves on the user's stack for a handler, and takes back at sigreturn: struct rt_sigframe of riscv64, that is a
 * siginfo_t and a ucontext_t whose mcontext holds pc, x1 to x31, f0 to f31 and fcsr.
 */
final class SignalFrame {
    private static final int UCONTEXT = SignalInfo.BYTES;
    private static final int STACK = UCONTEXT + 16;
    private static final int MASK = UCONTEXT + 40;
    private static final int REGISTERS = UCONTEXT + 176;
    private static final int FLOATS = REGISTERS + 256;
    private static final int FCSR = FLOATS + 256;
    private static final int BYTES = FLOATS + 528;

    private SignalFrame() {
    }

    /** Pushes a frame and enters the handler; false if the stack cannot be written. */
    static boolean push(Task task, SignalInfo info, SignalActions.Action action, long restoredMask) {
        Hart hart = task.hart;
        long top = hart.x[2];
        boolean alternate = (action.flags() & SA_ONSTACK) != 0 && task.altStackSize != 0 && !AltStack.holds(task, top);
        if (alternate) {
            top = task.altStack + task.altStackSize;
        }
        long frame = top - BYTES & -16;
        if (!alternate && AltStack.holds(task, top) && !AltStack.holds(task, top - BYTES)) {
            return false;
        }
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, info.bytes().array(), 0, SignalInfo.BYTES);
        b.putLong(STACK, task.altStack).putInt(STACK + 8, task.altStackFlags).putLong(STACK + 16, task.altStackSize);
        b.putLong(MASK, restoredMask);
        b.putLong(REGISTERS, hart.pc);
        for (int i = 1; i < 32; i++) {
            b.putLong(REGISTERS + 8 * i, hart.x[i]);
        }
        for (int i = 0; i < 32; i++) {
            b.putLong(FLOATS + 8 * i, hart.f[i]);
        }
        b.putInt(FCSR, fcsr(hart));
        if (task.mm.copyOut(frame, b.array(), 0, BYTES) < BYTES) {
            return false;
        }
        AltStack.entered(task);
        hart.x[1] = task.mm.layout.sigreturn;
        hart.x[2] = frame;
        hart.x[10] = info.signal();
        hart.x[11] = frame;
        hart.x[12] = frame + UCONTEXT;
        hart.pc = action.handler();
        return true;
    }

    /** rt_sigreturn: takes everything back from the frame at the stack pointer. */
    static void pop(Task task) {
        Hart hart = task.hart;
        ByteBuffer b;
        try {
            b = ByteBuffer.wrap(task.mm.read(hart.x[2], BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (FileError fault) {
            Signals.force(task, SignalInfo.kernel(SIGSEGV));
            return;
        }
        task.mask = Signals.maskable(b.getLong(MASK));
        hart.pc = b.getLong(REGISTERS) & ~1L;
        for (int i = 1; i < 32; i++) {
            hart.x[i] = b.getLong(REGISTERS + 8 * i);
        }
        for (int i = 0; i < 32; i++) {
            hart.f[i] = b.getLong(FLOATS + 8 * i);
        }
        AltStack.set(task, b.getLong(STACK), b.getInt(STACK + 8), b.getLong(STACK + 16));
        int fcsr = b.getInt(FCSR);
        hart.flags.accrued = fcsr & 31;
        hart.roundingMode = fcsr >> 5 & 7;
    }

    private static int fcsr(Hart hart) {
        return hart.roundingMode << 5 | hart.flags.accrued;
    }
}
