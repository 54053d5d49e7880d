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

    /** Sets a CSR to a value that lies so many bytes behind where x30 points. */
    void loadCsr(String csr, int at) {
        emit(Bench.i(Op.LD, 28, 30, at));
        emit(Bench.csr(Op.CSRRW, 0, csr, 28));
    }

    /** Says where records go. */
    void log(int at) {
        address(31, at);
        emit(Bench.csr(Op.CSRRW, 0, "mscratch", 31));
    }

    /** Sets machine mode's trap vector; returns what {@link #vectorHere} wants. */
    int vector() {
        int vector = here();
        address(31, vector);
        emit(Bench.csr(Op.CSRRW, 0, "mtvec", 31));
        return vector;
    }

    /** The trap vector is here. */
    void vectorHere(int vector) {
        patch(vector + 4, Bench.i(Op.ADDI, 31, 31, here() - vector));
    }

    /** Loads into x30 and x29 where the next case is and where the last ends, which lie at {@code state}; returns where the branch to the end goes. */
    int nextCase(int state) {
        address(31, state);
        emit(Bench.i(Op.LD, 30, 31, 0));
        emit(Bench.i(Op.LD, 29, 31, 8));
        int toEnd = here();
        emit(0);
        return toEnd;
    }

    /** The record that x31 points to is done: back to the next case. */
    void recorded(int bytes, int loop) {
        emit(Bench.i(Op.ADDI, 31, 31, bytes));
        emit(Bench.csr(Op.CSRRW, 0, "mscratch", 31));
        emit(Bench.i(Op.JAL, 0, 0, loop - here()));
    }

    /** The end of the program, behind the last case. */
    void end(int toEnd) {
        patch(toEnd, Encoder.encode(Op.BEQ, 0, 30, 29, 0, 0, here() - toEnd));
        end();
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
