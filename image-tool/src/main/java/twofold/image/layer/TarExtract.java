package twofold.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarReader;
import twofold.toolkit.cli.UserError;

/**
 * Extracts an archive into a directory of a tree, as root would. Links that were there before are followed within the tree; an entry
 * that goes through a symbolic link of the same archive is an error.
 */
public final class TarExtract {
    private final Node root;
    private final String destination;
    private final String archive;
    private final Set<Long> madeLinks = new HashSet<>();
    private final List<Runnable> directoryTimes = new ArrayList<>();

    private TarExtract(Node root, String destination, String archive) {
        this.root = root;
        this.destination = destination;
        this.archive = archive;
    }

    /** Extracts the uncompressed archive {@code in} below the absolute path {@code destination}, which is made if missing. */
    public static void extract(InputStream in, String archive, Node root, String destination) throws IOException {
        TarExtract extract = new TarExtract(root, destination, archive);
        PathWalk.makeDirectories(root, destination, 0755, 0, 0);
        TarReader reader = new TarReader(in, archive);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            try {
                extract.one(entry, reader);
            } catch (FileError refused) {
                throw extract.damaged(entry, "cannot be extracted: something that is not a directory is in its way");
            }
        }
        extract.directoryTimes.reversed().forEach(Runnable::run);
    }

    private void one(TarEntry entry, TarReader reader) throws IOException {
        if (entry.name().isEmpty()) {
            return;
        }
        int slash = entry.name().lastIndexOf('/');
        Node directory = directory(entry, slash < 0 ? "" : entry.name().substring(0, slash));
        String name = entry.name().substring(slash + 1);
        Node there = directory.child(name);
        if (entry.type() == TarEntry.DIRECTORY) {
            Node made = there != null && Difference.directory(there) ? there : null;
            if (made == null) {
                clear(directory, name, there);
                made = directory.create(name, entry.mode(), entry.uid(), entry.gid(), 0);
            }
            describe(made, entry);
            Node kept = made;
            directoryTimes.add(() -> kept.setTimes(entry.modified(), entry.modified()));
            return;
        }
        if (entry.hardLink()) {
            Node existing = find(entry);
            if (existing != there) {
                clear(directory, name, there);
                directory.link(name, existing);
            }
            return;
        }
        clear(directory, name, there);
        if (entry.type() == TarEntry.SYMLINK) {
            Node link = directory.symlink(name, entry.target(), entry.uid(), entry.gid());
            link.setTimes(entry.modified(), entry.modified());
            madeLinks.add(link.number());
            return;
        }
        Node made = directory.create(name, entry.mode(), entry.uid(), entry.gid(), entry.device());
        copy(reader, made);
        describe(made, entry);
        made.setTimes(entry.modified(), entry.modified());
    }

    private Node find(TarEntry entry) {
        Node existing = null;
        int slash = entry.target().lastIndexOf('/');
        Node directory = directory(entry, slash < 0 ? "" : entry.target().substring(0, slash));
        existing = directory.child(entry.target().substring(slash + 1));
        if (existing == null || Difference.directory(existing)) {
            throw damaged(entry, "is a hard link to \"" + EntryName.printable(entry.target()) + "\", which is not there");
        }
        return existing;
    }

    private Node directory(TarEntry entry, String path) {
        String whole = destination;
        for (String part : path.isEmpty() ? new String[0] : path.split("/")) {
            whole += "/" + part;
            Node at = PathWalk.findLink(root, whole);
            if (at != null && madeLinks.contains(at.number())) {
                throw damaged(entry, "goes through a symbolic link of the same archive");
            }
        }
        return PathWalk.makeDirectories(root, destination + "/" + path, 0755, 0, 0);
    }

    private void clear(Node directory, String name, Node there) {
        if (there == null) {
            return;
        }
        if (Difference.directory(there)) {
            directory.rmdir(name);
        } else {
            directory.unlink(name);
        }
    }

    private static void describe(Node node, TarEntry entry) {
        node.setMode(entry.mode() & 07777);
        node.setOwner(entry.uid(), entry.gid());
        entry.attributes().forEach((name, value) -> node.setAttribute(name, value, 0));
    }

    private static void copy(TarReader reader, Node file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long offset = 0;
        for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
            offset += file.write(offset, ByteBuffer.wrap(buffer, 0, n));
        }
        file.open();
        file.release();
    }

    private UserError damaged(TarEntry entry, String how) {
        return new UserError(archive + ": the entry \"" + EntryName.printable(entry.name()) + "\" " + how);
    }
}
