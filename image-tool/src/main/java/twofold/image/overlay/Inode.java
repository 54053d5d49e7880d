package twofold.image.overlay;

import static twofold.image.tar.TarEntry.DIRECTORY;
import static twofold.image.tar.TarEntry.REGULAR;
import static twofold.image.tar.TarEntry.SYMLINK;
import static twofold.image.tar.TarEntry.TYPE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.image.store.Layer;

/** An inode: the state of one, and the operations that concern only itself. What changes names is in {@link Names}. */
final class Inode implements Node {
    /** Where a file's bytes are. */
    enum Data {
        /** Nowhere: the file is all zeros, or not a regular file. */
        NONE,
        /** A slice of a layer's archive. */
        LOWER,
        /** A host file of the upper. */
        UPPER,
        /** In memory and in the journal: small files need no host file, whose making costs a hundred times the record. */
        INLINE
    }

    private static final int CREATE = 1;
    private static final int REPLACE = 2;
    private static final int LONGEST_ATTRIBUTE = 65536;

    final Overlay tree;
    final long number;
    int mode;
    int uid;
    int gid;
    long device;
    int links;
    long size;
    long accessed;
    long modified;
    long changed;
    String target;
    SortedMap<String, byte[]> attributes;
    Inode parent;
    int openers;

    Data data = Data.NONE;
    Layer layer;
    long layerOffset;
    /** The bytes of an inline file, exactly. */
    byte[] inline;
    /** Where a directory's names are to come from, while they are not here. */
    private final LowerInode from;
    private volatile Directory entries;
    /** A lower file's bytes, once they were asked for. */
    MemorySegment slice;
    /** What is known of the host file. */
    Views.View view;
    /** The host file was written since the last sync. */
    boolean unsynced;
    private Object attachment;
    /** A record of this inode is due before the journal can be called complete (writes are not journaled one by one). */
    boolean due;
    /** The journal has facts about this inode. */
    boolean journaled;
    /** The journal has facts about this directory's names. */
    boolean renamed;

    Inode(Overlay tree, long number, int mode) {
        this.tree = tree;
        this.number = number;
        this.mode = mode;
        from = null;
        if (directory()) {
            entries = new Directory();
            links = 1;
        }
    }

    /** As the layers have it. */
    Inode(Overlay tree, LowerInode from) {
        this.tree = tree;
        this.from = from.directory() ? from : null;
        number = from.number;
        mode = from.mode;
        uid = from.uid;
        gid = from.gid;
        device = from.device;
        links = from.links;
        size = from.size;
        accessed = from.time;
        modified = from.time;
        changed = from.time;
        target = from.target;
        attributes = from.attributes;
        if (from.layer != null) {
            data = Data.LOWER;
            layer = from.layer;
            layerOffset = from.layerOffset;
        }
    }

    /** A directory's names; null for anything else. */
    Directory entries() {
        if (entries == null && from != null) {
            synchronized (tree) {
                if (entries == null) {
                    entries = tree.names(from);
                }
            }
        }
        return entries;
    }

    boolean directory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean regular() {
        return (mode & TYPE) == REGULAR;
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
        return uid;
    }

    @Override
    public int gid() {
        return gid;
    }

    @Override
    public long device() {
        return device;
    }

    @Override
    public int links() {
        return links;
    }

    @Override
    public long size() {
        return directory() ? 4096 : target != null ? target.length() : FileData.size(this);
    }

    @Override
    public long blocks() {
        return directory() ? 8 : target != null ? 0 : size() + 511 >> 9;
    }

    @Override
    public long accessed() {
        return accessed;
    }

    @Override
    public long modified() {
        return modified;
    }

    @Override
    public long changed() {
        return changed;
    }

    @Override
    public Node child(String name) {
        requireDirectory();
        return entries().get(name);
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        requireDirectory();
        return entries().after(cookie, limit);
    }

    @Override
    public Node create(String name, int mode, int uid, int gid, long device) {
        return Names.create(this, name, mode, uid, gid, device, null);
    }

    @Override
    public Node symlink(String name, String target, int uid, int gid) {
        if (target.isEmpty()) {
            throw FileError.of(Errno.ENOENT);
        }
        if (target.length() > 4095) {
            throw FileError.of(Errno.ENAMETOOLONG);
        }
        return Names.create(this, name, SYMLINK | 0777, uid, gid, 0, target);
    }

    @Override
    public void link(String name, Node existing) {
        Names.link(this, name, tree.own(existing));
    }

