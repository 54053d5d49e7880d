package twofold.container.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import twofold.container.Guest;
import twofold.container.syscall.SyscallTable;

@Timeout(120)
class HostileCallsTest {
    private static final Set<Integer> ENDING = Set.of(93, 94, 129, 130, 131, 138, 220, 435, 221, 281, 139, 214, 222, 215, 216, 226);
    private static final int ROUNDS = 20_000;
    @TempDir
    Path directory;

    @Test
    @DisplayName("no system call with any arguments makes the kernel throw")
    void noArgumentsMakeTheKernelThrow() throws Exception {
        long seed = Long.getLong("twofold.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        SyscallTable table = new SyscallTable(null);
        try (Guest guest = new Guest(directory, true).busybox()) {
            Task task = guest.start(new byte[0], "sh");
            task.hart.enter(task.mm);
            long stack = task.hart.x[2];
            long[] values = {0, 1, 2, 3, 7, -1, -100, 8, 16, 128, 4096, stack, stack + 8, stack - 64, 0x10000, task.hart.pc, 1L << 38, (1L << 38) - 4,
                Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x100, 0x1000, 65, 0x5401, 0x5413};
            for (int i = 0; i < ROUNDS; i++) {
                int number = random.nextInt(460);
                if (ENDING.contains(number)) {
                    continue;
                }
                StringBuilder shown = new StringBuilder(SyscallTable.name(number));
                for (int n = 10; n < 16; n++) {
                    long value = random.nextInt(4) == 0 ? random.nextLong() >>> random.nextInt(64) : values[random.nextInt(values.length)];
                    task.hart.x[n] = value;
                    shown.append(' ').append(value);
                }
                task.hart.x[17] = number;
                task.beginCall();
                try {
                    long result = table.call(task);
                    assertTrue(result == Task.BLOCKED || result == Signals.NO_RESULT || result > -4096 || result < -1_000_000, shown::toString);
                } catch (RuntimeException | Error thrown) {
                    throw new AssertionError(shown + " (seed " + seed + ")", thrown);
                }
                task.leaveQueues();
                task.state = Task.State.RUNNABLE;
                task.inCall = false;
                task.savedMask = null;
                task.mm.stackLimit = 8L << 20;
            }
        }
    }
}
