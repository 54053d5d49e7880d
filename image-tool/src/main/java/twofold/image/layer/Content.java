package twofold.image.layer;

import java.nio.ByteBuffer;
import java.util.Objects;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** Whether two nodes of different trees are the same to whoever looks: metadata and bytes, but not the time of a directory. */
final class Content {
    private static final int CHUNK = 1 << 16;

    private Content() {
    }

    static boolean equal(Node a, Node b) {
        int type = a.mode() & TarEntry.TYPE;
        return a.mode() == b.mode() && a.uid() == b.uid() && a.gid() == b.gid() && a.device() == b.device()
                && (type == TarEntry.DIRECTORY || a.modified() == b.modified()) && Difference.attributesEqual(a, b)
                && (type != TarEntry.SYMLINK || Objects.equals(a.target(), b.target()))
                && (type != TarEntry.REGULAR || a.size() == b.size() && bytesEqual(a, b));
    }

    private static boolean bytesEqual(Node a, Node b) {
        ByteBuffer one = ByteBuffer.allocate(CHUNK);
        ByteBuffer two = ByteBuffer.allocate(CHUNK);
        for (long offset = 0; offset < a.size(); offset += CHUNK) {
            one.clear();
            two.clear();
            a.read(offset, one);
            b.read(offset, two);
            if (!one.flip().equals(two.flip())) {
                return false;
            }
        }
        return true;
    }
}
