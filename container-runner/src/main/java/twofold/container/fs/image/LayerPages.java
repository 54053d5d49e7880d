package twofold.container.fs.image;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.mm.Account;
import twofold.container.mm.FrameTable;
import twofold.riscv.memory.Frames;

/**
 * Pages of files in layers, which all containers of a kernel have in common: as nobody changes a layer, one frame will do for a page, and with it one decoding and one translation
 * of its code. Each {@link PageCache} that has a page holds a reference to its frame; who brought it in pays. A cache parts with such a page before the file's bytes change, and does
 * not have it for shared mappings, whose frames tell who is meant (futex(2)). What a container leaves at its end is kept for a while, and nobody pays: the next one that runs the
 * program finds it decoded and translated. What a cache gives up because memory is short is not. For the kernel's thread.
 */
public final class LayerPages {
    /** The most pages that are kept without a cache that has them: 64 MiB. */
    private static final int MOST_KEPT = 1 << 14;

    private final Map<Object, Pages> files = new HashMap<>();
    /** The pages that no cache has, by their frames, in the order in which they were left. */
    private final LinkedHashMap<Integer, Kept> kept = new LinkedHashMap<>();
    private final int most;

    /** A page that no cache has. */
    private record Kept(Pages pages, long page) {
    }

    /** No pages. */
    public LayerPages() {
        this(MOST_KEPT);
    }

    /** No pages, of which at most so many are to be kept without a cache that has them. */
    LayerPages(int most) {
        this.most = most;
    }

    /** The pages of the file with an origin ({@link twofold.image.overlay.Node#origin}). */
    Pages of(Object origin) {
        return files.computeIfAbsent(origin, fresh -> new Pages(this, origin));
    }

    private void keep(Pages pages, long page, int frame) {
        Frames.retain(frame);
        Account.keep(frame);
        kept.put(frame, new Kept(pages, page));
        if (kept.size() > most) {
            Map.Entry<Integer, Kept> oldest = kept.pollFirstEntry();
            oldest.getValue().pages.forget(oldest.getValue().page);
            Account.forget(oldest.getKey());
        }
    }

    /** The pages of one file that some cache has, or had. */
    static final class Pages {
        private final LayerPages all;
        private final Object origin;
        private final FrameTable frames = new FrameTable();
        /** How many caches have each page. */
        private final FrameTable holders = new FrameTable();

        private Pages(LayerPages all, Object origin) {
            this.all = all;
            this.origin = origin;
        }

        /** One cache more that has a page: its frame, with a reference for the cache; 0 if it is not there. Who takes one that was kept pays for it. */
        int join(long page, Account account) {
            int frame = frames.get(page);
            if (frame == 0) {
                return 0;
            }
            if (all.kept.remove(frame) == null) {
                Frames.retain(frame);
            } else {
                account.adopt(frame);
            }
            holders.put(page, holders.get(page) + 1);
            return frame;
        }

        /** The first cache that has a page, and its frame; the cache's own reference serves. */
        void add(long page, int frame) {
            frames.put(page, frame);
            holders.put(page, 1);
            all.files.putIfAbsent(origin, this);
        }

        /** Whether these are the pages of files of that origin. */
        boolean isOf(Object other) {
            return origin.equals(other);
        }

        /** One cache less has the page; its reference to the frame is its own to give up. The last one says whether the page is to be kept. */
        void leave(long page, boolean keeps) {
            int left = holders.get(page) - 1;
            if (left > 0) {
                holders.put(page, left);
                return;
            }
            holders.remove(page);
            if (keeps) {
                all.keep(this, page, frames.get(page));
            } else {
                forget(page);
            }
        }

        private void forget(long page) {
            frames.remove(page);
            if (frames.count() == 0) {
                all.files.remove(origin, this);
            }
        }
    }
}
