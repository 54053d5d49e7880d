package twofold.container.mm;

/** Pages of an address space that have lost their rights so that an access shows, in the order in which they did. */
final class IdlePages {
    private static final int LEAST = 64;
    private int[] pages = {};
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(long page) {
        if (size == pages.length) {
            int[] more = new int[Math.max(LEAST, 2 * size)];
            for (int i = 0; i < size; i++) {
                more[i] = pages[(first + i) % pages.length];
            }
            pages = more;
            first = 0;
        }
        pages[(first + size++) % pages.length] = (int) page;
    }

    /** The one that was added first; it is taken out. */
    long take() {
        int page = pages[first];
        first = (first + 1) % pages.length;
        size--;
        return page;
    }
}
