package twofold.riscv.hart;

import java.util.Arrays;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.CodePages;
import twofold.riscv.memory.Frames;

/**
 * The decoded code of one frame, shared by every hart that executes from it. Blocks are decoded from a copy of the frame, which never changes. It
 * is compared with the frame again in every fence epoch; if they differ the frame gets another code page, and a hart that has this one keeps it
 * until its own fence. Harts on several threads may decode the same block twice; either will do.
 */
final class CodePage {
    /** Stands for a four-byte instruction that begins in the last two bytes of the page. */
    static final Block STRADDLES = new Block(new long[0], new short[1]);

    /** Most blocks have no more instructions. */
    private static final int FEW = 8;

    private static volatile int fences;

    private final Block[] blocks = new Block[Frames.SIZE / 2];
    private final byte[] copy = new byte[Frames.SIZE];
    private final long host;
    private final Isa isa;
    private volatile int seen;

    private CodePage(long host, Isa isa) {
        this.host = host;
        this.isa = isa;
        seen = fences;
        Frames.read(host, copy, 0, Frames.SIZE);
    }

    /** The code page of a frame, equal to the frame's contents at the last fence or later, decoded for a set of instructions. */
    static CodePage of(int frame, Isa isa) {
        CodePage page = (CodePage) CodePages.get(frame);
        return page != null && page.isa == isa && page.seen == fences ? page : ofSlow(frame, isa);
    }

    private static synchronized CodePage ofSlow(int frame, Isa isa) {
        CodePage page = (CodePage) CodePages.get(frame);
        if (page == null || page.isa != isa || !page.holdsStill()) {
            page = new CodePage(Frames.offset(frame), isa);
            CodePages.put(frame, page);
        }
        return page;
    }

    /** A new fence epoch: pages are compared with their frames when they are next looked up. */
    static synchronized void fence() {
        fences++;
    }

    /** The block at an even offset into the page, or {@link #STRADDLES}. */
    Block block(int offset) {
        Block block = blocks[offset >>> 1];
        return block != null ? block : decodeSlow(offset);
    }

    /** The block at an even offset if it was ever asked for, or null. */
    Block known(int offset) {
        return blocks[offset >>> 1];
    }

    /** The first two bytes of the instruction at an offset. */
    int halfAt(int offset) {
        return copy[offset] & 0xff | (copy[offset + 1] & 0xff) << 8;
    }

    /** Whether the copy is what the frame holds in this fence epoch. */
    boolean holdsStill() {
        int now = fences;
        boolean same = seen == now || Frames.equal(Frames.frame(host), copy);
        if (same) {
            seen = now;
        }
        return same;
    }

    private Block decodeSlow(int start) {
        long[] code = new long[FEW];
        short[] offsets = new short[FEW + 1];
        int count = 0;
        int at = start;
        while (count < Block.LIMIT && at < Frames.SIZE) {
            int bits = halfAt(at);
            boolean whole = (bits & 3) == 3;
            if (whole && at == Frames.SIZE - 2) {
                break;
            }
            if (whole) {
                bits |= halfAt(at + 2) << 16;
            }
            if (count == code.length) {
                code = Arrays.copyOf(code, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count + 1);
            }
            Instruction instruction = isa.decode(bits);
            offsets[count] = (short) (at - start);
            code[count++] = Lowering.lower(instruction, at - start);
            at += whole ? 4 : 2;
            if (instruction == null || Lowering.endsBlock(instruction.op())) {
                break;
            }
        }
        offsets[count] = (short) (at - start);
        Block block = count == 0 ? STRADDLES : new Block(Arrays.copyOf(code, count), Arrays.copyOf(offsets, count + 1));
        if (count > 0 && Lowering.isJumpTable(code[count - 1])) {
            block.targets = new int[0];
        }
        blocks[start >>> 1] = block;
        return block;
    }

    /** A block of one instruction. */
    static Block single(int bits, Isa isa) {
        long word = Lowering.lower(isa.decode(bits), 0);
        return new Block(new long[] {word}, new short[] {0, (short) ((bits & 3) == 3 ? 4 : 2)});
    }
}
