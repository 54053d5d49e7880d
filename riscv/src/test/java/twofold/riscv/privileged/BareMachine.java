package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertTrue;

import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.Device;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/** The same machine as {@link QemuMachine} made of our hart. */
final class BareMachine {
    private static final int FRAMES = QemuMachine.MEMORY >>> Frames.SHIFT;
    private static final long MOST = 200_000_000;

    private BareMachine() {
    }

    /** Runs a program and returns memory as it left it. */
    static byte[] run(byte[] picture, Isa isa) {
        int first = Frames.allocateRun(FRAMES);
        try {
            PhysicalMemory memory = new PhysicalMemory(Bench.RAM, QemuMachine.MEMORY, Frames.offset(first));
            boolean[] ended = new boolean[1];
            memory.map(QemuMachine.END, 0x1000, new Device() {
                @Override
                public long load(long offset, int size) {
                    return 0;
                }

                @Override
                public void store(long offset, int size, long value) {
                    ended[0] = true;
                }
            });
            PrivilegedModes modes = new PrivilegedModes(memory, 0, false);
            Hart hart = new Hart(modes, () -> 0, isa);
            modes.attach(hart);
            hart.pc = Bench.RAM;
            Frames.write(Frames.offset(first), picture, 0, picture.length);
            while (!ended[0] && hart.retired < MOST) {
                hart.run(10_000);
            }
            assertTrue(ended[0], () -> "the program ended: it is at " + Long.toHexString(hart.pc));
            byte[] all = new byte[QemuMachine.MEMORY];
            Frames.read(Frames.offset(first), all, 0, all.length);
            return all;
        } finally {
            for (int i = 0; i < FRAMES; i++) {
                Frames.release(first + i);
            }
        }
    }
}
