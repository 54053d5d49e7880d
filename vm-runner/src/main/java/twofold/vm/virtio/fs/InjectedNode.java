package twofold.vm.virtio.fs;

import java.util.List;
import java.util.Map;
import twofold.image.overlay.MadeUpNode;
import twofold.image.overlay.Node;

/** A read-only file or directory that the host makes up for the guest. It belongs to root and dates from the epoch. */
public final class InjectedNode extends MadeUpNode {
    private static final long FIRST_NUMBER = 1L << 60;

    private final long number;
    private final Map<String, InjectedNode> children;

    private InjectedNode(long number, int mode, byte[] contents, Map<String, InjectedNode> children) {
        super(contents, mode, 0, 0, 0);
        this.number = FIRST_NUMBER + number;
        this.children = children;
    }

    /** A directory of files. */
    public static InjectedNode directory(Map<String, InjectedNode> children) {
        return new InjectedNode(0, 040500, new byte[0], children);
    }

    /** A file with permission bits; {@code number} tells it from others. */
    public static InjectedNode file(int number, int permissions, byte[] contents) {
        return new InjectedNode(number, 0100000 | permissions, contents, Map.of());
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int links() {
        return children.isEmpty() ? 1 : 2;
    }

    @Override
    public Node child(String name) {
        return children.get(name);
    }

    @Override
    public List<Entry> entries(long cookie, int limit) {
        return List.of();
    }
}
