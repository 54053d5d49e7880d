package twofold.image.build;

import java.util.ArrayDeque;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Place;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;

/** Makes the mount points that a step's tree lacks, and takes away what of them the step left empty, so that no layer has them. */
final class MountPoints {
    private static final int ENOTDIR = 20;

    private final Node root;
    private final ArrayDeque<Made> made = new ArrayDeque<>();

    /** A name that was made, with its directory's modification time before and after. */
    private record Made(Node parent, String name, long before, long after) {
    }

    MountPoints(Node root) {
        this.root = root;
    }

    /** Makes an absolute path what something can be mounted on; something else in the way is an error at {@code place}. */
    void make(String path, boolean directory, Place place) {
        try {
            for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
                one(path.substring(0, slash), true);
            }
            one(path, directory);
        } catch (FileError refused) {
            throw place.error("\"" + EntryName.printable(path) + "\" cannot be a mount point: something else is in the way");
        }
    }

    private void one(String path, boolean directory) {
        Node there = PathWalk.find(root, path);
        int slash = path.lastIndexOf('/');
        if (there == null) {
            Node parent = PathWalk.find(root, path.substring(0, slash + 1));
            long before = parent.modified();
            String name = path.substring(slash + 1);
            there = parent.create(name, directory ? TarEntry.DIRECTORY | 0755 : TarEntry.REGULAR | 0644, 0, 0, 0);
            made.push(new Made(parent, name, before, parent.modified()));
        }
        if (directory != ((there.mode() & TarEntry.TYPE) == TarEntry.DIRECTORY)) {
            throw FileError.of(ENOTDIR);
        }
    }

    /** Takes away what was made and is empty. A directory that nothing else has changed since is as old as it was. */
    void remove() {
        for (Made each : made) {
            Node there = each.parent.child(each.name);
            if (there == null || !empty(there)) {
                continue;
            }
            boolean untouched = each.parent.modified() == each.after;
            if ((there.mode() & TarEntry.TYPE) == TarEntry.DIRECTORY) {
                each.parent.rmdir(each.name);
            } else {
                each.parent.unlink(each.name);
            }
            if (untouched) {
                each.parent.setTimes(Long.MIN_VALUE, each.before);
            }
        }
    }

    private static boolean empty(Node node) {
        return switch (node.mode() & TarEntry.TYPE) {
            case TarEntry.DIRECTORY -> node.entries(0, 1).isEmpty();
            case TarEntry.REGULAR -> node.size() == 0;
            default -> false;
        };
    }
}
