package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.UserNamespace.Extent;
import twofold.image.overlay.FileError;

/** /proc/PID/uid_map, gid_map and setgroups: what a user namespace calls the users and groups of the one around it, user_namespaces(7). */
final class IdMap {
    private static final int MOST = 340;

    private IdMap() {
    }

    /** The map of users or groups as a reader in some namespace sees it. */
    static String text(UserNamespace namespace, boolean users, UserNamespace reader) {
        Extent[] map = users ? namespace.uids : namespace.gids;
        UserNamespace seen = reader == namespace && namespace.parent != null ? namespace.parent : reader;
        StringBuilder text = new StringBuilder();
        for (int i = 0; map != null && i < map.length; i++) {
            text.append("%10s %10s %10s\n".formatted(Integer.toUnsignedString(map[i].first()), Integer.toUnsignedString(seen.own(map[i], users)),
                    Integer.toUnsignedString(map[i].count())));
        }
        return text.toString();
    }

    /** Sets a map, once. */
    static void set(UserNamespace namespace, boolean users, Credentials opener, Task writer, String text) {
        UserNamespace own = writer.creds.user;
        boolean placed = own == namespace || own == namespace.parent;
        if ((users ? namespace.uids : namespace.gids) != null || !opener.has(Cap.CAP_SYS_ADMIN, namespace) || !placed) {
            throw FileError.of(EPERM);
        }
        Extent[] map = parse(text);
        if (!permitted(namespace, users, opener, writer, map)) {
            throw FileError.of(EPERM);
        }
        for (int i = 0; i < map.length; i++) {
            int lower = lower(namespace.parent, users, map[i]);
            if (lower == -1) {
                throw FileError.of(EPERM);
            }
            map[i] = new Extent(map[i].first(), map[i].parent(), lower, map[i].count());
        }
        if (users) {
            namespace.uids = map;
        } else {
            namespace.gids = map;
        }
    }

    /** The outermost id of a row's first, -1 unless the whole row lies in one row of the namespace around. */
    private static int lower(UserNamespace parent, boolean users, Extent row) {
        int last = row.parent() + row.count() - 1;
        int from = users ? parent.findUid(row.parent()) : parent.findGid(row.parent());
        int to = users ? parent.findUid(last) : parent.findGid(last);
        return from == -1 || to == -1 || to - from != row.count() - 1 ? -1 : from;
    }

    private static Extent[] parse(String text) {
        String[] lines = text.split("\n");
        if (text.isEmpty() || lines.length > MOST) {
            throw FileError.of(EINVAL);
        }
        Extent[] map = new Extent[lines.length];
        for (int i = 0; i < lines.length; i++) {
            String[] words = lines[i].strip().split("[ \t]+");
            if (words.length != 3) {
                throw FileError.of(EINVAL);
            }
            map[i] = new Extent(number(words[0]), number(words[1]), 0, number(words[2]));
            long first = map[i].first() & 0xffffffffL;
            long parent = map[i].parent() & 0xffffffffL;
            long count = map[i].count() & 0xffffffffL;
            if (first == 0xffffffffL || parent == 0xffffffffL || count == 0 || first + count > 0xffffffffL || parent + count > 0xffffffffL) {
                throw FileError.of(EINVAL);
            }
            for (int j = 0; j < i; j++) {
                if (overlap(map[i].first(), map[j].first(), map[i], map[j]) || overlap(map[i].parent(), map[j].parent(), map[i], map[j])) {
                    throw FileError.of(EINVAL);
                }
            }
        }
        return map;
    }

    private static boolean overlap(int a, int b, Extent ofA, Extent ofB) {
        return Integer.compareUnsigned(a - b, ofB.count()) < 0 || Integer.compareUnsigned(b - a, ofA.count()) < 0;
    }

    private static int number(String word) {
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
    }

    private static boolean permitted(UserNamespace namespace, boolean users, Credentials opener, Task writer, Extent[] map) {
        if (users && !mayMapRoot(namespace, opener, map)) {
            return false;
        }
        if (map.length == 1 && map[0].count() == 1 && namespace.ownerUid == opener.euid) {
            int id = users ? namespace.parent.findUid(map[0].parent()) : namespace.parent.findGid(map[0].parent());
            boolean own = users ? id == opener.euid : !namespace.allowsGroups && id == opener.egid;
            if (own) {
                return true;
            }
        }
        int needed = users ? Cap.CAP_SETUID : Cap.CAP_SETGID;
        return writer.creds.has(needed, namespace.parent) && opener.has(needed, namespace.parent);
    }

    /** The parent's root in a map could give files capabilities there: that takes who may do so already. */
    private static boolean mayMapRoot(UserNamespace namespace, Credentials opener, Extent[] map) {
        for (Extent row : map) {
            if (row.parent() == 0) {
                return opener.user == namespace ? namespace.parentCouldSetfcap : opener.has(Cap.CAP_SETFCAP, namespace.parent);
            }
        }
        return true;
    }

    static void setGroups(UserNamespace namespace, Credentials opener, String text) {
        if (!opener.has(Cap.CAP_SYS_ADMIN, namespace)) {
            throw FileError.of(EPERM);
        }
        switch (text) {
            case "allow" -> {
                if (!namespace.allowsGroups) {
                    throw FileError.of(EPERM);
                }
            }
            case "deny" -> {
                if (namespace.gids != null) {
                    throw FileError.of(EPERM);
                }
                namespace.allowsGroups = false;
            }
            default -> throw FileError.of(EINVAL);
        }
    }
}
