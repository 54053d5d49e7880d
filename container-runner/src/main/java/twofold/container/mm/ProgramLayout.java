package twofold.container.mm;

/** Where exec put what belongs to a program, as Linux keeps it in an mm_struct, for brk(2), for signal handlers' return and for /proc. All are addresses in its address space. */
public final class ProgramLayout {
    /** Start of the heap. */
    public long heapStart;
    /** Current end of the heap. */
    public long heapEnd;
    /** The first argument string. */
    public long argStart;
    /** Behind the last argument string, where the environment begins. */
    public long argEnd;
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
}
