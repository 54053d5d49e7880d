package twofold.image.overlay;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import twofold.image.tar.TarEntry;

/**
 * Walks paths in a tree as a process whose root it is would, symbolic links included: nothing ever leaves the tree. No permission checks.
 * Paths are byte strings held one byte to a char.
 */
public final class PathWalk {
    private static final int MOST_LINKS = 40;
    private static final int ELOOP = 40;

    private PathWalk() {
    }

    /** The node a path stands for, links followed, or null if there is none. ELOOP, ENOTDIR. */
    public static Node find(Node root, String path) {
        Trail trail = new Trail(root);
        return trail.walk(path, true) ? trail.at() : null;
    }

    /** The same, but a symbolic link at the path's end is itself the answer. */
    public static Node findLink(Node root, String path) {
        Trail trail = new Trail(root);
        return trail.walk(path, false) ? trail.at() : null;
    }

    /** The directory of that path; missing ones are made with this mode and owner. ENOTDIR if something else is in the way. */
    public static Node makeDirectories(Node root, String path, int mode, int uid, int gid) {
        Trail trail = new Trail(root);
        trail.maker = new int[] {mode, uid, gid};
        trail.walk(path, true);
        if ((trail.at().mode() & TarEntry.TYPE) != TarEntry.DIRECTORY) {
            throw FileError.of(Errno.ENOTDIR);
        }
        return trail.at();
    }

    /** The whole of a regular file; null if the path is not one or it is longer than {@code most} bytes. */
    public static byte[] read(Node root, String path, int most) {
        Node file;
        try {
            file = find(root, path);
        } catch (FileError notThere) {
            return null;
        }
        if (file == null || (file.mode() & TarEntry.TYPE) != TarEntry.REGULAR || file.size() > most) {
            return null;
        }
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The path without {@code .}, {@code ..} and doubled slashes, absolute; as text, links not looked at. */
    public static String normalize(String path) {
        List<String> kept = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                kept.add(part);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Where a walk is, with the directories it came through. */
    private static final class Trail {
        private final ArrayDeque<Node> nodes = new ArrayDeque<>();
        private int links;
        private int[] maker;

        Trail(Node root) {
            nodes.push(root);
        }

        Node at() {
            return nodes.peek();
        }

        boolean walk(String path, boolean followLast) {
            if (path.startsWith("/")) {
                Node root = nodes.getLast();
                nodes.clear();
                nodes.push(root);
            }
            String[] parts = path.split("/");
            for (int i = 0; i < parts.length; i++) {
                boolean last = i == parts.length - 1;
                if (!parts[i].isEmpty() && !parts[i].equals(".") && !step(parts[i], !last || followLast)) {
                    return false;
                }
            }
            return true;
        }

        private boolean step(String name, boolean follow) {
            if (name.equals("..")) {
                if (nodes.size() > 1) {
                    nodes.pop();
                }
                return true;
            }
            Node next = at().child(name);
            if (next == null) {
                if (maker == null) {
                    return false;
                }
                next = at().create(name, TarEntry.DIRECTORY | maker[0], maker[1], maker[2], 0);
            }
            if (follow && (next.mode() & TarEntry.TYPE) == TarEntry.SYMLINK) {
                if (++links > MOST_LINKS) {
                    throw FileError.of(ELOOP);
                }
                return walk(next.target(), true);
            }
            nodes.push(next);
            return true;
        }
    }
}
