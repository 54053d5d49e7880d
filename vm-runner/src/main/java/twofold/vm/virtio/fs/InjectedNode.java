package twofold.vm.virtio.fs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;

/** A read-only file or directory that the host makes up for the guest. It belongs to root and dates from the epoch. */
public final class InjectedNode implements Node {
    private static final int EROFS = 30;
    private static final int EINVAL = 22;
    private static final long FIRST_NUMBER = 1L << 60;

    private final long number;
    private final int mode;
    private final byte[] contents;
    private final Map<String, InjectedNode> children;

    private InjectedNode(long number, int mode, byte[] contents, Map<String, InjectedNode> children) {
        this.number = FIRST_NUMBER + number;
        this.mode = mode;
        this.contents = contents;
        this.children = children;
    }

    /** A directory of files. */
    public static InjectedNode directory(Map<String, InjectedNode> children) {
        return new InjectedNode(0, 040500, new byte[0], children);
    }

    /** A file with permission bits; {@code number} tells it from others. */
    public static InjectedNode file(int number, int permissions, byte[] contents) {
        return new InjectedNode(number, 0100000 | permissions, contents, Map.of());
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int mode() {
        return mode;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long device() {
        return 0;
    }

    @Override
    public int links() {
        return children.isEmpty() ? 1 : 2;
    }

    @Override
    public long size() {
        return contents.length;
    }

    @Override
    public long blocks() {
        return (contents.length + 511) / 512;
    }

    @Override
    public long accessed() {
        return 0;
    }

    @Override
    public long modified() {
        return 0;
    }

    @Override
    public long changed() {
        return 0;
    }

    @Override
    public Node child(String name) {
        return children.get(name);
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        return List.of();
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        if (offset >= contents.length) {
            return 0;
        }
        int count = (int) Math.min(to.remaining(), contents.length - offset);
        to.put(contents, (int) offset, count);
        return count;
    }

    @Override
    public Node create(String name, int wanted, int uid, int gid, long device) {
        throw FileError.of(EROFS);
    }

    @Override
    public Node symlink(String name, String target, int uid, int gid) {
        throw FileError.of(EROFS);
    }

    @Override
    public void link(String name, Node existing) {
        throw FileError.of(EROFS);
    }

    @Override
    public void unlink(String name) {
        throw FileError.of(EROFS);
    }

    @Override
    public void rmdir(String name) {
        throw FileError.of(EROFS);
    }

    @Override
    public void rename(String from, Node toDirectory, String to, int flags) {
        throw FileError.of(EROFS);
    }

    @Override
    public String target() {
        throw FileError.of(EINVAL);
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        throw FileError.of(EROFS);
    }

    @Override
    public void truncate(long size) {
        throw FileError.of(EROFS);
    }

    @Override
    public void setMode(int permissions) {
        throw FileError.of(EROFS);
    }

    @Override
    public void setOwner(int uid, int gid) {
        throw FileError.of(EROFS);
    }

    @Override
    public void setTimes(long accessed, long modified) {
        throw FileError.of(EROFS);
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
        throw FileError.of(EROFS);
    }

    @Override
    public void removeAttribute(String name) {
        throw FileError.of(EROFS);
    }

    @Override
    public void open() {
    }

    @Override
    public void release() {
    }
}
