package twofold.container.fs.image;

import java.util.HashMap;
import java.util.Map;
import twofold.container.mm.FrameTable;
import twofold.riscv.memory.Frames;

/**
 * Pages of files in layers, which all containers of a kernel have in common: as nobody changes a layer, one frame will do for a page, and with it one decoding and one translation
 * of its code. Each {@link PageCache} that has a page holds a reference to its frame; who brought it in pays. A cache parts with such a page before the file's bytes change, and does
 * not have it for shared mappings, whose frames tell who is meant (futex(2)). For the kernel's thread.
 */
public final class LayerPages {
    private final Map<Object, Pages> files = new HashMap<>();

    /** No pages. */
    public LayerPages() {
    }

    /** The pages of the file with an origin ({@link twofold.image.overlay.Node#origin}). */
    Pages of(Object origin) {
        return files.computeIfAbsent(origin, fresh -> new Pages(this, origin));
    }

    /** The pages of one file that some cache has. */
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

        /** One cache more that has a page: its frame, with a reference for the cache; 0 if none has it. */
        int join(long page) {
            int frame = frames.get(page);
            if (frame != 0) {
                Frames.retain(frame);
                holders.put(page, holders.get(page) + 1);
            }
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

        /** One cache less has the page; its reference to the frame is its own to give up. */
        void leave(long page) {
            int left = holders.get(page) - 1;
            if (left > 0) {
                holders.put(page, left);
                return;
            }
            holders.remove(page);
            frames.remove(page);
            if (frames.count() == 0) {
                all.files.remove(origin, this);
            }
        }
    }
}
