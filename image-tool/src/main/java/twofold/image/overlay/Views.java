package twofold.image.overlay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.BitSet;

/**
 * Host files of an upper that are read or written again and again, as memory of this process: a copy in place of a call of the host. What is
 * written there is with the host's kernel at once, as by a write, and outlives this process in the same way.
 *
 * <p>A page is written in memory only if it was written by a call before: then the host has a place for it, and cannot find its disk full when
 * nobody can be told any more. What lies behind the file's end is never touched, though the mapping may reach there after the file was cut.
 */
final class Views {
    /** The longest part of a file that is mapped, in bytes. */
    private static final long LONGEST = 1L << 30;
    /** Calls of the host for one file after which it is mapped: a mapping costs about as much. */
    private static final int USES = 16;
    private static final int MOST = 64;
    private static final int PAGE = 12;

    private final ArrayDeque<View> views = new ArrayDeque<>();

    /** What is known of one file's host file. */
    static final class View {
        private int uses;
        private Arena arena;
        private MemorySegment bytes;
        /** Pages the host has a place for. */
        private final BitSet placed = new BitSet();
    }

    /** The file's bytes from its start, perhaps fewer than there are; null if it is not mapped. */
    MemorySegment readable(Inode file) {
        return file.view == null ? null : file.view.bytes;
    }

    /** The same if that many bytes from an offset on may be written in memory. */
    MemorySegment writable(Inode file, long offset, long length) {
        View view = file.view;
        if (view == null || view.bytes == null || offset + length > view.bytes.byteSize()) {
            return null;
        }
        int first = (int) (offset >>> PAGE);
        return view.placed.nextClearBit(first) > offset + length - 1 >>> PAGE ? view.bytes : null;
    }

    /** Whether it is time to map a file, as a call of the host was made for it and what it was about is not mapped. */
    boolean due(Inode file, long end) {
        if (file.view == null) {
            file.view = new View();
        }
        View view = file.view;
        return end <= LONGEST && (view.bytes == null || end > view.bytes.byteSize()) && ++view.uses >= USES;
    }

    /** Maps what there is of a file now. */
    void map(Inode file, FileChannel channel) throws IOException {
        View view = file.view;
        unmap(view);
        view.uses = 0;
        long length = Math.min(channel.size(), LONGEST);
        if (length == 0) {
            return;
        }
        Arena arena = Arena.ofShared();
        try {
            view.bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, length, arena);
            view.arena = arena;
        } finally {
            if (view.arena == null) {
                arena.close();
            }
        }
        views.addLast(view);
        if (views.size() > MOST) {
            unmap(views.peekFirst());
        }
    }

    /** A range was written by a call. */
    void placed(Inode file, long offset, long length) {
        if (offset + length <= LONGEST) {
            if (file.view == null) {
                file.view = new View();
            }
            file.view.placed.set((int) (offset >>> PAGE), (int) (offset + length - 1 >>> PAGE) + 1);
        }
    }

    /** The file was cut: what lies behind has a place no more. */
    void cut(Inode file, long length) {
        if (file.view != null && length < LONGEST) {
            file.view.placed.clear((int) (length >>> PAGE), 1 << 30 - PAGE);
        }
    }

    /** Forgets a file. */
    void forget(Inode file) {
        if (file.view != null) {
            unmap(file.view);
            file.view = null;
        }
    }

    /** Forgets all. */
    void close() {
        while (!views.isEmpty()) {
            unmap(views.peekFirst());
        }
    }

    private void unmap(View view) {
        if (view.arena != null) {
            view.arena.close();
            view.arena = null;
            view.bytes = null;
            views.remove(view);
        }
    }
}
