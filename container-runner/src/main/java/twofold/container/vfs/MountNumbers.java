package twofold.container.vfs;

import java.util.ArrayList;
import java.util.List;

/** What all mount namespaces of a container share: the numbers given last, and each other. */
final class MountNumbers {
    int mount = 1;
    int group = 1;
    /** What is mounted on places that may go by themselves. */
    final List<Mount> passing = new ArrayList<>(0);
    /** The namespaces that somebody sees. */
    final List<Mounts> seen = new ArrayList<>(1);
}
