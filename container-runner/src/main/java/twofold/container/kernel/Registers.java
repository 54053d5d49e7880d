package twofold.container.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.riscv.hart.Hart;

/** A stopped thread's registers as struct user_regs_struct and struct __riscv_d_ext_state have them. */
public final class Registers {
    private static final int GENERAL = 256;
    private static final int FLOATING = 264;

    private Registers() {
    }

    /** Where the thread goes on: inside a system call that is behind the ecall. */
    public static long pc(Task task) {
        return task.hart.pc + (task.inCall() ? 4 : 0);
    }

    /** What a system call that is just done gives; one that will be made again says so by a code of the kernel's own, as on Linux. */
    public static long result(Task task) {
        return task.restart != 0 ? -task.restart : task.hart.x[10];
    }

    /** pc and x1 to x31. */
    public static byte[] general(Task task) {
        ByteBuffer b = ByteBuffer.allocate(GENERAL).order(ByteOrder.LITTLE_ENDIAN).putLong(pc(task));
        for (int i = 1; i < 32; i++) {
            b.putLong(i == 10 ? result(task) : task.hart.x[i]);
        }
        return b.array();
    }

    /** Sets pc and x1 to x31. */
    public static void setGeneral(Task task, byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long pc = b.getLong() & ~1L;
        if (task.restart != 0 && (pc != pc(task) || b.getLong(80) != -task.restart)) {
            task.restart = 0;
        }
        task.hart.pc = pc - (task.inCall() ? 4 : 0);
        for (int i = 1; i < 32; i++) {
            task.hart.x[i] = b.getLong();
        }
    }

    /** f0 to f31 and fcsr. */
    public static byte[] floating(Task task) {
        Hart hart = task.hart;
        ByteBuffer b = ByteBuffer.allocate(FLOATING).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 32; i++) {
            b.putLong(hart.f[i]);
        }
        b.putInt(hart.roundingMode << 5 | hart.flags.accrued);
        return b.array();
    }

    /** Sets f0 to f31 and fcsr. */
    public static void setFloating(Task task, byte[] bytes) {
        Hart hart = task.hart;
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 32; i++) {
            hart.f[i] = b.getLong();
        }
        int fcsr = b.getInt();
        hart.flags.accrued = fcsr & 31;
        hart.roundingMode = fcsr >> 5 & 7;
    }
}
