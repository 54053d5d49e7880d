package twofold.container.vfs;

import java.util.ArrayList;
import java.util.List;

/** Mounts that show what is mounted on one of them on all, and those that follow without being followed, mount_namespaces(7). */
final class PeerGroup {
    /** Its number in /proc/PID/mountinfo. */
    final int number;
    final List<Mount> members = new ArrayList<>(2);
    final List<Mount> slaves = new ArrayList<>(0);

    PeerGroup(int number) {
        this.number = number;
    }
}
