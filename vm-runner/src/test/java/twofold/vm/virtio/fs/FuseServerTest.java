package twofold.vm.virtio.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Overlay;
import twofold.toolkit.time.Clock;
import twofold.vm.virtio.Chain;
import twofold.vm.virtio.Ring;

class FuseServerTest {
    private static final int ROOM = 1 << 16;

    @TempDir
    Path directory;

    private final Ring ring = new Ring();
    private Overlay tree;
    private FuseServer server;

    /** An answer: fuse_out_header's error and what follows. */
    private record Answer(int error, ByteBuffer body) {
        long node() {
            return body.getLong(0);
        }
    }

    @BeforeEach
    void open() throws Exception {
        tree = Overlay.open(List.of(), directory.resolve("upper"), Clock.virtualFrom(5));
        InjectedNode injected = InjectedNode.directory(Map.of("plan", InjectedNode.file(1, 0400, new byte[] {1, 2, 3})));
        server = new FuseServer(tree, injected, Clock.virtualFrom(5), false);
    }

    @AfterEach
    void close() throws Exception {
        tree.close();
        ring.close();
    }

    private static ByteBuffer body(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] names(String... names) {
        return (String.join("\0", names) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(ByteBuffer head, byte[] tail) {
        return ByteBuffer.allocate(head.capacity() + tail.length).put(head.array()).put(tail).array();
    }

    private Answer ask(int opcode, long node, byte[] body) {
        ByteBuffer request = body(Request.HEADER + body.length);
        request.putInt(request.capacity()).putInt(opcode).putLong(77).putLong(node).putInt(1000).putInt(100).putInt(1).putInt(0).put(body);
        Chain chain = ring.chain(request.array(), ROOM);
        server.serve(chain);
        ByteBuffer answer = ByteBuffer.wrap(ring.answer(chain)).order(ByteOrder.LITTLE_ENDIAN);
        if (opcode == Opcode.FORGET || opcode == Opcode.BATCH_FORGET) {
            assertEquals(0, answer.capacity());
            return null;
        }
        assertEquals(answer.capacity(), answer.getInt(0));
        assertEquals(77, answer.getLong(8));
        return new Answer(answer.getInt(4), answer.slice(16, answer.capacity() - 16).order(ByteOrder.LITTLE_ENDIAN));
    }

    private long create(String name) {
        Answer made = ask(Opcode.CREATE, Nodes.ROOT, join(body(16).putInt(4, 0100640), names(name)));
        assertEquals(0, made.error());
        return made.node();
    }

    private Answer write(long node, long offset, int size, byte[] bytes) {
        return ask(Opcode.WRITE, node, join(body(40).putLong(8, offset).putInt(16, size), bytes));
    }

    private Answer read(long node, long offset, int size) {
        return ask(Opcode.READ, node, body(40).putLong(8, offset).putInt(16, size).array());
    }

    private static byte[] rest(Answer answer) {
        byte[] bytes = new byte[answer.body().capacity()];
        answer.body().get(0, bytes);
        return bytes;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        long file = create("f");
        assertEquals(5, write(file, 3, 5, "hello".getBytes(StandardCharsets.US_ASCII)).body().getInt(0));
        assertArrayEquals("\0\0\0hello".getBytes(StandardCharsets.US_ASCII), rest(read(file, 0, 100)));
        assertArrayEquals("lo".getBytes(StandardCharsets.US_ASCII), rest(read(file, 6, 100)));
        Answer found = ask(Opcode.LOOKUP, Nodes.ROOT, names("f"));
        assertEquals(file, found.node());
        assertEquals(8, found.body().getLong(48), "size");
        assertEquals(0100640, found.body().getInt(100), "mode");
        assertEquals(1000, found.body().getInt(108), "uid");
        assertEquals(100, found.body().getInt(112), "gid");
    }

    @Test
    void namesComeAndGo() {
        create("a");
        assertEquals(0, ask(Opcode.MKDIR, Nodes.ROOT, join(body(8).putInt(0, 0755), names("d"))).error());
        long inside = ask(Opcode.LOOKUP, Nodes.ROOT, names("d")).node();
        assertEquals(0, ask(Opcode.RENAME2, Nodes.ROOT, join(body(16).putLong(0, inside), names("a", "b"))).error());
        assertEquals(-2, ask(Opcode.LOOKUP, Nodes.ROOT, names("a")).error());
        assertEquals(0, ask(Opcode.LOOKUP, inside, names("b")).error());
        assertEquals(-39, ask(Opcode.RMDIR, Nodes.ROOT, names("d")).error());
        assertEquals(0, ask(Opcode.SYMLINK, Nodes.ROOT, names("l", "d/b")).error());
        long link = ask(Opcode.LOOKUP, Nodes.ROOT, names("l")).node();
        assertArrayEquals("d/b".getBytes(StandardCharsets.US_ASCII), rest(ask(Opcode.READLINK, link, new byte[0])));
        assertEquals(0, ask(Opcode.UNLINK, inside, names("b")).error());
        assertEquals(0, ask(Opcode.RMDIR, Nodes.ROOT, names("d")).error());
    }

    @Test
    void aDirectoryIsListedInPieces() {
        for (int i = 0; i < 50; i++) {
            create("file" + i);
        }
        int listed = 0;
        long cookie = 0;
        while (true) {
            ByteBuffer page = ask(Opcode.READDIRPLUS, Nodes.ROOT, body(40).putLong(8, cookie).putInt(16, 1000).array()).body();
            if (page.capacity() == 0) {
                break;
            }
            for (int at = 0; at < page.capacity(); listed++) {
                cookie = page.getLong(at + 136);
                at += 152 + (page.getInt(at + 144) + 7 & -8);
            }
        }
        assertEquals(2 + 50, listed);
    }

    @Test
    void extendedAttributesAreKept() {
        long file = create("x");
        byte[] value = {9, 0, 8};
        byte[] set = join(body(8).putInt(0, value.length), join(ByteBuffer.wrap(names("user.k")), value));
        assertEquals(0, ask(Opcode.SETXATTR, file, set).error());
        assertEquals(3, ask(Opcode.GETXATTR, file, join(body(8), names("user.k"))).body().getInt(0));
        assertArrayEquals(value, rest(ask(Opcode.GETXATTR, file, join(body(8).putInt(0, 9), names("user.k")))));
        assertEquals(-34, ask(Opcode.GETXATTR, file, join(body(8).putInt(0, 2), names("user.k"))).error());
        assertArrayEquals(names("user.k"), rest(ask(Opcode.LISTXATTR, file, body(8).putInt(0, 99).array())));
        assertEquals(0, ask(Opcode.REMOVEXATTR, file, names("user.k")).error());
        assertEquals(-61, ask(Opcode.GETXATTR, file, join(body(8), names("user.k"))).error());
    }

    @Test
    void aForgottenNodeIsStale() {
        long file = create("gone");
        ask(Opcode.FORGET, file, body(8).putLong(0, 1).array());
        assertEquals(-116, ask(Opcode.GETATTR, file, new byte[16]).error());
        ask(Opcode.FORGET, Nodes.ROOT, body(8).putLong(0, Long.MAX_VALUE).array());
        assertEquals(0, ask(Opcode.GETATTR, Nodes.ROOT, new byte[16]).error());
    }

    @Test
    void injectedFilesAreReadOnlyAndUnlisted() {
        long hidden = ask(Opcode.LOOKUP, Nodes.ROOT, names(FuseServer.INJECTED)).node();
        long plan = ask(Opcode.LOOKUP, hidden, names("plan")).node();
        assertArrayEquals(new byte[] {1, 2, 3}, rest(read(plan, 0, 10)));
        assertEquals(-30, write(plan, 0, 1, new byte[1]).error());
        assertEquals(-30, ask(Opcode.UNLINK, hidden, names("plan")).error());
        ByteBuffer listed = ask(Opcode.READDIR, Nodes.ROOT, body(40).putInt(16, 4096).array()).body();
        assertEquals(64, listed.capacity());
        assertEquals('.', listed.get(24));
        assertEquals(2, listed.getInt(32 + 16));
    }

    @Test
    void hostileNumbersAreAnsweredWithErrors() {
        long file = create("h");
        assertTrue(read(file, -1, 10).error() < 0);
        assertTrue(read(file, 0, -1).error() < 0);
        assertTrue(read(file, Long.MAX_VALUE, 10).error() < 0);
        assertEquals(0, read(file, 0, Integer.MAX_VALUE).error());
        assertTrue(write(file, Long.MAX_VALUE, 4, new byte[4]).error() < 0);
        assertTrue(write(file, 0, -4, new byte[4]).error() < 0);
        assertTrue(write(file, 0, 400, new byte[4]).error() < 0);
        assertTrue(ask(Opcode.FALLOCATE, file, body(32).putLong(8, Long.MAX_VALUE).putLong(16, Long.MAX_VALUE).array()).error() < 0);
        assertTrue(ask(Opcode.SETATTR, file, body(88).putInt(0, Opcode.SET_SIZE).putLong(16, -1).array()).error() < 0);
        assertEquals(0, ask(Opcode.READDIR, Nodes.ROOT, body(40).putInt(16, -1).array()).body().capacity());
        assertEquals(0, ask(Opcode.SETATTR, file, body(88).putInt(0, Opcode.SET_MTIME).putLong(40, Long.MIN_VALUE).putInt(60, -1).array())
                .error());
        assertEquals(-38, ask(9999, file, new byte[0]).error());
    }

    @Test
    void everyOperationTakesTruncatedAndRandomRequests() {
        long seed = System.nanoTime();
        System.out.println("FuseServerTest seed " + seed);
        Random random = new Random(seed);
        long file = create("r");
        ask(Opcode.MKDIR, Nodes.ROOT, join(body(8).putInt(0, 0755), names("d")));
        long[] nodes = {Nodes.ROOT, file, ask(Opcode.LOOKUP, Nodes.ROOT, names("d")).node(),
            ask(Opcode.LOOKUP, Nodes.ROOT, names(FuseServer.INJECTED)).node(), 0, -1, 12345};
        long[] numbers = {0, 1, -1, 4096, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 1L << 41, 2, 3};
        for (int opcode = 0; opcode <= 52; opcode++) {
            for (int round = 0; round < 400; round++) {
                ByteBuffer head = body(random.nextInt(12) * 8);
                while (head.hasRemaining()) {
                    head.putLong(random.nextInt(4) == 0 ? random.nextLong() : numbers[random.nextInt(numbers.length)]);
                }
                byte[] tail = random.nextBoolean() ? names("r", "d/../x".substring(random.nextInt(6))) : new byte[random.nextInt(9)];
                ask(opcode, nodes[random.nextInt(nodes.length)], join(head, tail));
            }
        }
        server.reset();
        assertEquals(0, ask(Opcode.GETATTR, Nodes.ROOT, new byte[16]).error());
    }

    @Test
    void aRequestWithoutAWholeHeaderIsLetGo() {
        Chain chain = ring.chain(new byte[10], ROOM);
        server.serve(chain);
        assertEquals(0, ring.answer(chain).length);
    }
}
