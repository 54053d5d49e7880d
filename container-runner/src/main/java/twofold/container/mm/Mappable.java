package twofold.container.mm;

import static twofold.container.abi.Errno.EOPNOTSUPP;

import twofold.image.overlay.FileError;

/** Something whose pages can be mapped: a file's page cache or a shared anonymous object. */
public interface Mappable {
    /**
     * The frame that holds a page, read in if need be. The object keeps its own reference; who maps it retains it.
     *
     * @param page the page's index in the object
     * @return the frame, or -1 if the page lies behind the end (SIGBUS), or -2 if there is no memory
     */
    int frame(long page);

    /** The same for a shared mapping: nobody else's object has that frame. */
    default int ownFrame(long page) {
        return frame(page);
    }

    /** Whether a frame is the object's own for a page, and no private copy of it. */
    boolean holds(long page, int frame);

    /** A page is about to be written through a shared mapping. */
    void dirty(long page);

    /** Whether a page is in memory without anybody's asking for it, mincore(2). */
    default boolean resident(long page) {
        return true;
    }

    /** Whether it is memory and nothing else keeps its pages. */
    default boolean isMemory() {
        return false;
    }

    /** Whether only the programs that map it may look into it, memfd_secret(2). */
    default boolean isSecret() {
        return false;
    }

    /** Makes the pages from {@code first} up to {@code end} holes, MADV_REMOVE; EOPNOTSUPP where that cannot be. */
    default void discard(long first, long end) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** Whether an address space maps it now, where that is known. */
    default boolean isMapped() {
        return false;
    }

    /** One more area of an address space maps this object. */
    void mapped(Mm mm);

    /** One area less maps it; changes through shared mappings are written back. */
    void unmapped(Mm mm);

    /** Writes changed pages back to the file. */
    void writeBack();

    /** Device number for /proc/PID/maps, in Linux's encoding. */
    long device();

    /** Inode number for /proc/PID/maps. */
    long number();

    /** The path shown in /proc/PID/maps. */
    String path();
}
