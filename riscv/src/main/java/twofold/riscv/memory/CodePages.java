package twofold.riscv.memory;

/**
 * What executing harts keep for each frame they fetched code from: decoded blocks now, translations later. The owner of the objects is
 * the {@code hart} package; memory only knows which frame they belong to and forgets them with it.
 */
public final class CodePages {
    private static final int CHUNK_SHIFT = 12;
    private static final Object[][] pages = new Object[(Frames.total() >>> CHUNK_SHIFT) + 1][];

    private CodePages() {
    }

    /** The object kept for a frame or null. */
    public static Object get(int frame) {
        Object[] chunk = pages[frame >>> CHUNK_SHIFT];
        return chunk == null ? null : chunk[frame & (1 << CHUNK_SHIFT) - 1];
    }

    /** Keeps an object for a frame in place of any other. */
    public static void put(int frame, Object page) {
        Object[] chunk = pages[frame >>> CHUNK_SHIFT];
        if (chunk == null) {
            chunk = new Object[1 << CHUNK_SHIFT];
            pages[frame >>> CHUNK_SHIFT] = chunk;
        }
        chunk[frame & (1 << CHUNK_SHIFT) - 1] = page;
    }

    /** Forgets what was kept for a frame: its contents are about to become something else. */
    public static void forget(int frame) {
        Object[] chunk = pages[frame >>> CHUNK_SHIFT];
        if (chunk != null) {
            chunk[frame & (1 << CHUNK_SHIFT) - 1] = null;
        }
    }
}
