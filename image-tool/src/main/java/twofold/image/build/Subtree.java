package twofold.image.build;

import java.io.IOException;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;

/**
 * A tree seen from one of its files.
 *
 * @param whole the tree, closed with this
 * @param root  the file that is the root here, a directory or not
 */
record Subtree(FileTree whole, Node root) implements FileTree {
    @Override
    public long totalBytes() {
        return whole.totalBytes();
    }

    @Override
    public long freeBytes() {
        return whole.freeBytes();
    }

    @Override
    public void sync() throws IOException {
        whole.sync();
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }
}
