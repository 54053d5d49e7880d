package twofold.vm.virtio.fs;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;

/** The ids the guest knows nodes by, each with the number of times it was told; a node is open while it has one. */
final class Nodes {
    static final long ROOT = 1;
    private static final int ESTALE = 116;

    private final Node root;
    private final Map<Long, Known> byId = new HashMap<>();
    private final Map<Node, Known> byNode = new IdentityHashMap<>();
    private long next = ROOT;

    private static final class Known {
        final long id;
        final Node node;
        long told;

        Known(long id, Node node) {
            this.id = id;
            this.node = node;
        }
    }

    Nodes(Node root) {
        this.root = root;
        clear();
    }

    /** The node of an id. ESTALE if there is none. */
    Node get(long id) {
        Known known = byId.get(id);
        if (known == null) {
            throw FileError.of(ESTALE);
        }
        return known.node;
    }

    /** The id of a node, told once more. */
    long tell(Node node) {
        Known known = byNode.get(node);
        if (known == null) {
            known = new Known(next++, node);
            byNode.put(node, known);
            byId.put(known.id, known);
            node.open();
        }
        known.told++;
        return known.id;
    }

    /** The guest forgot an id so many times. */
    void forget(long id, long times) {
        Known known = byId.get(id);
        if (known == null || id == ROOT) {
            return;
        }
        known.told -= times;
        if (known.told <= 0) {
            byId.remove(id);
            byNode.remove(known.node);
            known.node.release();
        }
    }

    /** Forgets everything but the root. */
    void clear() {
        for (Known each : byId.values()) {
            each.node.release();
        }
        byId.clear();
        byNode.clear();
        next = ROOT;
        tell(root);
    }
}
