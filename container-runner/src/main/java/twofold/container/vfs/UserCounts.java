package twofold.container.vfs;

import java.util.HashMap;
import java.util.Map;

/** How many of something users have that user namespaces limit, namespaces(7) and /proc/sys/user: what a user has in one counts for its maker in the one around. */
public final class UserCounts {
    private final Settings outermost;
    private final Map<Key, Long> counts = new HashMap<>();

    private record Key(UserNamespace namespace, int uid, String limit) {
    }

    /** None yet. @param outermost the limits of the outermost namespace */
    public UserCounts(Settings outermost) {
        this.outermost = outermost;
    }

    /**
     * A user has one more.
     *
     * @param limit the file of /proc/sys that says how many it may have
     * @return false, and nothing is counted, if that is too many here or in a namespace around
     */
    public boolean take(UserNamespace namespace, int uid, String limit) {
        int owner = uid;
        for (UserNamespace at = namespace; at != null; owner = at.ownerUid, at = at.parent) {
            Settings settings = at.parent == null ? outermost : at.settings;
            if (counts.getOrDefault(new Key(at, owner, limit), 0L) >= settings.number(limit)) {
                return false;
            }
        }
        add(namespace, uid, limit, 1);
        return true;
    }

    /** A user has one less. */
    public void give(UserNamespace namespace, int uid, String limit) {
        add(namespace, uid, limit, -1);
    }

    private void add(UserNamespace namespace, int uid, String limit, long more) {
        int owner = uid;
        for (UserNamespace at = namespace; at != null; owner = at.ownerUid, at = at.parent) {
            counts.merge(new Key(at, owner, limit), more, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** Whether there may be none at all, in a namespace or one around it. */
    public boolean forbids(UserNamespace namespace, String limit) {
        boolean none = false;
        for (UserNamespace at = namespace; at != null; at = at.parent) {
            none |= (at.parent == null ? outermost : at.settings).number(limit) == 0;
        }
        return none;
    }
}
