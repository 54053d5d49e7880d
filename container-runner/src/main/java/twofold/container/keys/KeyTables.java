package twofold.container.keys;

import java.util.Map;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;

/** The texts of /proc/keys and /proc/key-users, proc_keys(5), as a task may see them. */
public final class KeyTables {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;
    private static final int WEEK = 7 * DAY;

    private KeyTables() {
    }

    /** The keys that a task may view. */
    public static String keys(TaskKeys mine, Credentials who, long now) {
        StringBuilder text = new StringBuilder();
        Possession possession = mine.possession(who, now);
        for (Key key : mine.all().all()) {
            if (!key.allows(who, false, Key.VIEW) && !(key.allows(who, true, Key.VIEW) && possession.has(key))) {
                continue;
            }
            text.append("%08x %c%c%c%c%c%c%c %5d %s %08x %5d %5d %-9.9s %s\n".formatted(key.serial, 'I', key.revoked ? 'R' : '-', '-', key.counted ? 'Q' : '-', '-',
                    key.rejection != 0 ? 'N' : '-', key.invalid ? 'i' : '-', key.references, left(key, now), key.rights, who.user.shownUid(key.uid),
                    key.gid == -1 ? UserNamespace.OVERFLOW : who.user.shownGid(key.gid), key.type().label(), description(key)));
        }
        return text.toString();
    }

    private static String left(Key key, long now) {
        long seconds = key.expiry - now;
        if (key.expiry == Long.MAX_VALUE) {
            return "perm";
        }
        return seconds <= 0 ? "expd" : seconds < MINUTE ? "%3ds".formatted(seconds) : seconds < HOUR ? "%3dm".formatted(seconds / MINUTE)
                : seconds < DAY ? "%3dh".formatted(seconds / HOUR) : seconds < WEEK ? "%3dd".formatted(seconds / DAY) : "%3dw".formatted(seconds / WEEK);
    }

    private static String description(Key key) {
        if (key.rejection != 0) {
            return key.description();
        }
        return key.isKeyring() ? "%s: %s".formatted(key.description(), key.links.isEmpty() ? "empty" : key.links.size()) : "%s: %d".formatted(key.description(), key.contents.length);
    }

    /** What each user's keys count for. */
    public static String users(TaskKeys mine, UserNamespace user) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Integer, Keys.Usage> each : mine.all().users().entrySet()) {
            Keys.Usage usage = each.getValue();
            text.append("%5d: %5d %d/%d %d/%d %d/%d\n".formatted(user.shownUid(each.getKey()), usage.keys + 1, usage.keys, usage.keys, usage.countedKeys,
                    mine.all().mostKeys(each.getKey()), usage.countedBytes, mine.all().mostBytes(each.getKey())));
        }
        return text.toString();
    }
}
