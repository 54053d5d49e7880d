package twofold.image.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** One file of the host: what it is, and its attributes. It knows the directory it was found in and its name there; a directory is opened when it is needed. */
class HostNode implements Node {
    private static final int NOBODY = 65534;
    final HostTree tree;
    final Object key;
    /** What its entry in the {@link Ownership} is known by. */
    final String owned;
    private final long number;
    private final int type;
    HostDirectory parent;
    Path name;
    boolean removed;
    private Object attachment;

    HostNode(HostTree tree, HostDirectory parent, Path name, PosixFileAttributes attributes) {
        this.tree = tree;
        this.parent = parent;
        this.name = name;
        key = attributes.fileKey();
        owned = key.toString().replaceAll("[() ]", "");
        number = Long.parseLong(key.toString().replaceAll(".*ino=(\\d+).*", "$1"));
        type = type(attributes);
    }

    static HostNode of(HostTree tree, HostDirectory parent, Path name, PosixFileAttributes attributes) {
        return switch (type(attributes)) {
            case TarEntry.DIRECTORY -> new HostDirectory(tree, parent, name, attributes);
            case TarEntry.REGULAR -> new HostFile(tree, parent, name, attributes);
            default -> new HostNode(tree, parent, name, attributes);
        };
    }

    private static int type(PosixFileAttributes attributes) {
        return attributes.isDirectory() ? TarEntry.DIRECTORY : attributes.isSymbolicLink() ? TarEntry.SYMLINK
                : attributes.isRegularFile() ? TarEntry.REGULAR : 0;
    }

    /** Whether its number is another file's now. */
    boolean outlived(PosixFileAttributes attributes) {
        return this != tree.root() && (removed || type != type(attributes));
    }

    /** It was found again, perhaps under another name. */
    void found(HostDirectory in, Path under) {
        if (this != tree.root()) {
            parent = in;
            name = under;
        }
    }

    boolean directory() {
        return type == TarEntry.DIRECTORY;
    }

    private boolean regular() {
        return type == TarEntry.REGULAR;
    }

    // Where it is

    final SecureDirectoryStream<Path> holder() throws IOException {
        return parent == null ? tree.above() : tree.stream(parent);
    }

    /** The path by which the host can be asked; what lies on it may have been replaced since. */
    final Path path() {
        return parent == null ? tree.top() : parent.path().resolve(name);
    }

    private PosixFileAttributeView view() throws IOException {
        return holder().getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    }

