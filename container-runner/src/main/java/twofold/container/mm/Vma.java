package twofold.container.mm;

import java.util.Objects;

/** One area of an address space: {@code [start, end)}, page-aligned, with one protection and one source of pages. */
public final class Vma {
    /** The name of the area with the kernel's shared object, vdso(7). */
    public static final String VDSO = "[vdso]";
    /** The name of the area from which that reads. */
    public static final String VVAR = "[vvar]";
    /** The name of the area that brk(2) moves the end of. */
    static final String HEAP = "[heap]";

    long start;
    long end;
    int prot;
    /** What a child gets of it. */
    Inheritance inheritance = Inheritance.COPIED;
    /** What the program has said of its use. */
    Hints hints = Hints.NONE;
    /** Its pages stay in memory, mlock(2). */
    boolean locked;
    /** It stays as it is, mseal(2). */
    boolean sealed;
    /** Its pages may be forgotten when memory is short, MAP_DROPPABLE; a child gets it empty. */
    boolean droppable;
    /** Who supplies pages that are not there, null for the kernel, and which: {@link FaultHandler} modes. */
    FaultHandler handler;
    int handled;
    /** Changes go to the source and are seen by others who map it. */
    final boolean shared;
    /** Grows towards lower addresses when touched just below. */
    final boolean growsDown;
    /** Where pages come from, or null for private anonymous memory. */
    Mappable source;
    /** The source's page index at {@link #start}. */
    long sourcePage;
    /** "[heap]", "[stack]", "[vdso]", a file's, or null. */
    final Label name;
    /** Whether the protection may gain WRITE (a shared mapping of a file that was not opened for writing may not). */
    final boolean mayWrite;

    /** What fork(2) does with an area, madvise(2). */
    public enum Inheritance { COPIED, ABSENT, EMPTY }

    Vma(long start, long end, int prot, boolean shared, boolean growsDown, Mappable source, long sourcePage, Label name, boolean mayWrite) {
        this.start = start;
        this.end = end;
        this.prot = prot;
        this.shared = shared;
        this.growsDown = growsDown;
        this.source = source;
        this.sourcePage = sourcePage;
        this.name = name;
        this.mayWrite = mayWrite;
    }

    /** A copy with other bounds, as for a split or a child process. */
    Vma part(long from, long to) {
        Vma part = new Vma(from, to, prot, shared, growsDown, source, sourcePage + (from - start >> 12), name, mayWrite);
        part.inheritance = inheritance;
        part.hints = hints;
        part.locked = locked;
        part.sealed = sealed;
        part.droppable = droppable;
        part.handler = handler;
        part.handled = handled;
        return part;
    }

    /** Whether {@code next} continues this area so that the two can be one. */
    boolean joins(Vma next) {
        return end == next.start && prot == next.prot && inheritance == next.inheritance && hints.equals(next.hints) && locked == next.locked && sealed == next.sealed && droppable == next.droppable
                && handler == next.handler && handled == next.handled && shared == next.shared && growsDown == next.growsDown && source == next.source
                && mayWrite == next.mayWrite && Objects.equals(name, next.name)
                && (!ofFile() || sourcePage + (end - start >> 12) == next.sourcePage);
    }

    /** The first address. */
    public long start() {
        return start;
    }

    /** The address behind the last. */
    public long end() {
        return end;
    }

    /** Whether its pages stay in memory, mlock(2). */
    public boolean locked() {
        return locked;
    }

    /** Whether its pages may be forgotten when memory is short. */
    public boolean droppable() {
        return droppable;
    }

    /** What a child process gets of it. */
    public Inheritance inheritance() {
        return inheritance;
    }

    /** What the program has said of its use. */
    public Hints hints() {
        return hints;
    }

    /** Whether it grows towards lower addresses. */
    public boolean growsDown() {
        return growsDown;
    }

    /** Whether its protection may gain PROT_WRITE. */
    public boolean mayWrite() {
        return mayWrite;
    }

    /** Whether changes go to its source. */
    public boolean shared() {
        return shared;
    }

    /** The PROT_ bits. */
    public int prot() {
        return prot;
    }

    /** Where pages come from, or null for private anonymous memory. */
    public Mappable source() {
        return source;
    }

    /** Whether a page that is here with an entry is the process's own: memory, or a copy of what the source has. */
    boolean owns(long page, int entry) {
        return source == null || !shared && (PageTable.isSwapped(entry) || !source.holds(sourcePage + page - (start >>> 12), PageTable.frame(entry)));
    }

    /** The byte in its source that an address shows; the address itself if it has none. */
    public long sourceOffset(long address) {
        return source == null ? address : (sourcePage << 12) + address - start;
    }

    /** The path of its source, "[stack]" and the like, or "[anonymous]". */
    public String label() {
        return name != null ? name.text() : source == null || source.path().isEmpty() ? "[anonymous]" : source.path();
    }

    /** What it is called, or null. */
    public Label name() {
        return name;
    }

    /** Whether it is what brk(2) moves the end of. */
    boolean isHeap() {
        return name instanceof Label.Fixed fixed && fixed.text().equals(HEAP);
    }

    /** Whether it shows data of the kernel's: it is in no file and no memory that others could look into, nor divided. */
    public boolean isKernelData() {
        return name instanceof Label.Fixed fixed && fixed.text().equals(VVAR);
    }

    /** Whether only the programs that map it may look into it, memfd_secret(2). */
    public boolean isSecret() {
        return source != null && source.isSecret();
    }

    /** Whether it was made of a file; that may be one that gives nothing but zeros. */
    public boolean ofFile() {
        return source != null || name != null && name.number() != 0;
    }

    /** One line of /proc/PID/maps without the newline. */
    public String line() {
        String rights = ((prot & 1) != 0 ? "r" : "-") + ((prot & 2) != 0 ? "w" : "-") + ((prot & 4) != 0 ? "x" : "-")
                + (shared ? "s" : "p");
        long device = source != null ? source.device() : name != null ? name.device() : 0;
        String text = "%08x-%08x %s %08x %02x:%02x %d ".formatted(start, end, rights, ofFile() ? sourcePage << 12 : 0,
                device >>> 8 & 0xfff, device & 0xff, source != null ? source.number() : name != null ? name.number() : 0);
        String label = name != null ? name.text() : source != null ? source.path() : "";
        label = label.isEmpty() && shared ? "/dev/zero (deleted)" : label;
        return label.isEmpty() ? text : " ".repeat(Math.max(0, 73 - text.length())).isEmpty() ? text + label
                : text + " ".repeat(73 - text.length()) + label;
    }
}
