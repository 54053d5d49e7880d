package twofold.container.mm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Where exec put what belongs to a program, as Linux keeps it in an mm_struct, for brk(2), for signal handlers' return and for /proc. All are addresses in its address space. */
public final class ProgramLayout {
    /** Start of the heap. */
    public long heapStart;
    /** Current end of the heap. */
    public long heapEnd;
    /** The first argument string. */
    public long argStart;
    /** Behind the last argument string. */
    public long argEnd;
    /** The first environment string. */
    public long envStart;
    /** Behind the last environment string. */
    public long envEnd;
    /** Where the stack began. */
    public long stackStart;
    /** First address of the program's text. */
    public long codeStart;
    /** Behind the program's text. */
    public long codeEnd;
    /** First address of the last segment. */
    public long dataStart;
    /** Behind the last segment's content. */
    public long dataEnd;
    /** The auxiliary vector as it was put on the stack. */
    public byte[] auxiliary = {};
    /** The address of the shared object that the kernel maps, vdso(7). */
    public long vdso;
    /** The address in it that signal handlers return to. */
    public long sigreturn;

    ProgramLayout() {
    }

    /** Becomes that of a child. */
    void copy(ProgramLayout parent) {
        heapStart = parent.heapStart;
        heapEnd = parent.heapEnd;
        argStart = parent.argStart;
        argEnd = parent.argEnd;
        envStart = parent.envStart;
        envEnd = parent.envEnd;
        stackStart = parent.stackStart;
        codeStart = parent.codeStart;
        codeEnd = parent.codeEnd;
        dataStart = parent.dataStart;
        dataEnd = parent.dataEnd;
        auxiliary = parent.auxiliary;
        vdso = parent.vdso;
        sigreturn = parent.sigreturn;
    }

    /** Where everything is, in the order of a struct prctl_mm_map, PR_SET_MM(2const). */
    public long[] places() {
        return new long[] {codeStart, codeEnd, dataStart, dataEnd, heapStart, heapEnd, stackStart, argStart, argEnd, envStart, envEnd};
    }

    /** Puts everything elsewhere, in the same order. */
    public void place(long[] places) {
        codeStart = places[0];
        codeEnd = places[1];
        dataStart = places[2];
        dataEnd = places[3];
        heapStart = places[4];
        heapEnd = places[5];
        stackStart = places[6];
        argStart = places[7];
        argEnd = places[8];
        envStart = places[9];
        envEnd = places[10];
    }

    /** The auxiliary vector up to its end, the first pair that is AT_NULL. */
    public byte[] toldAuxiliary() {
        ByteBuffer pairs = ByteBuffer.wrap(auxiliary).order(ByteOrder.LITTLE_ENDIAN);
        int end = 0;
        while (end + 16 < auxiliary.length && pairs.getLong(end) != 0) {
            end += 16;
        }
        return Arrays.copyOf(auxiliary, Math.min(end + 16, auxiliary.length));
    }
}
