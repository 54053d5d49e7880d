package twofold.vm.virtio.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.toolkit.time.Clock;
import twofold.vm.virtio.Chain;

/**
 * Serves FUSE requests from a tree. One directory of host-made files, {@code injected}, can be reached from the root by its name but is
 * not listed.
 */
public final class FuseServer {
    /** The name of the injected directory. */
    public static final String INJECTED = ".twofold";

    private static final int EIO = 5;
    private static final int ENOENT = 2;
    private static final int ENODATA = 61;
    private static final int EROFS = 30;
    private static final int ERANGE = 34;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int S_IFMT = 0xf000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFREG = 0x8000;
    private static final int S_ISGID = 0x400;
    private static final int OUT_HEADER = 16;
    private static final int MAX_WRITE = 1 << 20;
    /** The longest request but a write: an extended attribute of 64 KiB, or a page of names to forget. */
    private static final int MOST_BODY = 1 << 17;
    private static final int EINVAL = 22;
    private static final int EFBIG = 27;
    private static final int EISDIR = 21;
    private static final long SECOND = 1_000_000_000L;
    private static final byte[][] DOTS = {{'.'}, {'.', '.'}};
    /** The inode number of what has one that is not known here (libfuse: FUSE_UNKNOWN_INO). */
    private static final long UNKNOWN_NUMBER = 0xffffffffL;

    private final FileTree tree;
    private final Node injected;
    private final Clock clock;
    private final boolean readOnly;
    private final Nodes nodes;
    private long readBytes;
    private long writtenBytes;

    /** A server for a tree; {@code injected} may be null; a read-only one answers EROFS to every change. */
    public FuseServer(FileTree tree, Node injected, Clock clock, boolean readOnly) {
        this.tree = tree;
        this.injected = injected;
        this.clock = clock;
        this.readOnly = readOnly;
        nodes = new Nodes(tree.root());
    }

    /** Bytes of file contents read. */
    public long readBytes() {
        return readBytes;
    }

    /** Bytes of file contents written. */
    public long writtenBytes() {
        return writtenBytes;
    }

    void reset() {
        nodes.clear();
    }

    void serve(Chain chain) {
        byte[] header = new byte[Request.HEADER];
        if (chain.read(header) < header.length) {
            return;
        }
        int opcode = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        boolean write = opcode == Opcode.WRITE;
        byte[] body = chain.read(Math.min(write ? Opcode.WRITE_IN : MOST_BODY, chain.available()));
        Request request = Request.of(header, body);
        if (opcode == Opcode.FORGET || opcode == Opcode.BATCH_FORGET) {
            forget(request);
            return;
        }
        try {
            if (opcode == Opcode.READ) {
                read(request, chain);
                return;
            }
            Reply reply = write ? write(request, chain) : answer(request);
            send(chain, request.unique(), 0, reply.array(), reply.size());
        } catch (FileError error) {
            send(chain, request.unique(), -error.errno(), new byte[0], 0);
        } catch (IOException hostFailed) {
            send(chain, request.unique(), -EIO, new byte[0], 0);
        }
    }

    private static void send(Chain chain, long unique, int error, byte[] body, int length) {
        header(chain, unique, error, length);
        chain.write(body, 0, length);
    }

