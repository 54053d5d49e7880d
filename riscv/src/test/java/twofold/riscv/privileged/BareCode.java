package twofold.riscv.privileged;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;

/** Machine code that is put together from the start of memory on. */
final class BareCode {
    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    /** Where the next instruction goes, in bytes from the start of memory. */
    int here() {
        return bytes.position();
    }

    void emit(int word) {
        bytes.putInt(word);
    }

    /** Replaces an instruction. */
    void patch(int at, int word) {
        bytes.putInt(at, word);
    }

    /** Loads the address of what lies so many bytes from the start of memory: two instructions. */
    void address(int register, int offset) {
        int distance = offset - here();
        int upper = distance + 0x800 & -4096;
        emit(Encoder.encode(Op.AUIPC, register, 0, 0, 0, 0, upper));
        emit(Bench.i(Op.ADDI, register, register, distance - upper));
    }

    /** Stores what a CSR reads through x30. */
    void storeCsr(String csr, int base, int at) {
        emit(Bench.csr(Op.CSRRS, 30, csr, 0));
        emit(Bench.s(Op.SD, 30, base, at));
    }

    /** The end of the program. */
    void end() {
        emit(Encoder.encode(Op.LUI, 30, 0, 0, 0, 0, (int) QemuMachine.END));
        emit(Encoder.encode(Op.LUI, 29, 0, 0, 0, 0, QemuMachine.FINISH & -4096));
        emit(Bench.i(Op.ADDI, 29, 29, QemuMachine.FINISH & 4095));
        emit(Bench.s(Op.SW, 29, 30, 0));
        emit(Bench.i(Op.JAL, 0, 0, 0));
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