    @Override
    public void unlink(String name) {
        Names.unlink(this, name);
    }

    @Override
    public void rmdir(String name) {
        Names.rmdir(this, name);
    }

    @Override
    public void rename(String from, Node toDirectory, String to, int flags) {
        Names.rename(this, from, tree.own(toDirectory), to, flags);
    }

    @Override
    public String target() {
        if (target == null) {
            throw FileError.of(Errno.EINVAL);
        }
        return target;
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        requireRegular();
        return FileData.read(this, offset, to);
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        requireRegular();
        tree.requireWritable();
        return FileData.write(this, offset, from);
    }

    /** A place in a layer. Compares by itself: a record's own comparison is put together at its first use, which takes longer than a program's start. */
    private record Origin(Layer layer, long offset) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Origin(Layer place, long at) && place == layer && at == offset;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(layer) + Long.hashCode(offset);
        }
    }

    @Override
    public Object origin() {
        return data == Data.LOWER ? new Origin(layer, layerOffset) : null;
    }

    @Override
    public MemorySegment bytes() {
        return FileData.bytes(this);
    }

    @Override
    public MemorySegment bytes(long offset, long length) {
        return data != Data.UPPER || offset + length > FileData.size(this) ? null : tree.upper().writable(this, offset, length);
    }

    @Override
    public void written() {
        FileData.written(this);
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
    public void truncate(long length) {
        requireRegular();
        tree.requireWritable();
        FileData.truncate(this, length);
    }

    @Override
    public void setMode(int permissions) {
        tree.requireWritable();
        mode = mode & TYPE | permissions & 07777;
        touched();
    }

    @Override
    public void setOwner(int newUid, int newGid) {
        tree.requireWritable();
        uid = newUid == -1 ? uid : newUid;
        gid = newGid == -1 ? gid : newGid;
        touched();
    }

    @Override
    public void setTimes(long newAccessed, long newModified) {
        tree.requireWritable();
        accessed = newAccessed == Long.MIN_VALUE ? accessed : newAccessed;
        modified = newModified == Long.MIN_VALUE ? modified : newModified;
        touched();
    }

    @Override
    public byte[] attribute(String name) {
        byte[] value = attributes == null ? null : attributes.get(name);
        return value == null ? null : value.clone();
    }

    @Override
    public List<String> attributes() {
        return attributes == null ? List.of() : List.copyOf(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, byte[] value, int flags) {
        tree.requireWritable();
        if (name.isEmpty() || name.length() > 255 || name.indexOf('\0') >= 0 || name.indexOf('=') >= 0
                || value.length > LONGEST_ATTRIBUTE) {
            throw FileError.of(Errno.EINVAL);
        }
        boolean there = attributes != null && attributes.containsKey(name);
        if (there && flags == CREATE) {
            throw FileError.of(Errno.EEXIST);
        }
        if (!there && flags == REPLACE) {
            throw FileError.of(Errno.ENODATA);
        }
        tree.keep(value.length - (there ? attributes.get(name).length : 0));
        TreeMap<String, byte[]> copy = attributes == null ? new TreeMap<>() : new TreeMap<>(attributes);
        copy.put(name, value.clone());
        attributes = copy;
        touched();
    }

    @Override
    public void removeAttribute(String name) {
        tree.requireWritable();
        if (attributes == null || !attributes.containsKey(name)) {
            throw FileError.of(Errno.ENODATA);
        }
        tree.keep(-attributes.get(name).length);
        TreeMap<String, byte[]> copy = new TreeMap<>(attributes);
        copy.remove(name);
        attributes = copy.isEmpty() ? null : copy;
        touched();
    }

    @Override
    public void open() {
        openers++;
    }

    @Override
    public void release() {
        openers--;
        if (openers == 0) {
            if (links == 0) {
                tree.forget(this);
            } else if (due) {
                tree.record(this);
            }
        }
    }

    /** Bytes of its attributes. */
    long kept() {
        long sum = 0;
        if (attributes != null) {
            for (byte[] value : attributes.values()) {
                sum += value.length;
            }
        }
        return sum;
    }

    void requireDirectory() {
        if (!directory()) {
            throw FileError.of(Errno.ENOTDIR);
        }
    }

    private void requireRegular() {
        if (directory()) {
            throw FileError.of(Errno.EISDIR);
        }
        if (!regular()) {
            throw FileError.of(Errno.EINVAL);
        }
    }

    private void touched() {
        changed = tree.now();
        tree.record(this);
    }
}
