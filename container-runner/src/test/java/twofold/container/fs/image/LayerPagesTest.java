package twofold.container.fs.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import twofold.container.abi.Fcntl;
import twofold.container.mm.Account;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.riscv.memory.Frames;

class LayerPagesTest {
    private static final int SIZE = 3 * Frames.SIZE;
    private final LayerPages layers = new LayerPages(2);

    /** A file of a layer in a container's tree, of which each byte is 7 until it is written. */
    private final class File {
        private final byte[] bytes = new byte[SIZE];
        private Object origin = "the layer's file";
        private final Account account;
        private final ImageInode inode;
        private final PageCache cache;

        File(long limit) {
            Arrays.fill(bytes, (byte) 7);
            Node node = (Node) Proxy.newProxyInstance(Node.class.getClassLoader(), new Class<?>[] {Node.class}, (self, method, given) -> switch (method.getName()) {
                case "origin" -> origin;
                case "size" -> (long) SIZE;
                case "mode" -> Fcntl.S_IFREG | 0644;
                case "links" -> 1;
                case "read" -> read((long) given[0], (ByteBuffer) given[1]);
                case "write" -> write((long) given[0], (ByteBuffer) given[1]);
                default -> null;
            });
            FileTree tree = (FileTree) Proxy.newProxyInstance(FileTree.class.getClassLoader(), new Class<?>[] {FileTree.class},
                    (self, method, given) -> method.getName().equals("root") ? node : null);
            account = new Account(limit);
            inode = new ImageInode(new ImageFileSystem(tree, account, true, 1, layers), node);
            cache = (PageCache) inode.mappable();
        }

        private int read(long offset, ByteBuffer to) {
            int count = (int) Math.min(to.remaining(), SIZE - offset);
            to.put(bytes, (int) offset, count);
            return count;
        }

        private int write(long offset, ByteBuffer from) {
            int count = from.remaining();
            from.get(bytes, (int) offset, count);
            origin = null;
            return count;
        }

        byte first(long page) {
            return Frames.buffer(Frames.offset(cache.frame(page)), 1).get();
        }
    }

    @Test
    @DisplayName("containers have one frame for a page of a layer, but for shared mappings and where memory is limited")
    void framesAreInCommon() {
        File one = new File(Account.UNLIMITED);
        File two = new File(Account.UNLIMITED);
        File limited = new File(1 << 20);
        assertEquals(one.cache.frame(1), two.cache.frame(1));
        assertNotEquals(one.cache.frame(1), limited.cache.frame(1));
        int own = two.cache.ownFrame(1);
        assertNotEquals(one.cache.frame(1), own);
        assertEquals(own, two.cache.frame(1));
        assertEquals(1, Frames.references(one.cache.frame(1)));
        assertEquals(-1, one.cache.ownFrame(Integer.MAX_VALUE + 1L));
        assertEquals(-1, one.cache.frame(-1L >>> Frames.SHIFT));
    }

    @Test
    @DisplayName("what one container writes the others do not see")
    void writingParts() {
        File one = new File(Account.UNLIMITED);
        File two = new File(Account.UNLIMITED);
        assertEquals(one.cache.frame(0), two.cache.frame(0));
        assertEquals(one.cache.frame(2), two.cache.frame(2));
        one.inode.write(10, ByteBuffer.wrap(new byte[] {1}));
        one.inode.write(0, ByteBuffer.wrap(new byte[] {9}));
        assertEquals(9, one.first(0));
        assertEquals(7, two.first(0));
        assertEquals(one.cache.frame(2), two.cache.frame(2));
        assertEquals(two.cache.frame(0), new File(Account.UNLIMITED).cache.frame(0));
    }

    @Test
    @DisplayName("pages stay for who comes next, whoever paid, but not many")
    void pagesStay() {
        File one = new File(Account.UNLIMITED);
        File two = new File(Account.UNLIMITED);
        int frame = one.cache.frame(0);
        two.cache.frame(0);
        assertEquals(2, Frames.references(frame));
        assertEquals(0, one.cache.shrink(10));
        one.cache.abandon();
        assertEquals(1, Frames.references(frame));
        assertEquals(7, two.first(0));
        two.cache.abandon();
        assertEquals(1, Frames.references(frame));
        assertEquals(0, two.account.used());
        File three = new File(Account.UNLIMITED);
        assertEquals(frame, three.cache.frame(0));
        assertEquals(1, Frames.references(frame));
        assertEquals(1, three.account.used());
        int next = three.cache.frame(1);
        int last = three.cache.frame(2);
        three.cache.abandon();
        assertEquals(0, Frames.references(frame));
        assertEquals(1, Frames.references(next));
        assertEquals(1, Frames.references(last));
        assertEquals(0, three.account.used());
    }

    @Test
    @DisplayName("pages that are given up because memory is short go with the last cache that has them")
    void shortMemoryKeepsNothing() {
        File one = new File(Account.UNLIMITED);
        File two = new File(Account.UNLIMITED);
        int frame = one.cache.frame(0);
        assertEquals(frame, two.cache.frame(0));
        assertEquals(0, one.cache.shrink(10));
        one.cache.abandon();
        assertEquals(1, two.cache.shrink(10));
        assertEquals(0, Frames.references(frame));
    }
}
