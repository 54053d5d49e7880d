package twofold.image.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** A directory of the host: its names, and how files get them and lose them. */
final class HostDirectory extends HostNode {
    private static final int NOREPLACE = 1;
    private static final int SIZE = 4096;
    private List<String> listing = List.of();

    HostDirectory(HostTree tree, HostDirectory parent, Path name, PosixFileAttributes attributes) {
        super(tree, parent, name, attributes);
    }

    @Override
    public int links() {
        return removed ? 0 : 2;
    }

    @Override
    public long size() {
        return SIZE;
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
        if (removed) {
            throw FileError.of(Failure.ENOENT);
        }
        try {
            return tree.stream(this);
        } catch (IOException failed) {
            throw Failure.of(failed);
        }
    }

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

    @Override
    public Node create(String wanted, int mode, int uid, int gid, long device) {
        Path path = HostTree.path(wanted);
        requireFree(path);
        int kind = (mode & TarEntry.TYPE) == 0 ? TarEntry.REGULAR : mode & TarEntry.TYPE;
        boolean makesDirectory = kind == TarEntry.DIRECTORY;
        try {
            if (makesDirectory) {
                place(path, staged -> Files.createDirectory(staged, PosixFilePermissions.asFileAttribute(Permissions.set(0700))));
            } else {
                stream().newByteChannel(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(Permissions.set(0600))).close();
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
        if (!(toDirectory instanceof HostDirectory into) || into.tree != tree) {
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
}
