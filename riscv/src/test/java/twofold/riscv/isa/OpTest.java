package twofold.riscv.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpTest {
    @ParameterizedTest
    @EnumSource(Op.class)
    void decodesWhatItEncodes(Op op) {
        Random random = new Random(op.ordinal());
        for (int round = 0; round < 200; round++) {
            int bits = op.match() | random.nextInt() & ~op.mask();
            if (op.length() == 2) {
                bits &= 0xffff;
            }
            Instruction instruction = Decoder.decode(bits);
            if (instruction == null || instruction.op() != op) {
                continue; // reserved, or a more specific row
            }
            assertEquals(Integer.toHexString(bits), Integer.toHexString(Encoder.encode(instruction)));
            assertNotNull(Printer.ALIASED.print(instruction, 0));
            assertNotNull(Printer.PLAIN.print(instruction, 0));
            if (op.isCompressed()) {
                Instruction wide = Decoder.decode(Encoder.encode(instruction.expanded()));
                assertEquals(instruction.expanded().toString(), wide.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void canBeReachedThroughTheDecoder(Op op) {
        Random random = new Random(op.ordinal());
        for (int round = 0; round < 10_000; round++) {
            Instruction instruction = Decoder.decode(op.match() | random.nextInt() & ~op.mask());
            if (instruction != null && instruction.op() == op) {
                return;
            }
        }
        throw new AssertionError(op + " is never decoded");
    }

    @Test
    void reservedEncodingsAreNull() {
        int[] reserved = {0, 0x0000, 0x6001, 0x6081, 0x6101, 0x4002, 0x6002, 0x8002, 0x2001, 0xffffffff, 0x8000};
        for (int bits : reserved) {
            assertNull(Decoder.decode(bits), Integer.toHexString(bits));
        }
        assertNull(Decoder.decode(Encoder.encode(Op.FADD_S, 1, 2, 3, 0, 7, 0) & ~0x7000 | 5 << 12));
    }

    @Test
    void theUpperHalfOfACompressedInstructionIsIgnored() {
        assertEquals(Decoder.decode(0x0001), Decoder.decode(0xabcd0001));
    }

    @Test
    void immediatesAreAsTheManualScalesThem() {
        assertEquals(0x12345000, Decoder.decode(0x12345537).imm());
        assertEquals(-4, Decoder.decode(0xffdff06f).imm());
        assertEquals(-64, Decoder.decode(0x7139).imm());
        assertEquals("addi sp,sp,-64", Decoder.decode(0x7139).expanded().toString());
        assertEquals("czero.eqz a0,a1,a2", Decoder.decode(0x0ec5d533).toString());
        assertEquals("czero.nez a0,a1,a2", Decoder.decode(0x0ec5f533).toString());
        assertEquals("jalr ra,0(a5)", Decoder.decode(0x9782).expanded().toString());
    }
}
