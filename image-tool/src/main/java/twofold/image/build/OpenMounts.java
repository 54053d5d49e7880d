package twofold.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.image.recipe.Place;
import twofold.image.store.Durable;
import twofold.image.store.FileLocks;
import twofold.image.tar.TarEntry;
import twofold.toolkit.time.Clock;

/** The mounts of one step while it is done, with their mount points in its tree; closing them takes all that away that need not last. */
final class OpenMounts implements AutoCloseable {
    private final Path temporary;
    private final MountPoints points;
    private final List<Executor.Mount> all = new ArrayList<>();
    private final List<FileLocks.Held> locks = new ArrayList<>();
    /** Made with the first mount. */
    private Path scratch;

    /**
     * @param root      the root of the step's tree
     * @param temporary where to make a directory for what need not last
     */
    OpenMounts(Node root, Path temporary) {
        points = new MountPoints(root);
        this.temporary = temporary;
    }

    /** Waits until nobody else has this file locked. */
    void lock(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        locks.add(FileLocks.exclusive(file));
    }

    /** Opens a mount; the outer ones come first. */
    void add(MountSource source, String guest, boolean readOnly, Clock clock, Place place) throws IOException {
        if (scratch == null) {
            scratch = Files.createTempDirectory(temporary, "mounts");
        }
        FileTree tree = source.open(scratch.resolve(Integer.toString(all.size())), clock);
        all.add(new Executor.Mount(tree, guest, readOnly));
        points.make(guest, (tree.root().mode() & TarEntry.TYPE) == TarEntry.DIRECTORY, place);
    }

    /** Makes a directory for something that the executor mounts by itself. */
    void point(String guest, Place place) {
        points.make(guest, true, place);
    }

    /** What is mounted. */
    List<Executor.Mount> all() {
        return Collections.unmodifiableList(all);
    }

    @Override
    public void close() throws IOException {
        try {
            points.remove();
            for (Executor.Mount each : all) {
                each.tree().close();
            }
        } finally {
            locks.forEach(FileLocks.Held::close);
            if (scratch != null) {
                Durable.deleteTree(scratch);
            }
        }
    }
}
