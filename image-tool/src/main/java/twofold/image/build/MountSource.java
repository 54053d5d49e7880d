package twofold.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import twofold.image.host.HostTree;
import twofold.image.host.Ownership;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Place;
import twofold.image.run.ProcessPlan;
import twofold.image.store.Layer;
import twofold.toolkit.time.Clock;

/** Where the files of a mount come from. */
sealed interface MountSource {
    /**
     * Opens the files.
     *
     * @param scratch a directory for what need not last, perhaps not there yet
     */
    FileTree open(Path scratch, Clock clock) throws IOException;

    /** Files of the context: a copy of them, as COPY would make it. */
    record Context(List<Sources.Match> found, Place place) implements MountSource {
        private static final String COPY = "/copy";

        @Override
        public FileTree open(Path scratch, Clock clock) throws IOException {
            Overlay tree = Overlay.open(List.of(), Files.createDirectories(scratch), clock);
            tree.isPassing();
            new Copier(tree.root(), place, null, -1).copy(found, COPY, false);
            return new Subtree(tree, PathWalk.find(tree.root(), COPY));
        }
    }

    /** A file or directory of a stage or an image. */
    record Layers(List<Layer> layers, String path, boolean writable, Place place) implements MountSource {
        @Override
        public FileTree open(Path scratch, Clock clock) throws IOException {
            Overlay tree = writable ? Overlay.open(layers, Files.createDirectories(scratch), clock) : Overlay.readOnly(layers);
            Node node = find(tree.root());
            if (node == null) {
                tree.close();
                throw place.error("there is no \"" + path + "\" to mount");
            }
            return new Subtree(tree, node);
        }

        private Node find(Node root) {
            try {
                return PathWalk.find(root, ProcessPlan.bytes(path));
            } catch (FileError notThere) {
                return null;
            }
        }
    }

    /** A directory that lasts; mode and owner are for when it is made. */
    record Lasting(Path volumes, String name, int mode, int uid, int gid) implements MountSource {
        @Override
        public FileTree open(Path scratch, Clock clock) throws IOException {
            Path data = volumes.resolve(name).resolve("data");
            boolean fresh = !Files.isDirectory(data);
            Files.createDirectories(data);
            Ownership ownership = Ownership.open(volumes.resolve(".owners"));
            try {
                HostTree tree = HostTree.open(data, ownership, false);
                if (fresh) {
                    tree.root().setOwner(uid, gid);
                    tree.root().setMode(mode);
                }
                return tree;
            } catch (IOException refused) {
                ownership.close();
                throw refused;
            }
        }
    }

    /** A secret as a file. */
    record Secret(byte[] bytes, int mode, int uid, int gid) implements MountSource {
        @Override
        public FileTree open(Path scratch, Clock clock) {
            return new SecretFile(bytes, mode, uid, gid, clock.realtimeNanos());
        }
    }
}
