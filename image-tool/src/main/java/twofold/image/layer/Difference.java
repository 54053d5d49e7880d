package twofold.image.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;

/**
 * One difference between an overlay and its layers.
 *
 * @param kind   what happened
 * @param path   relative to the root, without leading slash, as bytes held one to a char
 * @param node   what is there now, null if deleted
 * @param opaque whether a directory hides a lower one of the same path
 */
public record Difference(Kind kind, String path, Node node, boolean opaque) {
    private static final int BATCH = 1024;

    /** What happened to a path. */
    public enum Kind {
        /** It is new. */
        ADDED('A'),
        /** It was there and is different. */
        CHANGED('C'),
        /** It is gone. */
        DELETED('D');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /** The letter people know from {@code docker diff}. */
        public char letter() {
            return letter;
        }
    }

    /** All differences, a directory before what is in it, names in byte order. */
    public static List<Difference> of(Overlay overlay) throws IOException {
        List<Difference> found = new ArrayList<>();
        Node lower = overlay.lower().root();
        if (changed(overlay.root(), lower)) {
            found.add(new Difference(Kind.CHANGED, "", overlay.root(), false));
        }
        compare("", overlay.root(), lower, found);
        return found;
    }

    /** What {@code after} has, has otherwise, or has not, against {@code before}: two trees that may have nothing in common. */
    public static List<Difference> between(Overlay before, Overlay after) {
        List<Difference> found = new ArrayList<>();
        between("", before.root(), after.root(), found);
        return found;
    }

    private static void between(String prefix, Node before, Node after, List<Difference> found) {
        TreeMap<String, Node> old = children(before, prefix);
        TreeMap<String, Node> now = children(after, prefix);
        TreeMap<String, Node> names = new TreeMap<>(old);
        names.putAll(now);
        for (String name : names.keySet()) {
            Node a = old.get(name);
            Node b = now.get(name);
            String path = prefix + name;
            if (b == null) {
                found.add(new Difference(Kind.DELETED, path, null, false));
            } else if (a == null) {
                found.add(new Difference(Kind.ADDED, path, b, false));
                if (directory(b)) {
                    compare(path + "/", b, null, found);
                }
            } else {
                if (!Content.equal(a, b)) {
                    found.add(new Difference(Kind.CHANGED, path, b, false));
                }
                if (directory(a) && directory(b)) {
                    between(path + "/", a, b, found);
                } else if (directory(b)) {
                    compare(path + "/", b, null, found);
                }
            }
        }
    }

    /** The entries of the directory at that path, by name, in byte order. */
    static TreeMap<String, Node> children(Node directory, String path) {
        if (path.chars().filter(c -> c == '/').count() > EntryName.DEEPEST) {
            throw new UserError("the directory \"/" + EntryName.printable(path) + "\" is more than " + EntryName.DEEPEST
                    + " levels deep, which no layer may be; remove what is that deep");
        }
        TreeMap<String, Node> children = new TreeMap<>();
        long cookie = 0;
        while (true) {
            List<Node.Entry> batch = directory.entries(cookie, BATCH);
            if (batch.isEmpty()) {
                return children;
            }
            for (Node.Entry each : batch) {
                children.put(each.name(), each.node());
                cookie = each.cookie();
            }
        }
    }

    static boolean directory(Node node) {
        return (node.mode() & TarEntry.TYPE) == TarEntry.DIRECTORY;
    }

    private static void compare(String prefix, Node upper, Node lower, List<Difference> found) {
        TreeMap<String, Node> now = children(upper, prefix);
        TreeMap<String, Node> before = lower == null ? new TreeMap<>() : children(lower, prefix);
        TreeMap<String, Boolean> names = new TreeMap<>();
        now.keySet().forEach(name -> names.put(name, true));
        before.keySet().forEach(name -> names.put(name, true));
        for (String name : names.keySet()) {
            one(prefix + name, now.get(name), before.get(name), found);
        }
    }

    private static void one(String path, Node now, Node before, List<Difference> found) {
        if (now == null) {
            found.add(new Difference(Kind.DELETED, path, null, false));
            return;
        }
        boolean same = before != null && before.number() == now.number();
        boolean opaque = !same && before != null && directory(before) && directory(now);
        if (before == null) {
            found.add(new Difference(Kind.ADDED, path, now, false));
        } else if (!same || changed(now, before)) {
            found.add(new Difference(Kind.CHANGED, path, now, opaque));
        }
        if (directory(now)) {
            compare(path + "/", now, same ? before : null, found);
        }
    }

    private static boolean changed(Node now, Node before) {
        return now.mode() != before.mode() || now.uid() != before.uid() || now.gid() != before.gid() || now.modified() != before.modified()
                || now.device() != before.device() || (now.mode() & TarEntry.TYPE) == TarEntry.REGULAR && Overlay.rewritten(now)
                || !attributesEqual(now, before);
    }

    static boolean attributesEqual(Node now, Node before) {
        return now.attributes().equals(before.attributes())
                && now.attributes().stream().allMatch(name -> Arrays.equals(now.attribute(name), before.attribute(name)));
    }
}
