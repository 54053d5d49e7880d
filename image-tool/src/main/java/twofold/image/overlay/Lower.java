package twofold.image.overlay;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Trees that overlays of this process have, or had lately. */
    private static final Map<List<Layer>, SoftReference<Lower>> KNOWN = new HashMap<>();

    private final LowerInode root;
    private final List<LowerInode> numbered = new ArrayList<>();
    // What is needed while the layers are merged
    private final Map<String, LowerInode> directories = new HashMap<>();
    private Layer layer;
    /** What is not a directory and this layer made: nothing of the same layer may go through it. */
    private final Set<LowerInode> made = new HashSet<>();

    private Lower(List<Layer> layers) {
        numbered.add(null);
        root = fresh(TarEntry.DIRECTORY | 0755);
        root.links = 2;
        layers.forEach(this::add);
        directories.clear();
        made.clear();
    }

    /** The tree of some layers, lowest first, which is made once for all who have it at a time. */
    static Lower of(List<Layer> layers) {
        synchronized (KNOWN) {
            SoftReference<Lower> known = KNOWN.get(layers);
            Lower there = known == null ? null : known.get();
            if (there == null) {
                there = new Lower(layers);
                KNOWN.values().removeIf(each -> each.get() == null);
                KNOWN.put(layers, new SoftReference<>(there));
            }
            return there;
        }
    }

    LowerInode root() {
        return root;
    }

    /** One more than the highest number of an inode. */
    int count() {
        return numbered.size();
    }

    /** The inode of that number, also one that a higher layer hides: from 1, the root, to {@link #count} - 1. */
    LowerInode get(int number) {
        return numbered.get(number);
    }

    /** Bytes of all regular files. */
    long bytes() {
        long sum = 0;
        for (LowerInode each : numbered) {
            sum += each != null && (each.mode & TarEntry.TYPE) == TarEntry.REGULAR ? each.size : 0;
        }
        return sum;
    }

    private void add(Layer next) {
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
        LowerInode directory = walk(parent(path));
        if (directory == null || !directory.directory()) {
            return;
        }
        if (base.equals(OPAQUE)) {
            List.copyOf(directory.names.keySet()).forEach(directory::drop);
        } else {
            String name = base.substring(WHITEOUT.length());
            if (directory.names.containsKey(name)) {
                directory.drop(name);
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
        LowerInode directory = directory(parent(entry.name()), entry.name());
        String name = base(entry.name());
        LowerInode there = directory.names.get(name);
        if (entry.hardLink()) {
            LowerInode existing = walk(entry.target());
            if (existing == null || existing.directory()) {
                throw damaged(entry.name(), "is a hard link to \"" + EntryName.printable(entry.target()) + "\", which is not there");
            }
            replace(directory, name, there, existing);
        } else if (there != null && there.directory() && entry.type() == TarEntry.DIRECTORY) {
            describe(there, entry);
        } else {
            LowerInode inode = fresh(entry.mode());
            describe(inode, entry);
            replace(directory, name, there, inode);
            if (entry.type() != TarEntry.DIRECTORY) {
                made.add(inode);
            }
        }
    }

    private void replace(LowerInode directory, String name, LowerInode there, LowerInode inode) {
        if (there == inode) {
            return;
        }
        if (there != null) {
            directory.drop(name);
            if (there.directory()) {
                directories.clear();
            }
        }
        directory.add(name, inode);
    }

    private void describe(LowerInode inode, TarEntry entry) {
        inode.mode = entry.mode();
        inode.uid = entry.uid();
        inode.gid = entry.gid();
        inode.device = entry.device();
        inode.time = entry.modified();
        inode.target = entry.type() == TarEntry.SYMLINK ? entry.target() : null;
        inode.attributes = entry.attributes().isEmpty() ? null : entry.attributes();
        inode.size = entry.size();
        if (entry.size() > 0) {
            inode.layer = layer;
            inode.layerOffset = entry.dataOffset();
        }
    }

    /** The directory of that path, made if need be; a non-directory of a lower layer gives way, one of this layer is an error. */
    private LowerInode directory(String path, String entry) {
        if (path.isEmpty()) {
            return root;
        }
        LowerInode known = directories.get(path);
        if (known != null) {
            return known;
        }
        LowerInode up = directory(parent(path), entry);
        String name = base(path);
        LowerInode there = up.names.get(name);
        if (there != null && !there.directory()) {
            if (made.contains(there)) {
                throw damaged(entry, "goes through \"" + EntryName.printable(path) + "\", which is not a directory");
            }
            up.drop(name);
            there = null;
        }
        if (there == null) {
            there = fresh(TarEntry.DIRECTORY | 0755);
            up.add(name, there);
        }
        directories.put(path, there);
        return there;
    }

    private LowerInode walk(String path) {
        LowerInode at = root;
        for (int start = 0; start < path.length() && at != null;) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            at = at.directory() ? at.names.get(path.substring(start, end)) : null;
            start = end + 1;
        }
        return at;
    }

    private LowerInode fresh(int mode) {
        LowerInode inode = new LowerInode(numbered.size(), mode);
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
