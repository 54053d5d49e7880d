package twofold.riscv.hart;

import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/**
 * Which loads and stores of a block go to more than one stretch of memory, found by following it from time to time before it runs. What it does to
 * registers is done to copies; to memory nothing is done, so that what would be loaded again is not always right. That is good enough to choose between
 * two ways that both are.
 */
final class Accesses {
    /** For each instruction what last turned its address into the host's, which is the same all over a stretch; 0 if that is not known. */
    private final long[] stretches;
    private long restless;

    Accesses(Block block) {
        stretches = new long[block.count];
    }

    /** A bit for each instruction that went to several. */
    long restless() {
        return restless;
    }

    /** Follows a block that is at the hart's pc. */
    void follow(Hart hart, Block block, long[] registers) {
        System.arraycopy(hart.x, 0, registers, 0, registers.length);
        for (int i = 0; i < block.straight; i++) {
            long word = block.code[i];
            boolean stores = Lowering.isStore(word);
            int rs1 = (int) word >>> 16 & 31;
            int rs2 = (int) word >>> 24 & 31;
            if (stores || Lowering.isLoad(word)) {
                note(i, hart.data, registers[rs1] + (int) (word >> 32), stores);
            }
            if (((int) word & 0xff) == Code.INTEGER) {
                registers[(int) word >>> 8 & 63] = IntegerInstructions.execute(word, registers[rs1], registers[rs2]);
            } else if (!stores) {
                Interpreter.words(registers, hart.data, block.code, i, i + 1, hart.pc);
            }
        }
    }

    private void note(int index, long[] data, long address, boolean stores) {
        int entry = Tlb.entry(address) + (stores ? Tlb.STORE : 0);
        if (data[entry] == (address & -Frames.SIZE)) {
            long stretch = data[entry + 1];
            if (stretches[index] != 0 && stretches[index] != stretch) {
                restless |= 1L << index;
            }
            stretches[index] = stretch;
        }
    }
}
