package twofold.image.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** One file of the host. It knows the directory it was found in and its name there; a directory is opened when it is needed. */
final class HostNode implements Node {
    private static final int NOBODY = 65534;
    private static final int NOREPLACE = 1;
    private static final int DIRECTORY_SIZE = 4096;
    private final HostTree tree;
    private final Object key;
    private final String owned;
    private final long number;
    private final int type;
    private HostNode parent;
    private Path name;
    private FileChannel channel;
    private boolean channelWrites;
    private int openers;
    private boolean removed;
    private List<String> listing = List.of();
    private Object attachment;

    HostNode(HostTree tree, HostNode parent, Path name, PosixFileAttributes attributes) {
        this.tree = tree;
        this.parent = parent;
        this.name = name;
        key = attributes.fileKey();
        owned = key.toString().replaceAll("[() ]", "");
        number = Long.parseLong(key.toString().replaceAll(".*ino=(\\d+).*", "$1"));
        type = type(attributes);
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
    void found(HostNode in, Path under) {
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

    private SecureDirectoryStream<Path> holder() throws IOException {
        return parent == null ? tree.above() : tree.stream(parent);
    }

    /** Opens this directory as it lies in its own, without following a link; an error if another file has its place by now. */
    SecureDirectoryStream<Path> openStream() throws IOException {
        SecureDirectoryStream<Path> opened = holder().newDirectoryStream(name, NOFOLLOW_LINKS);
        Object found = opened.getFileAttributeView(PosixFileAttributeView.class).readAttributes().fileKey();
        if (!found.equals(key)) {
            opened.close();
            throw new FileSystemLoopException(name.toString());
        }
        return opened;
    }

    private SecureDirectoryStream<Path> stream() {
        if (!directory()) {
            throw FileError.of(Failure.ENOTDIR);
        }
        if (removed) {
            throw FileError.of(Failure.ENOENT);
        }
        try {
            return tree.stream(this);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    /** The path by which the host can be asked; what lies on it may have been replaced since. */
    private Path path() {
        return parent == null ? tree.top() : parent.path().resolve(name);
    }

    private PosixFileAttributeView view() throws IOException {
        return holder().getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    }

    /** Its attributes now; the last known ones of nothing if it was removed. ENOENT if another file has its place. */
    private PosixFileAttributes now() {
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

    private void requireWritable() {
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

    private static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission each : permissions) {
            bits |= 0400 >> each.ordinal();
        }
        return bits;
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
        int host = attributes == null ? 0600 : bits(attributes.permissions());
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
        return removed ? 0 : directory() ? 2 : hardLinks();
    }

    /** How many names it has, as far as the host tells. */
    private int hardLinks() {
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
        if (directory()) {
            return DIRECTORY_SIZE;
        }
        try {
            if (channel != null) {
                return channel.size();
            }
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
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

    // Names

    @Override
    public Node child(String wanted) {
        return find(HostTree.path(wanted));
    }

    private HostNode find(Path wanted) {
        if (wanted.toString().startsWith(HostTree.STAGING)) {
            return null;
        }
        try {
            return tree.node(this, wanted,
                    stream().getFileAttributeView(wanted, PosixFileAttributeView.class, NOFOLLOW_LINKS).readAttributes());
        } catch (IOException failed) {
            FileError error = Failure.of(failed);
            if (error.errno() == Failure.ENOENT) {
                return null;
            }
            throw error;
        }
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        if (cookie == 0) {
            listing = list();
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = (int) Math.min(cookie, listing.size()); i < listing.size() && entries.size() < limit; i++) {
            Node node = child(listing.get(i));
            if (node != null) {
                entries.add(new Entry(listing.get(i), node, i + 1L));
            }
        }
        return entries;
    }

    private List<String> list() {
        List<String> names = new ArrayList<>();
        try (SecureDirectoryStream<Path> fresh = stream().newDirectoryStream(Path.of("."), NOFOLLOW_LINKS)) {
            for (Path each : fresh) {
                String bytes = HostTree.bytes(each.getFileName());
                if (!bytes.startsWith(HostTree.STAGING)) {
                    names.add(bytes);
                }
            }
        } catch (IOException failed) {
            throw Failure.of(failed);
        } catch (DirectoryIteratorException failed) {
            throw Failure.of(failed.getCause());
        }
        names.sort(null);
        return names;
    }

    private void requireFree(Path wanted) {
        requireWritable();
        if (wanted.toString().startsWith(HostTree.STAGING)) {
            throw FileError.of(Failure.EACCES);
        }
        if (find(wanted) != null) {
            throw FileError.of(Failure.EEXIST);
        }
    }

    /** What the host's owner needs to go on working with it. */
    private static int hostBits(int mode, boolean isDirectory) {
        return mode & 0777 | (isDirectory ? 0700 : 0600);
    }

    private static Set<PosixFilePermission> permissions(int bits) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((bits & 0400 >> each.ordinal()) != 0) {
                set.add(each);
            }
        }
        return set;
    }

    @Override
    public Node create(String wanted, int mode, int uid, int gid, long device) {
        Path path = HostTree.path(wanted);
        requireFree(path);
        int kind = (mode & TarEntry.TYPE) == 0 ? TarEntry.REGULAR : mode & TarEntry.TYPE;
        boolean makesDirectory = kind == TarEntry.DIRECTORY;
        try {
            if (makesDirectory) {
                place(path, staged -> Files.createDirectory(staged, PosixFilePermissions.asFileAttribute(permissions(0700))));
            } else {
                stream().newByteChannel(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(permissions(0600))).close();
            }
            HostNode made = find(path);
            if (made == null) {
                throw FileError.of(Failure.EIO);
            }
            made.keep(kind | mode & 07777, uid, gid, device);
            return made;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    /** Makes a file by path. */
    private interface Making {
        void make(Path at) throws IOException;
    }

    /** Has a file made directly in the top directory, which no guest can replace, and moves it here. */
    private void place(Path wanted, Making making) throws IOException {
        Path staging = tree.stagingName();
        making.make(tree.top().resolve(staging));
        boolean done = false;
        try {
            tree.above().move(staging, stream(), wanted);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(tree.top().resolve(staging));
            }
        }
    }

    @Override
    public Node symlink(String wanted, String target, int uid, int gid) {
        Path path = HostTree.path(wanted);
        requireFree(path);
        if (target.isEmpty() || target.indexOf(0) >= 0) {
            throw FileError.of(target.isEmpty() ? Failure.ENOENT : Failure.EINVAL);
        }
        try {
            place(path, staged -> Files.createSymbolicLink(staged, HostTree.text(target)));
            HostNode made = find(path);
            if (made == null) {
                throw FileError.of(Failure.EIO);
            }
            if (uid != 0 || gid != 0) {
                made.keep(TarEntry.SYMLINK | 0777, uid, gid, 0);
            }
            return made;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void link(String wanted, Node existing) {
        Path path = HostTree.path(wanted);
        if (!(existing instanceof HostNode source) || source.tree != tree || source.directory() || source.removed) {
            throw FileError.of(Failure.EPERM);
        }
        requireFree(path);
        try {
            place(path, staged -> {
                Files.createLink(staged, source.path());
                Object made = Files.readAttributes(staged, PosixFileAttributes.class, NOFOLLOW_LINKS).fileKey();
                if (!made.equals(source.key)) {
                    Files.deleteIfExists(staged);
                    throw new FileSystemLoopException(path.toString());
                }
            });
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    private HostNode require(Path wanted) {
        requireWritable();
        HostNode there = find(wanted);
        if (there == null) {
            throw FileError.of(Failure.ENOENT);
        }
        return there;
    }

    @Override
    public void unlink(String wanted) {
        HostNode gone = require(HostTree.path(wanted));
        if (gone.directory()) {
            throw FileError.of(Failure.EISDIR);
        }
        try {
            boolean last = gone.hardLinks() <= 1;
            stream().deleteFile(gone.name);
            if (last) {
                gone.removed = true;
                tree.ownership.put(gone.owned, null);
            }
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void rmdir(String wanted) {
        HostNode gone = require(HostTree.path(wanted));
        if (!gone.directory()) {
            throw FileError.of(Failure.ENOTDIR);
        }
        try {
            tree.forget(gone);
            stream().deleteDirectory(gone.name);
            gone.removed = true;
            tree.ownership.put(gone.owned, null);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void rename(String from, Node toDirectory, String to, int flags) {
        Path target = HostTree.path(to);
        HostNode moved = require(HostTree.path(from));
        if (!(toDirectory instanceof HostNode into) || into.tree != tree) {
            throw FileError.of(Failure.EXDEV);
        }
        if (flags < 0 || flags > NOREPLACE || target.toString().startsWith(HostTree.STAGING)) {
            throw FileError.of(Failure.EINVAL);
        }
        HostNode replaced = into.find(target);
        if (replaced != null && flags == NOREPLACE) {
            throw FileError.of(Failure.EEXIST);
        }
        if (replaced == moved) {
            return;
        }
        for (HostNode up = into; up != null; up = up.parent) {
            if (up == moved) {
                throw FileError.of(Failure.EINVAL);
            }
        }
        try {
            stream().move(moved.name, into.stream(), target);
            if (replaced != null) {
                replaced.removed = true;
                tree.forget(replaced);
            }
            moved.found(into, target);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

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

    // Bytes

    private FileChannel channel(boolean toWrite) {
        if (!regular()) {
            throw FileError.of(directory() ? Failure.EISDIR : Failure.ENXIO);
        }
        if (toWrite) {
            requireWritable();
        }
        try {
            if (channel == null || toWrite && !channelWrites) {
                FileChannel opened = openChannel(toWrite);
                if (channel != null) {
                    channel.close();
                }
                channel = opened;
                channelWrites = toWrite;
            }
            return channel;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    private FileChannel openChannel(boolean toWrite) throws IOException {
        now();
        Set<OpenOption> options = toWrite ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS)
                : Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
        return (FileChannel) holder().newByteChannel(name, options);
    }

    @Override
    public int read(long offset, ByteBuffer to) {
        try {
            int count = channel(false).read(to, offset);
            settle();
            return Math.max(0, count);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public int write(long offset, ByteBuffer from) {
        int length = from.remaining();
        try {
            FileChannel file = channel(true);
            for (long at = offset; from.hasRemaining();) {
                at += file.write(from, at);
            }
            settle();
            return length;
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void truncate(long size) {
        try {
            FileChannel file = channel(true);
            if (size <= file.size()) {
                file.truncate(size);
            } else {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
            settle();
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

    @Override
    public void open() {
        openers++;
        if (openers == 1 && regular() && channel == null) {
            try {
                channel(!tree.readOnly);
            } catch (FileError notForWriting) {
                channel(false);
            }
        }
    }

    @Override
    public void release() {
        openers--;
        settle();
    }

    /** Keeps a descriptor of the host only as long as the file is open. */
    private void settle() {
        if (openers <= 0) {
            close();
        }
    }

    void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failed) {
                throw Failure.of(failed);
            } finally {
                channel = null;
            }
        }
    }

    void sync() throws IOException {
        if (channel != null && channelWrites) {
            channel.force(false);
        }
    }

    // Attributes

    /** Sets the host's permissions as far as its owner may have them, and keeps the rest. */
    private void keep(int mode, int uid, int gid, long device) {
        try {
            if (type != TarEntry.SYMLINK) {
                boolean plain = (mode & TarEntry.TYPE) == TarEntry.REGULAR || directory();
                view().setPermissions(permissions(plain ? hostBits(mode, directory()) : 0600));
            }
            int host = bits(now().permissions());
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
}
