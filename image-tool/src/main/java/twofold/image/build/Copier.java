package twofold.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Place;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;

/**
 * Copies found sources into a tree, as COPY does: a directory's content goes into the destination, a file becomes the destination or
 * goes into it when that is a directory. What is replaced is removed first, so other names of it keep their content.
 */
final class Copier {
    private final Node root;
    private final Place place;
    private final Owner owner;
    private final int mode;
    private final Map<Long, Node> linked = new HashMap<>();

    /** Who owns the copies: null for as they were. */
    record Owner(int uid, int gid) {
    }

    /**
     * @param owner for all that is copied or made, or null
     * @param mode  permission bits for all that is copied, or -1
     */
    Copier(Node root, Place place, Owner owner, int mode) {
        this.root = root;
        this.place = place;
        this.owner = owner;
        this.mode = mode;
    }

    /** Copies the matches to an absolute path; {@code intoDirectory} if the path was written so that it must be a directory. */
    void copy(List<Sources.Match> matches, String destination, boolean intoDirectory) throws IOException {
        try {
            for (Sources.Match each : matches) {
                if (directory(each.file().mode())) {
                    content(each.file(), make(destination), destination);
                    continue;
                }
                Node there = PathWalk.find(root, destination);
                boolean inside = intoDirectory || there != null && directory(there.mode());
                String path = inside ? destination + "/" + each.name() : destination;
                int slash = path.lastIndexOf('/');
                one(each.file(), make(path.substring(0, slash)), path.substring(0, slash), path.substring(slash + 1));
            }
        } catch (FileError refused) {
            throw place.error("cannot copy to \"" + EntryName.printable(destination)
                    + "\": something that is not a directory is in the way");
        }
    }

    private Node make(String path) {
        return PathWalk.makeDirectories(root, path, 0755, owner == null ? 0 : owner.uid, owner == null ? 0 : owner.gid);
    }

    private void content(SourceFile from, Node to, String path) throws IOException {
        for (Map.Entry<String, SourceFile> each : from.children().entrySet()) {
            one(each.getValue(), to, path, each.getKey());
        }
    }

    private void one(SourceFile from, Node directory, String path, String name) throws IOException {
        Node there = directory.child(name);
        if (directory(from.mode())) {
            if (there != null && !directory(there.mode())) {
                there = PathWalk.find(root, path + "/" + name);
            }
            if (there != null && !directory(there.mode())) {
                throw FileError.of(20);
            }
            Node made = there != null ? there : directory.create(name, from.mode(), 0, 0, 0);
            content(from, made, path + "/" + name);
            describe(from, made);
            return;
        }
        if (there != null && directory(there.mode())) {
            throw place.error("cannot copy a file over the directory \"" + EntryName.printable(name) + "\"");
        }
        if (there != null) {
            directory.unlink(name);
        }
        Node same = from.identity() == 0 ? null : linked.get(from.identity());
        if (same != null) {
            directory.link(name, same);
            return;
        }
        Node made = make(from, directory, name);
        if (from.identity() != 0) {
            linked.put(from.identity(), made);
        }
        describe(from, made);
    }

    private Node make(SourceFile from, Node directory, String name) throws IOException {
        if ((from.mode() & TarEntry.TYPE) == TarEntry.SYMLINK) {
            return directory.symlink(name, from.target(), 0, 0);
        }
        Node made = directory.create(name, from.mode(), 0, 0, from.device());
        if ((from.mode() & TarEntry.TYPE) == TarEntry.REGULAR && from.size() > 0) {
            try (InputStream data = from.data()) {
                byte[] buffer = new byte[1 << 16];
                long offset = 0;
                for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                    offset += made.write(offset, ByteBuffer.wrap(buffer, 0, n));
                }
            }
            made.open();
            made.release();
        }
        return made;
    }

    private void describe(SourceFile from, Node made) {
        boolean link = (from.mode() & TarEntry.TYPE) == TarEntry.SYMLINK;
        if (owner != null) {
            made.setOwner(owner.uid, owner.gid);
        } else {
            made.setOwner(from.uid(), from.gid());
        }
        if (!link) {
            made.setMode(mode >= 0 ? mode : from.mode() & 07777);
        }
        from.attributes().forEach((name, value) -> made.setAttribute(name, value, 0));
        made.setTimes(from.modified(), from.modified());
    }

    private static boolean directory(int mode) {
        return (mode & TarEntry.TYPE) == TarEntry.DIRECTORY;
    }
}
