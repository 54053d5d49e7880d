package twofold.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;

/** A file of the build context, as an image sees it: owned by root, mode by the executable bit, at the build's fixed time. */
final class ContextFile implements SourceFile {
    private final Path path;
    private final String relative;
    private final Ignore ignore;
    private final long modified;
    private final PosixFileAttributes attributes;

    private ContextFile(Path path, String relative, Ignore ignore, long modified) throws IOException {
        this.path = path;
        this.relative = relative;
        this.ignore = ignore;
        this.modified = modified;
        attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** The context's directory; {@code modified} in nanoseconds is every file's time. */
    static ContextFile root(Path context, Ignore ignore, long modified) throws IOException {
        return new ContextFile(context.toRealPath(), "", ignore, modified);
    }

    Path path() {
        return path;
    }

    @Override
    public int mode() {
        if (attributes.isDirectory()) {
            return TarEntry.DIRECTORY | 0755;
        }
        if (attributes.isSymbolicLink()) {
            return TarEntry.SYMLINK | 0777;
        }
        if (attributes.isOther()) {
            throw new UserError("\"" + relative + "\" in the context is a device, fifo or socket, which cannot be copied");
        }
        return TarEntry.REGULAR | (attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE) ? 0755 : 0644);
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
    public long modified() {
        return modified;
    }

    @Override
    public long size() {
        return attributes.size();
    }

    @Override
    public String target() {
        try {
            return rawName(Files.readSymbolicLink(path));
        } catch (IOException gone) {
            throw new UserError("cannot read the symbolic link \"" + relative + "\" in the context");
        }
    }

    @Override
    public long device() {
        return 0;
    }

    @Override
    public SortedMap<String, byte[]> attributes() {
        return Collections.emptySortedMap();
    }

    @Override
    public SortedMap<String, SourceFile> children() throws IOException {
        SortedMap<String, SourceFile> children = new TreeMap<>();
        if (!attributes.isDirectory()) {
            return children;
        }
        List<Path> listed = new ArrayList<>();
        try (Stream<Path> files = Files.list(path)) {
            files.forEach(listed::add);
        }
        for (Path each : listed) {
            String name = rawName(each.getFileName());
            ContextFile child;
            try {
                child = new ContextFile(each, relative.isEmpty() ? name : relative + "/" + name, ignore, modified);
            } catch (NoSuchFileException goneMeanwhile) {
                continue;
            }
            boolean hidden = ignore.excludes(child.relative);
            if (!hidden || ignore.mayReinclude() && child.attributes.isDirectory() && !child.children().isEmpty()) {
                children.put(name, child);
            }
        }
        return children;
    }

    @Override
    public InputStream data() throws IOException {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A host path's bytes, which its text may have lost under the locale's charset; its URI has them all. */
    private static String rawName(Path name) {
        String text = name.toString();
        if (text.chars().allMatch(c -> c < 128 && c != 0xfffd)) {
            return text;
        }
        URI uri = Path.of("/").resolve(name).toUri();
        String raw = uri.getRawPath();
        StringBuilder bytes = new StringBuilder();
        for (int i = name.isAbsolute() ? 0 : 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.append((char) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.append(c);
            }
        }
        return c8(bytes.toString());
    }

    /** Characters a URI left undecoded are UTF-8 in a file name. */
    private static String c8(String text) {
        return text.chars().allMatch(c -> c < 256) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
