package twofold.image.overlay;

import java.nio.ByteBuffer;
import java.util.List;

/** A regular file or directory that lies in memory and that nothing changes: EROFS. It has one name, one time and no extended attributes. */
public abstract class MadeUpNode implements Node {
    private static final int BLOCK = 512;

    private final byte[] contents;
    private final int mode;
    private final int uid;
    private final int gid;
    private final long time;
    private Object attachment;

    /**
     * A node with its contents, none for a directory.
     *
     * @param mode file type and permission bits
     * @param time nanoseconds since the epoch
     */
    protected MadeUpNode(byte[] contents, int mode, int uid, int gid, long time) {
        this.contents = contents;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
        this.time = time;
    }

    private static FileError refused() {
        return FileError.of(Errno.EROFS);
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
        return contents.length;
    }

    @Override
    public long blocks() {
        return (contents.length + BLOCK - 1) / BLOCK;
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
        throw FileError.of(Errno.ENOTDIR);
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        throw FileError.of(Errno.ENOTDIR);
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
        throw FileError.of(Errno.EINVAL);
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        int length = (int) Math.max(0, Math.min(to.remaining(), contents.length - offset));
        if (length > 0) {
            to.put(contents, (int) offset, length);
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
        throw FileError.of(Errno.ENODATA);
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
