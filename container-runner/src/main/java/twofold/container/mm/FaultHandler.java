package twofold.container.mm;

/** Who supplies pages of areas that are registered with it when somebody touches them, userfaultfd(2). */
public interface FaultHandler {
    /** Pages that are nowhere are its business. */
    int MISSING = 1;
    /** Pages of memory that is shared which are there and not mapped are its business. */
    int MINOR = 4;

    /** An access that waits for its page. @param minor whether the page is there and not mapped */
    record Fault(FaultHandler handler, long address, boolean write, boolean minor) {
    }

    /** Whether who touches such a page gets SIGBUS rather than wait. */
    boolean refuses();
}