    /** Its attributes now; the last known ones of nothing if it was removed. ENOENT if another file has its place. */
    final PosixFileAttributes now() {
        try {
            PosixFileAttributes read = view().readAttributes();
            if (!read.fileKey().equals(key)) {
                throw FileError.of(Failure.ENOENT);
            }
            return read;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    /** Attributes, or null for a file that is open and has no name any more. */
    private PosixFileAttributes attributesOrNull() {
        if (removed) {
            return null;
        }
        try {
            return now();
        } catch (FileError replaced) {
            return null;
        }
    }

    final void requireWritable() {
        if (tree.readOnly) {
            throw FileError.of(Failure.EROFS);
        }
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object object) {
        attachment = object;
    }

    // What it is

    @Override
    public long number() {
        return number;
    }

    private int hostType(PosixFileAttributes attributes) {
        return type != 0 ? type : attributes != null && attributes.isOther() ? TarEntry.SOCKET : TarEntry.REGULAR;
    }

    private Ownership.Entry kept(int hostMode) {
        Ownership.Entry kept = tree.ownership.get(owned);
        return kept != null && kept.hostMode() == hostMode ? kept : null;
    }

    @Override
    public int mode() {
        PosixFileAttributes attributes = attributesOrNull();
        int host = attributes == null ? 0600 : Permissions.bits(attributes.permissions());
        Ownership.Entry kept = kept(host);
        if (kept != null && (regular() || (kept.mode() & TarEntry.TYPE) == hostType(attributes))) {
            return kept.mode();
        }
        return hostType(attributes) | host;
    }

    @Override
    public int uid() {
        Ownership.Entry kept = tree.ownership.get(owned);
        return kept != null ? kept.uid() : ours() ? 0 : told("unix:uid", NOBODY);
    }

    @Override
    public int gid() {
        Ownership.Entry kept = tree.ownership.get(owned);
        return kept != null ? kept.gid() : ours() ? 0 : told("unix:gid", NOBODY);
    }

    /** Whether on the host it belongs to the user who runs the tool, who is root inside. */
    private boolean ours() {
        PosixFileAttributes attributes = attributesOrNull();
        return attributes == null || attributes.owner().getName().equals(System.getProperty("user.name"));
    }

    @Override
    public long device() {
        Ownership.Entry kept = tree.ownership.get(owned);
        return kept != null ? kept.device() : 0;
    }

    @Override
    public int links() {
        return removed ? 0 : hardLinks();
    }

    /** How many names it has, as far as the host tells. */
    final int hardLinks() {
        return told("unix:nlink", 1);
    }

    /** A number that the host tells only by path: good for showing, not for deciding. */
    private int told(String attribute, int otherwise) {
        try {
            return Files.getAttribute(path(), attribute, NOFOLLOW_LINKS) instanceof Integer number ? number : otherwise;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException untold) {
            return otherwise;
        }
    }

    @Override
    public long size() {
        PosixFileAttributes attributes = attributesOrNull();
        return attributes == null ? 0 : attributes.size();
    }

    @Override
    public long blocks() {
        return (size() + 511) / 512;
    }

    private static long nanos(FileTime time) {
        return time == null ? 0 : time.to(TimeUnit.NANOSECONDS);
    }

    @Override
    public long accessed() {
        PosixFileAttributes attributes = attributesOrNull();
        return attributes == null ? 0 : nanos(attributes.lastAccessTime());
    }

    @Override
    public long modified() {
        PosixFileAttributes attributes = attributesOrNull();
        return attributes == null ? 0 : nanos(attributes.lastModifiedTime());
    }

    @Override
    public long changed() {
        return modified();
    }

    // Text

    @Override
    public String target() {
        if (type != TarEntry.SYMLINK) {
            throw FileError.of(Failure.EINVAL);
        }
        now();
        try {
            String text = HostTree.bytes(Files.readSymbolicLink(path()));
            now();
            return text;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    // Attributes

    /** Sets the host's permissions as far as its owner may have them, and keeps the rest. */
    final void keep(int mode, int uid, int gid, long device) {
        try {
            if (type != TarEntry.SYMLINK) {
                boolean plain = (mode & TarEntry.TYPE) == TarEntry.REGULAR || directory();
                view().setPermissions(Permissions.set(plain ? Permissions.hostBits(mode, directory()) : 0600));
            }
            int host = Permissions.bits(now().permissions());
            boolean same = uid == 0 && gid == 0 && mode == (type | host) && device == 0 && ours();
            tree.ownership.put(owned, same ? null : new Ownership.Entry(uid, gid, mode, device, host));
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void setMode(int permissions) {
        requireWritable();
        keep(mode() & TarEntry.TYPE | permissions & 07777, uid(), gid(), device());
    }

    @Override
    public void setOwner(int uid, int gid) {
        requireWritable();
        keep(mode(), uid == -1 ? uid() : uid, gid == -1 ? gid() : gid, device());
    }

    @Override
    public void setTimes(long accessed, long modified) {
        requireWritable();
        try {
            view().setTimes(time(modified), time(accessed), null);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    private static FileTime time(long nanos) {
        return nanos == Long.MIN_VALUE ? null : FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public byte[] attribute(String wanted) {
        return null;
    }

    @Override
    public List<String> attributes() {
        return List.of();
    }

    @Override
    public void setAttribute(String wanted, byte[] value, int flags) {
        throw FileError.of(Failure.EOPNOTSUPP);
    }

    @Override
    public void removeAttribute(String wanted) {
        throw FileError.of(Failure.ENODATA);
    }

    // What other kinds of files can do

    private static FileError notDirectory() {
        return FileError.of(Failure.ENOTDIR);
    }

    private FileError notRegular() {
        return FileError.of(directory() ? Failure.EISDIR : Failure.ENXIO);
    }

    @Override
    public Node child(String wanted) {
        throw notDirectory();
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        throw notDirectory();
    }

    @Override
    public Node create(String wanted, int mode, int uid, int gid, long device) {
        throw notDirectory();
    }

    @Override
    public Node symlink(String wanted, String target, int uid, int gid) {
        throw notDirectory();
    }

    @Override
    public void link(String wanted, Node existing) {
        throw notDirectory();
    }

    @Override
    public void unlink(String wanted) {
        throw notDirectory();
    }

    @Override
    public void rmdir(String wanted) {
        throw notDirectory();
    }

    @Override
    public void rename(String from, Node toDirectory, String to, int flags) {
        throw notDirectory();
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        throw notRegular();
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        throw notRegular();
    }

    @Override
    public void truncate(long size) {
        throw notRegular();
    }

    @Override
    public void open() {
        // nothing is held open for it
    }

    @Override
    public void release() {
        // nothing was held open for it
    }

    /** Closes what the host holds open for it. */
    void close() {
        // nothing
    }

    /** Has the host write what was written to it. */
    void sync() throws IOException {
        // nothing was
    }
}
