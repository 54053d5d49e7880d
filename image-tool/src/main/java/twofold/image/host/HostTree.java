package twofold.image.host;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;

/** A directory or a single file of the host as a tree. See the package. */
public final class HostTree implements FileTree {
    /** Names that start so are of files on their way to their place; guests do not see them. */
    static final String STAGING = ".twofold-staging-";
    private static final int MOST_OPEN = 64;
    final Ownership ownership;
    final boolean readOnly;
    private final Path top;
    private final HostNode root;
    private final SecureDirectoryStream<Path> above;
    private final Map<Object, Known> nodes = new HashMap<>();
    private final ReferenceQueue<HostNode> gone = new ReferenceQueue<>();
    private final LinkedHashMap<HostDirectory, SecureDirectoryStream<Path>> open = new LinkedHashMap<>(16, 0.75f, true);
    private long staged;

    private static final class Known extends WeakReference<HostNode> {
        private final Object key;

        Known(HostNode node, Object key, ReferenceQueue<HostNode> queue) {
            super(node, queue);
            this.key = key;
        }
    }

    private HostTree(Path top, SecureDirectoryStream<Path> above, Ownership ownership, boolean readOnly) throws IOException {
        this.top = top;
        this.above = above;
        this.ownership = ownership;
        this.readOnly = readOnly;
        boolean directory = Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS);
        Path name = directory ? Path.of(".") : top.getFileName();
        PosixFileAttributes attributes = above.getFileAttributeView(name, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS).readAttributes();
        root = HostNode.of(this, null, name, attributes);
        nodes.put(attributes.fileKey(), new Known(root, attributes.fileKey(), gone));
    }

    /**
     * Opens a directory or a file of the host; links that lead to it are followed now and never again.
     *
     * @param ownership what guests set; closed with the tree
     * @param readOnly  whether every change is EROFS
     */
    public static HostTree open(Path host, Ownership ownership, boolean readOnly) throws IOException {
        Path real = host.toRealPath();
        Path directory = Files.isDirectory(real) ? real : real.getParent();
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new UserError(ExitStatus.CANNOT, "-v: this host cannot open files below an open directory, which volumes need");
        }
        return new HostTree(real, secure, ownership, readOnly);
    }

    @Override
    public Node root() {
        return root;
    }

    /** Whether a single file was opened. */
    public boolean file() {
        return !root.directory();
    }

    /** The directory in which names of the root's own kind are looked up: what holds the root if that is a file. */
    SecureDirectoryStream<Path> above() {
        return above;
    }

    Path top() {
        return top;
    }

    /** A name for a file on its way to its place. */
    Path stagingName() {
        return Path.of(STAGING + ThisProcess.pid() + "-" + staged++);
    }

    /** The node of a file found under a name; the same object while anybody holds it. */
    HostNode node(HostDirectory parent, Path name, PosixFileAttributes attributes) {
        for (Known each = (Known) gone.poll(); each != null; each = (Known) gone.poll()) {
            nodes.remove(each.key, each);
        }
        Known known = nodes.get(attributes.fileKey());
        HostNode node = known == null ? null : known.get();
        if (node == null || node.outlived(attributes)) {
            node = HostNode.of(this, parent, name, attributes);
            nodes.put(attributes.fileKey(), new Known(node, attributes.fileKey(), gone));
        } else {
            node.found(parent, name);
        }
        return node;
    }

    /** An open stream of a directory; the least used ones are closed and opened again when asked for. */
    SecureDirectoryStream<Path> stream(HostDirectory directory) throws IOException {
        SecureDirectoryStream<Path> known = open.get(directory);
        if (known != null) {
            return known;
        }
        SecureDirectoryStream<Path> opened = directory.openStream();
        open.put(directory, opened);
        if (open.size() > MOST_OPEN) {
            Map.Entry<HostDirectory, SecureDirectoryStream<Path>> eldest = open.entrySet().iterator().next();
            open.remove(eldest.getKey());
            eldest.getValue().close();
        }
        return opened;
    }

    /** A file was removed: what is open of a directory is closed. */
    void forget(HostNode removed) throws IOException {
        SecureDirectoryStream<Path> stream = open.remove(removed);
        if (stream != null) {
            stream.close();
        }
    }

    /** A guest's name as the host's. EILSEQ if this host cannot write it, EINVAL if it is no name. */
    static Path path(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw FileError.of(Failure.EINVAL);
        }
        if (name.length() > 255) {
            throw FileError.of(Failure.ENAMETOOLONG);
        }
        return text(name);
    }

    /** A guest's text as a path of the host. */
    static Path text(String bytes) {
        try {
            Path path = Path.of(new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            if (!bytes(path).equals(bytes)) {
                throw FileError.of(Failure.EILSEQ);
            }
            return path;
        } catch (InvalidPathException unwritable) {
            throw FileError.of(Failure.EILSEQ);
        }
    }

    /** The bytes of a path of the host, one to a char. */
    static String bytes(Path path) {
        return new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public long totalBytes() {
        try {
            return store().getTotalSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    @Override
    public long freeBytes() {
        try {
            return store().getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    private FileStore store() throws IOException {
        return Files.getFileStore(top);
    }

    @Override
    public void sync() throws IOException {
        for (Known each : nodes.values()) {
            HostNode node = each.get();
            if (node != null) {
                node.sync();
            }
        }
        ownership.sync();
    }

    @Override
    public void close() throws IOException {
        for (Known each : nodes.values()) {
            HostNode node = each.get();
            if (node != null) {
                node.close();
            }
        }
        for (SecureDirectoryStream<Path> each : open.values()) {
            each.close();
        }
        above.close();
        ownership.close();
    }
}
