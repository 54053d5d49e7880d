package twofold.image.overlay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.image.store.Layer;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;

/**
 * Merges layers into a tree (OCI Image Layer Filesystem Changeset). For each layer, lowest first: its whiteouts remove names of the layers
 * below, then its entries are added. Inodes are numbered in that order, hidden ones too, so the numbers depend on the layers alone.
 */
final class Lower {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Overlay tree;
    private final Inode root;
    private final List<Inode> numbered = new ArrayList<>();
    private final Map<String, Inode> directories = new HashMap<>();
    private Layer layer;
    /** Symbolic links this layer made: nothing of the same layer may go through them. */
    private final Map<Inode, Layer> made = new HashMap<>();

    Lower(Overlay tree) {
        this.tree = tree;
        numbered.add(null);
        root = fresh(TarEntry.DIRECTORY | 0755);
        root.links = 2;
    }

    Inode root() {
        return root;
    }

    /** The inodes by number; number 0 is nobody's, 1 is the root. */
    List<Inode> numbered() {
        return numbered;
    }

    void add(Layer next) {
        layer = next;
        made.clear();
        for (TarEntry entry : next.entries()) {
            String base = base(entry.name());
            if (base.startsWith(WHITEOUT)) {
                whiteOut(entry.name(), base);
            }
        }
        directories.clear();
        for (TarEntry entry : next.entries()) {
            if (!base(entry.name()).startsWith(WHITEOUT)) {
                enter(entry);
            }
        }
    }

    private void whiteOut(String path, String base) {
        Inode directory = walk(parent(path));
        if (directory == null || !directory.directory()) {
            return;
        }
        if (base.equals(OPAQUE)) {
            directory.entries.slots().forEach(slot -> drop(directory, slot.name, slot.inode));
        } else {
            String name = base.substring(WHITEOUT.length());
            Inode hidden = directory.entries.get(name);
            if (hidden != null) {
                drop(directory, name, hidden);
            }
        }
    }

    private void enter(TarEntry entry) {
        if (entry.name().isEmpty()) {
            if (entry.type() == TarEntry.DIRECTORY) {
                describe(root, entry);
            }
            return;
        }
        Inode directory = directory(parent(entry.name()), entry.name());
        String name = base(entry.name());
        Inode there = directory.entries.get(name);
        if (entry.hardLink()) {
            Inode existing = walk(entry.target());
            if (existing == null || existing.directory()) {
                throw damaged(entry.name(), "is a hard link to \"" + EntryName.printable(entry.target()) + "\", which is not there");
            }
            replace(directory, name, there, existing);
        } else if (there != null && there.directory() && entry.type() == TarEntry.DIRECTORY) {
            describe(there, entry);
        } else {
            Inode inode = fresh(entry.mode());
            describe(inode, entry);
            replace(directory, name, there, inode);
            if (entry.type() != TarEntry.DIRECTORY) {
                made.put(inode, layer);
            }
        }
    }

    private void replace(Inode directory, String name, Inode there, Inode inode) {
        if (there == inode) {
            return;
        }
        if (there != null) {
            drop(directory, name, there);
            if (there.directory()) {
                directories.clear();
            }
        }
        Names.insert(directory, name, inode);
    }

    /** Takes a name away with all below it, so that what has other names counts them right. */
    private static void drop(Inode directory, String name, Inode inode) {
        Names.remove(directory, name, inode);
        if (inode.directory()) {
            inode.entries.slots().forEach(slot -> drop(inode, slot.name, slot.inode));
        }
    }

    private void describe(Inode inode, TarEntry entry) {
        inode.mode = entry.mode();
        inode.uid = entry.uid();
        inode.gid = entry.gid();
        inode.device = entry.device();
        inode.accessed = entry.modified();
        inode.modified = entry.modified();
        inode.changed = entry.modified();
        inode.target = entry.type() == TarEntry.SYMLINK ? entry.target() : null;
        inode.attributes = entry.attributes().isEmpty() ? null : entry.attributes();
        inode.size = entry.size();
        if (entry.size() > 0) {
            inode.data = Inode.Data.LOWER;
            inode.layer = layer;
            inode.layerOffset = entry.dataOffset();
        }
    }

    /** The directory of that path, made if need be; a non-directory of a lower layer gives way, one of this layer is an error. */
    private Inode directory(String path, String entry) {
        if (path.isEmpty()) {
            return root;
        }
        Inode known = directories.get(path);
        if (known != null) {
            return known;
        }
        Inode up = directory(parent(path), entry);
        String name = base(path);
        Inode there = up.entries.get(name);
        if (there != null && !there.directory()) {
            if (made.containsKey(there)) {
                throw damaged(entry, "goes through \"" + EntryName.printable(path) + "\", which is not a directory");
            }
            drop(up, name, there);
            there = null;
        }
        if (there == null) {
            there = fresh(TarEntry.DIRECTORY | 0755);
            Names.insert(up, name, there);
        }
        directories.put(path, there);
        return there;
    }

    private Inode walk(String path) {
        Inode at = root;
        for (int start = 0; start < path.length() && at != null;) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            at = at.directory() ? at.entries.get(path.substring(start, end)) : null;
            start = end + 1;
        }
        return at;
    }

    private Inode fresh(int mode) {
        Inode inode = new Inode(tree, numbered.size(), mode);
        numbered.add(inode);
        return inode;
    }

    private UserError damaged(String entry, String how) {
        return new UserError("the layer " + layer.diffId() + ": the entry \"" + EntryName.printable(entry) + "\" " + how);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
