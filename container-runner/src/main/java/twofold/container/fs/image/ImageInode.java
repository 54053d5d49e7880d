package twofold.container.fs.image;

import static twofold.container.abi.Errno.EIO;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.RegularFile;
import twofold.container.vfs.SpecialFiles;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;

/** A node as an inode. Reads and writes go through the page cache where there is one, so that they agree with mappings. */
final class ImageInode extends Inode {
    /** The most bytes that {@link #shift} moves, all of which are in memory meanwhile. */
    private static final long MOST_MOVED = 256 << 20;
    private final ImageFileSystem fileSystem;
    private final Node node;
    private PageCache cache;

    ImageInode(ImageFileSystem fileSystem, Node node) {
        this.fileSystem = fileSystem;
        this.node = node;
    }

    @Override
    public FileSystem fileSystem() {
        return fileSystem;
    }

    @Override
    public long number() {
        return node.number();
    }

    @Override
    public int mode() {
        return node.mode();
    }

    @Override
    public int uid() {
        return node.uid();
    }

    @Override
    public int gid() {
        return node.gid();
    }

    @Override
    public long device() {
        return node.device();
    }

    @Override
    public int links() {
        return node.links();
    }

    @Override
    public long size() {
        return node.size();
    }

    @Override
    public long blocks() {
        return node.blocks();
    }

    @Override
    public long accessed() {
        return node.accessed();
    }

    @Override
    public long modified() {
        return node.modified();
    }

    @Override
    public long changed() {
        return node.changed();
    }

    @Override
    public Inode lookup(Caller who, String name) {
        Node child = node.child(name);
        return child == null ? null : fileSystem.inode(child);
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        List<Entry> entries = new ArrayList<>();
        for (Node.Entry each : node.entries(cookie, limit)) {
            entries.add(new Entry(each.name(), each.node().number(), (each.node().mode() & S_IFMT) >> 12, each.cookie()));
        }
        return entries;
    }

    @Override
    public Inode create(String name, int mode, int uid, int gid, long device) {
        return fileSystem.inode(node.create(name, mode, uid, gid, device));
    }

    @Override
    public Inode symlink(String name, String target, int uid, int gid) {
        return fileSystem.inode(node.symlink(name, target, uid, gid));
    }

    @Override
    public void link(String name, Inode existing) {
        if (existing.links() == 0 && !existing.linkable()) {
            throw FileError.of(ENOENT);
        }
        node.link(name, nodeOf(existing));
        existing.setLinkable(false);
    }

    @Override
    public void unlink(String name) {
        node.unlink(name);
    }

    @Override
    public void rmdir(String name) {
        node.rmdir(name);
    }

    @Override
    public void rename(String from, Inode toDirectory, String to, int flags) {
        node.rename(from, nodeOf(toDirectory), to, flags);
    }

    @Override
    public String target(Caller who) {
        return node.target();
    }

    @Override
    public File open(Caller who, int flags) {
        int type = node.mode() & S_IFMT;
        return type == S_IFREG || isDirectory() ? new ImageFile(this, flags) : SpecialFiles.open(this, who, flags);
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        return cache == null ? node.read(offset, to) : cache.read(offset, to);
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        int start = from.position();
        int count = node.write(offset, from);
        if (cache != null) {
            cache.update(offset, from.duplicate().position(start).limit(start + count));
        }
        return count;
    }

    @Override
    public int read(long offset, UserMemory to, long address, int length) {
        MemorySegment bytes = cache == null || cache.clean() ? node.bytes() : null;
        int count = bytes == null ? 0 : (int) Math.max(0, Math.min(length, node.size() - offset));
        if (bytes == null || offset < 0 || offset + count > bytes.byteSize()) {
            return super.read(offset, to, address, length);
        }
        return count == 0 ? 0 : went(to.copyOut(address, bytes.address() + offset, count));
    }

    @Override
    public int write(long offset, UserMemory from, long address, int length) {
        MemorySegment bytes = offset < 0 ? null : node.bytes(offset, length);
        if (bytes == null) {
            return super.write(offset, from, address, length);
        }
        int count = from.copyIn(address, bytes.address() + offset, length);
        if (count > 0) {
            node.written();
            if (cache != null) {
                cache.update(offset, bytes.asSlice(offset, count).asByteBuffer());
            }
        }
        return went(count);
    }

    @Override
    public void truncate(long size) {
        node.truncate(size);
        if (cache != null) {
            cache.truncate(size);
        }
    }

    @Override
    public void shift(long offset, long length, boolean insert) {
        long size = node.size();
        long moved = size - offset - (insert ? 0 : length);
        if (moved > MOST_MOVED) {
            throw FileError.of(EOPNOTSUPP);
        }
        byte[] rest = new byte[(int) moved];
        ByteBuffer to = ByteBuffer.wrap(rest);
        long from = insert ? offset : offset + length;
        while (to.hasRemaining()) {
            if (read(from + to.position(), to) <= 0) {
                throw FileError.of(EIO);
            }
        }
        if (insert) {
            truncate(offset);
            truncate(offset + length);
            write(offset + length, ByteBuffer.wrap(rest));
        } else {
            write(offset, ByteBuffer.wrap(rest));
            truncate(size - length);
        }
    }

    @Override
    public void setMode(int permissions) {
        node.setMode(permissions);
    }

    @Override
    public void setOwner(int uid, int gid) {
        node.setOwner(uid, gid);
    }

    @Override
    public void setTimes(long accessed, long modified) {
        node.setTimes(accessed, modified);
    }

    @Override
    public boolean keepsAccessLists() {
        return fileSystem.keepsAttributes() && !isLink();
    }

    @Override
    public byte[] attribute(String name) {
        return node.attribute(name);
    }

    @Override
    public List<String> attributes() {
        return node.attributes();
    }

    @Override
    public void setAttribute(String name, byte[] value, int flags) {
        node.setAttribute(name, value, flags);
    }

    @Override
    public void removeAttribute(String name) {
        node.removeAttribute(name);
    }

    @Override
    public Mappable mappable() {
        if (!isRegular()) {
            return super.mappable();
        }
        if (cache == null) {
            cache = new PageCache(this, node, fileSystem.account());
        }
        return cache;
    }

    @Override
    public void hold() {
        node.open();
    }

    @Override
    public void letGo() {
        node.release();
    }

    LayerPages layers() {
        return fileSystem.layers();
    }

    void forgetCache() {
        cache = null;
    }

    private static Node nodeOf(Inode other) {
        if (other instanceof ImageInode image) {
            return image.node;
        }
        throw FileError.of(EXDEV);
    }

    /** An open file, which keeps an unlinked node's data alive. */
    private static final class ImageFile extends RegularFile {
        private final Node node;

        ImageFile(ImageInode inode, int flags) {
            super(inode, flags);
            node = inode.node;
            node.open();
        }

        @Override
        protected void close() {
            node.release();
        }
    }
}
