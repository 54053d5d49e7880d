package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;

import twofold.container.abi.Cap;
import twofold.container.abi.Clone;
import twofold.image.overlay.FileError;

/**
 * Which users and groups there are, user_namespaces(7). The kernel goes by the ids of the outermost namespace, which all {@link Credentials}
 * and inodes hold; what a task gives and gets are the ids of its own namespace, translated by the two maps.
 */
public final class UserNamespace extends Namespace {
    /** The outermost: every id is itself. */
    public static final UserNamespace INITIAL = new UserNamespace();
    /** The most namespaces inside each other. */
    public static final int DEEPEST = 32;
    /** What an id without a name here is shown as. */
    public static final int OVERFLOW = 65534;

    /**
     * A row of a map: ids from {@code first} on are those from {@code lower} on of the outermost namespace.
     *
     * @param parent the first id as the file gave it, in the namespace around
     */
    public record Extent(int first, int parent, int lower, int count) {
    }

    /** The one around it, or null. */
    public final UserNamespace parent;
    /** Who made it: user and group, outermost ids. */
    public final int ownerUid;
    public final int ownerGid;
    /** How many are around it. */
    public final int level;
    /** Whether its maker could give files capabilities, which a map of the parent's root asks for. */
    public final boolean parentCouldSetfcap;
    /** /proc/PID/uid_map and gid_map; null until they were written. */
    public Extent[] uids;
    public Extent[] gids;
    /** What /proc/sys/user says of it; of the outermost a container has it. */
    public final Settings settings = new Settings();
    /** Whether setgroups(2) is allowed, /proc/PID/setgroups. */
    public boolean allowsGroups = true;

    private UserNamespace() {
        super(null, Clone.CLONE_NEWUSER);
        parent = null;
        ownerUid = 0;
        ownerGid = 0;
        level = 0;
        parentCouldSetfcap = true;
        uids = new Extent[] {new Extent(0, 0, 0, -1)};
        gids = uids;
    }

    /** A new one without maps. */
    public UserNamespace(Credentials maker) {
        super(maker.user, Clone.CLONE_NEWUSER);
        parent = maker.user;
        ownerUid = maker.euid;
        ownerGid = maker.egid;
        level = parent.level + 1;
        parentCouldSetfcap = (maker.effective >>> Cap.CAP_SETFCAP & 1) != 0;
        allowsGroups = parent.allowsGroups;
    }

    /** The outermost id of a user here; EINVAL if there is none. */
    public int uid(int uid) {
        return known(outermost(uids, uid));
    }

    /** The outermost id of a group here; EINVAL if there is none. */
    public int gid(int gid) {
        return known(outermost(gids, gid));
    }

    /** The outermost id of a user here, -1 if there is none. */
    public int findUid(int uid) {
        return outermost(uids, uid);
    }

    /** The outermost id of a group here, -1 if there is none. */
    public int findGid(int gid) {
        return outermost(gids, gid);
    }

    private static int known(int id) {
        if (id == -1) {
            throw FileError.of(EINVAL);
        }
        return id;
    }

    private int outermost(Extent[] map, int id) {
        if (parent == null) {
            return id;
        }
        for (int i = 0; map != null && i < map.length; i++) {
            if (Integer.compareUnsigned(id - map[i].first, map[i].count) < 0) {
                return map[i].lower + (id - map[i].first);
            }
        }
        return -1;
    }

    private int own(Extent[] map, int outermost) {
        for (int i = 0; map != null && i < map.length; i++) {
            if (Integer.compareUnsigned(outermost - map[i].lower, map[i].count) < 0) {
                return map[i].first + (outermost - map[i].lower);
            }
        }
        return -1;
    }

    /** A user's id here, -1 if there is none. */
    public int findShownUid(int outermost) {
        return parent == null ? outermost : own(uids, outermost);
    }

    /** A group's id here, -1 if there is none. */
    public int findShownGid(int outermost) {
        return parent == null ? outermost : own(gids, outermost);
    }

    /** A user's id as it is seen here. */
    public int shownUid(int outermost) {
        return shown(findShownUid(outermost));
    }

    /** A group's id as it is seen here. */
    public int shownGid(int outermost) {
        return shown(findShownGid(outermost));
    }

    /** The first outermost id of a row of another namespace's map as it is seen here, -1 if it is not. */
    public int own(Extent row, boolean users) {
        return parent == null ? row.lower : own(users ? uids : gids, row.lower);
    }

    private int shown(int id) {
        return id == -1 && parent != null ? OVERFLOW : id;
    }

    /** Whether both a user and a group have ids here. */
    public boolean maps(int uid, int gid) {
        return parent == null || own(uids, uid) != -1 && own(gids, gid) != -1;
    }

    /** Whether this is another namespace or lies in it. */
    public boolean within(UserNamespace other) {
        UserNamespace at = this;
        while (at != null && at != other) {
            at = at.parent;
        }
        return at == other;
    }
}
