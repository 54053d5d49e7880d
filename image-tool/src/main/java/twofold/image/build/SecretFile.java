package twofold.image.build;

import java.nio.ByteBuffer;
import java.util.List;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** A secret as a tree of one file that is never on a disk of the host. Nothing changes it: EROFS. */
final class SecretFile implements FileTree, Node {
    private static final int ENODATA = 61;
    private static final int ENOTDIR = 20;
    private static final int EINVAL = 22;
    private static final int EROFS = 30;
    private static final int BLOCK = 512;

    private final byte[] bytes;
    private final int mode;
    private final int uid;
    private final int gid;
    private final long time;
    private Object attachment;

    /**
     * @param mode permission bits
     * @param time when it was made, in nanoseconds since the epoch
     */
    SecretFile(byte[] bytes, int mode, int uid, int gid, long time) {
        this.bytes = bytes;
        this.mode = TarEntry.REGULAR | mode;
        this.uid = uid;
        this.gid = gid;
        this.time = time;
    }

    private static FileError refused() {
        return FileError.of(EROFS);
    }

    @Override
    public Node root() {
        return this;
    }

    @Override
    public long totalBytes() {
        return bytes.length;
    }

    @Override
    public long freeBytes() {
        return 0;
    }

    @Override
    public void sync() {
        // Nothing is written
    }

    @Override
    public void close() {
        // Nothing is open
    }

    @Override
    public long number() {
        return 1;
    }

    @Override
    public int mode() {
        return mode;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return gid;
    }

    @Override
    public long device() {
        return 0;
    }

    @Override
    public int links() {
        return 1;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public long blocks() {
        return (bytes.length + BLOCK - 1) / BLOCK;
    }

    @Override
    public long accessed() {
        return time;
    }

    @Override
    public long modified() {
        return time;
    }

    @Override
    public long changed() {
        return time;
    }

    @Override
    public Node child(String name) {
        throw FileError.of(ENOTDIR);
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        throw FileError.of(ENOTDIR);
    }

    @Override
    public Node create(String name, int type, int owner, int group, long device) {
        throw refused();
    }

    @Override
    public Node symlink(String name, String target, int owner, int group) {
        throw refused();
    }

    @Override
    public void link(String name, Node existing) {
        throw refused();
    }

    @Override
    public void unlink(String name) {
        throw refused();
    }

    @Override
    public void rmdir(String name) {
        throw refused();
    }

    @Override
    public void rename(String from, Node toDirectory, String to, int flags) {
        throw refused();
    }

    @Override
    public String target() {
        throw FileError.of(EINVAL);
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        int length = (int) Math.max(0, Math.min(to.remaining(), bytes.length - offset));
        if (length > 0) {
            to.put(bytes, (int) offset, length);
        }
        return length;
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        throw refused();
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object object) {
        attachment = object;
    }

    @Override
    public void truncate(long size) {
        throw refused();
    }

    @Override
    public void setMode(int permissions) {
        throw refused();
    }

    @Override
    public void setOwner(int owner, int group) {
        throw refused();
    }

    @Override
    public void setTimes(long accessed, long modified) {
        throw refused();
    }

    @Override
    public byte[] attribute(String name) {
        return null;
    }

    @Override
    public List<String> attributes() {
        return List.of();
    }

    @Override
    public void setAttribute(String name, byte[] value, int flags) {
        throw refused();
    }

    @Override
    public void removeAttribute(String name) {
        throw FileError.of(ENODATA);
    }

    @Override
    public void open() {
        // It stays for as long as it is held
    }

    @Override
    public void release() {
        // The same
    }
}