    private static void header(Chain chain, long unique, int error, int length) {
        byte[] header = ByteBuffer.allocate(OUT_HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(OUT_HEADER + length).putInt(error)
                .putLong(unique).array();
        chain.write(header, 0, header.length);
    }

    private Reply answer(Request in) throws IOException {
        return switch (in.opcode()) {
            case Opcode.INIT -> init(in);
            case Opcode.LOOKUP -> lookup(in);
            case Opcode.GETATTR -> new Reply(104).validAttributes(nodes.get(in.node()));
            case Opcode.SETATTR -> setAttributes(in);
            case Opcode.READLINK -> bytes(nodes.get(in.node()).target().getBytes(StandardCharsets.ISO_8859_1));
            case Opcode.SYMLINK -> symlink(in);
            case Opcode.MKNOD -> {
                int mode = in.word();
                long device = in.word() & 0xffff_ffffL;
                in.skip(8);
                yield entry(create(in, in.name(), mode, device));
            }
            case Opcode.MKDIR -> {
                int mode = in.word();
                in.skip(4);
                yield entry(create(in, in.name(), mode & 07777 | S_IFDIR, 0));
            }
            case Opcode.CREATE -> {
                in.skip(4);
                int mode = in.word();
                in.skip(8);
                Node made = create(in, in.name(), mode & 07777 | S_IFREG, 0);
                yield new Reply(144).entry(nodes.tell(made), made).quad(0).word(0).word(0);
            }
            case Opcode.UNLINK -> {
                changing(in.node()).unlink(in.name());
                yield none();
            }
            case Opcode.RMDIR -> {
                changing(in.node()).rmdir(in.name());
                yield none();
            }
            case Opcode.RENAME, Opcode.RENAME2 -> rename(in);
            case Opcode.LINK -> {
                Node existing = changing(in.quad());
                changing(in.node()).link(in.name(), existing);
                yield entry(existing);
            }
            case Opcode.STATFS -> statfs();
            case Opcode.FLUSH, Opcode.RELEASE, Opcode.RELEASEDIR, Opcode.DESTROY, Opcode.INTERRUPT -> none();
            case Opcode.FSYNC, Opcode.FSYNCDIR, Opcode.SYNCFS -> {
                tree.sync();
                yield none();
            }
            case Opcode.SETXATTR, Opcode.GETXATTR, Opcode.LISTXATTR, Opcode.REMOVEXATTR -> extended(in);
            case Opcode.READDIR, Opcode.READDIRPLUS -> list(in);
            case Opcode.FALLOCATE -> allocate(in);
            default -> throw FileError.of(ENOSYS);
        };
    }

    private static Reply none() {
        return new Reply(0);
    }

    private static Reply bytes(byte[] value) {
        return new Reply(value.length).raw(value);
    }

    private Reply entry(Node node) {
        return new Reply(128).entry(nodes.tell(node), node);
    }

    private Node changing(long id) {
        Node node = nodes.get(id);
        if (readOnly || node instanceof InjectedNode) {
            throw FileError.of(EROFS);
        }
        return node;
    }

    private Reply init(Request in) {
        in.skip(8);
        int readAhead = in.word();
        int wanted = in.word();
        int flags = wanted & (Opcode.ASYNC_READ | Opcode.BIG_WRITES | Opcode.DO_READDIRPLUS | Opcode.READDIRPLUS_AUTO | Opcode.WRITEBACK_CACHE
                | Opcode.NO_OPEN | Opcode.PARALLEL_DIROPS | Opcode.MAX_PAGES | Opcode.CACHE_SYMLINKS | Opcode.NO_OPENDIR);
        return new Reply(64).word(7).word(38).word(readAhead).word(flags).half(16).half(12).word(MAX_WRITE).word(1)
                .half(MAX_WRITE / 4096).half(0).word(0).raw(new byte[28]);
    }

    private Reply lookup(Request in) {
        Node directory = nodes.get(in.node());
        String name = in.name();
        Node found = in.node() == Nodes.ROOT && injected != null && name.equals(INJECTED) ? injected : directory.child(name);
        if (found == null) {
            throw FileError.of(ENOENT);
        }
        return entry(found);
    }

    /** Makes a file; in a directory with the set-group-ID bit it belongs to the directory's group, and a directory inherits the bit. */
    private Node create(Request in, String name, int mode, long device) {
        Node directory = changing(in.node());
        boolean inherits = (directory.mode() & S_ISGID) != 0;
        int bits = inherits && (mode & S_IFMT) == S_IFDIR ? mode | S_ISGID : mode;
        return directory.create(name, bits, in.uid(), inherits ? directory.gid() : in.gid(), device);
    }

    private Reply symlink(Request in) {
        Node directory = changing(in.node());
        String name = in.name();
        boolean inherits = (directory.mode() & S_ISGID) != 0;
        return entry(directory.symlink(name, in.name(), in.uid(), inherits ? directory.gid() : in.gid()));
    }

    private Reply rename(Request in) {
        Node to = changing(in.quad());
        int flags = 0;
        if (in.opcode() == Opcode.RENAME2) {
            flags = in.word();
            in.skip(4);
        }
        String from = in.name();
        changing(in.node()).rename(from, to, in.name(), flags);
        return none();
    }

    private Reply setAttributes(Request in) {
        Node node = changing(in.node());
        int valid = in.word();
        in.skip(12);
        long size = in.quad();
        in.skip(8);
        long accessedSeconds = in.quad();
        long modifiedSeconds = in.quad();
        in.skip(8);
        int accessedNanos = in.word();
        int modifiedNanos = in.word();
        in.skip(4);
        int mode = in.word();
        in.skip(4);
        int uid = in.word();
        int gid = in.word();
        if ((valid & Opcode.SET_SIZE) != 0) {
            node.truncate(notNegative(size));
        }
        if ((valid & (Opcode.SET_UID | Opcode.SET_GID)) != 0) {
            node.setOwner((valid & Opcode.SET_UID) != 0 ? uid : -1, (valid & Opcode.SET_GID) != 0 ? gid : -1);
        }
        if ((valid & Opcode.SET_MODE) != 0) {
            node.setMode(mode & 07777);
        }
        if ((valid & (Opcode.SET_ATIME | Opcode.SET_MTIME)) != 0) {
            node.setTimes(time(valid, Opcode.SET_ATIME, Opcode.SET_ATIME_NOW, accessedSeconds, accessedNanos),
                    time(valid, Opcode.SET_MTIME, Opcode.SET_MTIME_NOW, modifiedSeconds, modifiedNanos));
        }
        return new Reply(104).validAttributes(node);
    }

    private long time(int valid, int bit, int nowBit, long seconds, int nanos) {
        if ((valid & bit) == 0) {
            return Long.MIN_VALUE;
        }
        if ((valid & nowBit) != 0) {
            return clock.realtimeNanos();
        }
        long most = Long.MAX_VALUE / SECOND - 1;
        return Math.clamp(seconds, -most, most) * SECOND + Math.clamp(nanos, 0, SECOND - 1);
    }

    private static long notNegative(long value) {
        if (value < 0) {
            throw FileError.of(EINVAL);
        }
        return value;
    }

    private void read(Request in, Chain chain) {
        Node node = nodes.get(in.node());
        in.skip(8);
        long offset = notNegative(in.quad());
        int left = in.word();
        int total = 0;
        if (left < 0 || offset + left < 0) {
            throw FileError.of(EINVAL);
        }
        for (ByteBuffer part : chain.writableAfter(OUT_HEADER)) {
            if (left <= 0) {
                break;
            }
            part.limit(part.position() + Math.min(part.remaining(), left));
            while (part.hasRemaining()) {
                int count = node.read(offset + total, part);
                if (count <= 0) {
                    left = 0;
                    break;
                }
                total += count;
                left -= count;
            }
        }
        readBytes += total;
        header(chain, in.unique(), 0, total);
        chain.wrote(total);
    }

    private Reply write(Request in, Chain chain) {
        Node node = changing(in.node());
        in.skip(8);
        long offset = notNegative(in.quad());
        int size = in.word();
        int total = 0;
        if (size < 0 || size > chain.available()) {
            throw FileError.of(EINVAL);
        }
        if (offset + size < 0) {
            throw FileError.of(EFBIG);
        }
        for (ByteBuffer part : chain.readable()) {
            if (part.hasRemaining() && total < size) {
                part.limit(part.position() + Math.min(part.remaining(), size - total));
                total += node.write(offset + total, part);
            }
        }
        writtenBytes += total;
        return new Reply(8).word(total).word(0);
    }

    private Reply statfs() {
        long blocks = tree.totalBytes() / 4096;
        long free = tree.freeBytes() / 4096;
        return new Reply(80).quad(blocks).quad(free).quad(free).quad(1 << 20).quad(1 << 19).word(4096).word(255).word(4096).word(0)
                .raw(new byte[24]);
    }

    private Reply extended(Request in) {
        Node node = nodes.get(in.node());
        switch (in.opcode()) {
            case Opcode.SETXATTR -> {
                int size = in.word();
                int flags = in.word();
                String name = attributeName(in);
                changing(in.node()).setAttribute(name, in.bytes(size), flags);
                return none();
            }
            case Opcode.REMOVEXATTR -> {
                changing(in.node()).removeAttribute(attributeName(in));
                return none();
            }
            case Opcode.GETXATTR -> {
                int size = in.word();
                in.skip(4);
                byte[] value = node.attribute(attributeName(in));
                if (value == null) {
                    throw FileError.of(ENODATA);
                }
                return sized(value, size);
            }
            default -> {
                int size = in.word();
                StringBuilder names = new StringBuilder();
                node.attributes().forEach(name -> names.append(name).append('\0'));
                return sized(names.toString().getBytes(StandardCharsets.ISO_8859_1), size);
            }
        }
    }

    /** The name of an extended attribute, which is more than a namespace's: xattr(7). */
    private static String attributeName(Request in) {
        String name = in.name();
        if (name.indexOf('.') == name.length() - 1) {
            throw FileError.of(EINVAL);
        }
        return name;
    }

    /** A size of 0 asks how large the value is. */
    private static Reply sized(byte[] value, int size) {
        if (size == 0) {
            return new Reply(8).word(value.length).word(0);
        }
        if (value.length > size) {
            throw FileError.of(ERANGE);
        }
        return bytes(value);
    }

    /** Begins with "." and "..", which the kernel adds to no list; it asks for no attributes of theirs. */
    private Reply list(Request in) {
        Node directory = nodes.get(in.node());
        boolean plus = in.opcode() == Opcode.READDIRPLUS;
        in.skip(8);
        long cookie = in.quad();
        int size = Math.clamp(in.word(), 0, MAX_WRITE);
        Reply reply = new Reply(size);
        int perEntry = plus ? 152 : 24;
        for (; cookie >= 0 && cookie < DOTS.length; cookie++) {
            byte[] name = DOTS[(int) cookie];
            if (reply.size() + perEntry + 8 > size) {
                return reply;
            }
            if (plus) {
                reply.noEntry();
            }
            named(reply, cookie == 0 ? directory.number() : UNKNOWN_NUMBER, cookie + 1, name, directory);
        }
        while (true) {
            List<Node.Entry> entries = directory.entries(cookie - DOTS.length, Math.max(1, size / (perEntry + 16)));
            for (Node.Entry each : entries) {
                byte[] name = each.name().getBytes(StandardCharsets.ISO_8859_1);
                if (reply.size() + perEntry + (name.length + 7 & -8) > size) {
                    return reply;
                }
                if (plus) {
                    reply.entry(nodes.tell(each.node()), each.node());
                }
                cookie = each.cookie() + DOTS.length;
                named(reply, each.node().number(), cookie, name, each.node());
            }
            if (entries.isEmpty()) {
                return reply;
            }
        }
    }

    /** fuse_dirent. */
    private static void named(Reply reply, long number, long cookie, byte[] name, Node node) {
        reply.quad(number).quad(cookie).word(name.length).word(node.mode() >>> 12 & 15).raw(name).pad(8);
    }

    private Reply allocate(Request in) {
        Node node = changing(in.node());
        in.skip(8);
        long offset = notNegative(in.quad());
        long length = notNegative(in.quad());
        int mode = in.word();
        if (offset + length < 0) {
            throw FileError.of(EFBIG);
        }
        if (mode != 0) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (offset + length > node.size()) {
            node.truncate(offset + length);
        }
        return none();
    }

    private void forget(Request in) {
        if (in.opcode() == Opcode.FORGET) {
            if (in.body().remaining() >= 8) {
                nodes.forget(in.node(), in.quad());
            }
            return;
        }
        if (in.body().remaining() < 8) {
            return;
        }
        int count = in.word();
        in.skip(4);
        for (int i = 0; i < count && in.body().remaining() >= 16; i++) {
            nodes.forget(in.quad(), in.quad());
        }
    }
}
