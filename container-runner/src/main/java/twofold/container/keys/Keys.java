package twofold.container.keys;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import twofold.container.mm.Account;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** All keys of a container, and what each user's count for. */
public final class Keys {
    /** How many keyrings below a keyring, one in the other, are looked into. */
    static final int DEEPEST = 6;
    /** What a link counts for, and what a key takes of memory beside its contents. */
    private static final int LINK_BYTES = 4;
    private static final int OVERHEAD = 320;
    private static final int MOST_LINKS = 1 << 16;
    private static final int STANDING_RIGHTS = 0x1f3f0000;
    private static final int PERSISTENT_RIGHTS = 0x1f030000;
    private final Account account;
    private final IntSupplier random;
    private final TreeMap<Integer, Key> bySerial = new TreeMap<>();
    private final TreeMap<Integer, Usage> users = new TreeMap<>();
    /** Each user's own keyring, its default session, and what outlives its sessions, by namespace and user. */
    private final List<Standing> standing = new ArrayList<>();
    /** /proc/sys/kernel/keys: the most keys and bytes of a user and of root, and seconds. */
    public int mostKeys = 200;
    public int mostBytes = 20000;
    public int rootMostKeys = 1_000_000;
    public int rootMostBytes = 25_000_000;
    public int persistentSeconds = 259_200;
    public int collectionSeconds = 300;

    /** What a user has. */
    static final class Usage {
        int keys;
        int countedKeys;
        long countedBytes;
    }

    /** The keyrings that a user of a namespace has always. */
    private static final class Standing {
        final UserNamespace namespace;
        final int uid;
        Key own;
        Key session;
        Key persistent;

        Standing(UserNamespace namespace, int uid) {
            this.namespace = namespace;
            this.uid = uid;
        }
    }

    /**
     * No keys yet.
     *
     * @param account who pays for them
     * @param random  gives numbers for keys
     */
    public Keys(Account account, IntSupplier random) {
        this.account = account;
        this.random = random;
    }

    /** All keys, by number. */
    Collection<Key> all() {
        return bySerial.values();
    }

    /** The users that have keys. */
    TreeMap<Integer, Usage> users() {
        return users;
    }

    /** The most keys of a user. */
    int mostKeys(int uid) {
        return uid == 0 ? rootMostKeys : mostKeys;
    }

    /** The most bytes of a user. */
    int mostBytes(int uid) {
        return uid == 0 ? rootMostBytes : mostBytes;
    }

    /** The key with a number; ENOKEY. */
    Key find(int serial) {
        Key key = bySerial.get(serial);
        if (key == null) {
            throw FileError.of(ENOKEY);
        }
        return key;
    }

    private Usage usage(int uid) {
        return users.computeIfAbsent(uid, ignored -> new Usage());
    }

    /** How a new key stands to its owner's quota. */
    enum Counting { WITHIN, OVER, NOT }

    /** Makes a key that nobody holds yet; EDQUOT, ENOMEM. */
    Key create(Key.Name name, UserNamespace namespace, int uid, int gid, int rights, byte[] contents, Counting counting) {
        name.type().requireDescription(name.description());
        Usage usage = usage(uid);
        long quota = name.description().length() + 1L + contents.length;
        if (counting == Counting.WITHIN && (usage.countedKeys + 1 > mostKeys(uid) || usage.countedBytes + quota > mostBytes(uid))) {
            forgetUnused(uid);
            throw FileError.of(EDQUOT);
        }
        long charge = OVERHEAD + name.description().length() + contents.length;
        if (!account.offer(charge)) {
            forgetUnused(uid);
            throw FileError.of(ENOMEM);
        }
        int serial;
        do {
            serial = random.getAsInt() & Integer.MAX_VALUE;
        } while (serial < 3 || bySerial.containsKey(serial));
        Key key = new Key(name, serial, namespace, uid, gid, rights, counting != Counting.NOT);
        key.contents = contents;
        key.charged = charge;
        key.quota = quota;
        usage.keys++;
        if (key.counted) {
            usage.countedKeys++;
            usage.countedBytes += quota;
        }
        bySerial.put(serial, key);
        return key;
    }

    private void forgetUnused(int uid) {
        Usage usage = users.get(uid);
        if (usage != null && usage.keys == 0) {
            users.remove(uid);
        }
    }

    /** Something holds a key; null is nothing. */
    public Key hold(Key key) {
        if (key != null) {
            key.references++;
        }
        return key;
    }

    /** Something holds a key no more; the last lets it go, and with a keyring what hangs on it. */
    public void drop(Key key) {
        if (key == null || --key.references > 0) {
            return;
        }
        bySerial.remove(key.serial);
        clear(key);
        Usage usage = usage(key.payer);
        usage.keys--;
        if (key.counted) {
            usage.countedKeys--;
            usage.countedBytes -= key.quota;
        }
        forgetUnused(key.payer);
        account.refund(key.charged);
    }

    /** Makes a key count for more or less, and be charged so; EDQUOT, ENOMEM. */
    private void resize(Key key, long more) {
        Usage usage = usage(key.payer);
        if (more > 0 && key.counted && usage.countedBytes + more > mostBytes(key.payer)) {
            throw FileError.of(EDQUOT);
        }
        if (more > 0 && !account.offer(more)) {
            throw FileError.of(ENOMEM);
        }
        if (more < 0) {
            account.refund(-more);
        }
        key.charged += more;
        key.quota += more;
        usage.countedBytes += key.counted ? more : 0;
    }

    /** Gives a key other contents; it is good from then on. */
    void update(Key key, byte[] contents) {
        key.name.type().requireContents(contents);
        resize(key, contents.length - key.contents.length);
        key.contents = contents;
        key.rejection = 0;
        key.expiry = Long.MAX_VALUE;
    }

    /** A key belongs to another user; EDQUOT. */
    void give(Key key, int uid) {
        Usage to = usage(uid);
        if (key.counted && (to.countedKeys + 1 > mostKeys(uid) || to.countedBytes + key.quota > mostBytes(uid))) {
            forgetUnused(uid);
            throw FileError.of(EDQUOT);
        }
        Usage from = usage(key.payer);
        from.keys--;
        to.keys++;
        if (key.counted) {
            from.countedKeys--;
            from.countedBytes -= key.quota;
            to.countedKeys++;
            to.countedBytes += key.quota;
        }
        forgetUnused(key.payer);
        key.payer = uid;
        key.uid = uid;
    }

    static void requireKeyring(Key keyring) {
        if (!keyring.isKeyring()) {
            throw FileError.of(ENOTDIR);
        }
    }

    /** Hangs a key on a keyring, where another of its type and name goes. ENOTDIR, EPERM, EDEADLK, ELOOP, ENFILE, EDQUOT. */
    void link(Key keyring, Key key) {
        requireKeyring(keyring);
        if (keyring.closed) {
            throw FileError.of(EPERM);
        }
        if (keyring.links.get(key.name) == key) {
            return;
        }
        if (key.isKeyring()) {
            requireNoCircle(keyring, key, 0);
        }
        if (!keyring.links.containsKey(key.name)) {
            if (keyring.links.size() >= MOST_LINKS) {
                throw FileError.of(ENFILE);
            }
            resize(keyring, LINK_BYTES);
        }
        hold(key);
        drop(keyring.links.put(key.name, key));
    }

    /** EDEADLK if a keyring hangs below another; ELOOP if that goes down too far to know. */
    private static void requireNoCircle(Key keyring, Key below, int depth) {
        if (below == keyring || below.links.containsValue(keyring)) {
            throw FileError.of(EDEADLK);
        }
        for (Key each : below.links.values()) {
            if (each.isKeyring()) {
                if (depth >= DEEPEST) {
                    throw FileError.of(ELOOP);
                }
                requireNoCircle(keyring, each, depth + 1);
            }
        }
    }

    /** Takes a key from a keyring; ENOTDIR, ENOENT. */
    void unlink(Key keyring, Key key) {
        requireKeyring(keyring);
        if (keyring.links.get(key.name) != key) {
            throw FileError.of(ENOENT);
        }
        keyring.links.remove(key.name);
        resize(keyring, -LINK_BYTES);
        drop(key);
    }

    /** Takes all keys from a keyring. */
    void clear(Key keyring) {
        List<Key> gone = List.copyOf(keyring.links.values());
        keyring.links.clear();
        resize(keyring, -(long) LINK_BYTES * gone.size());
        gone.forEach(this::drop);
    }

    /** Nobody may use a key any more; what a keyring had is gone. */
    void revoke(Key key) {
        key.revoked = true;
        if (key.isKeyring()) {
            clear(key);
        }
    }

    /** A key goes from everywhere. */
    void invalidate(Key key) {
        key.invalid = true;
        hold(key);
        for (Key each : List.copyOf(bySerial.values())) {
            if (each.links.get(key.name) == key) {
                unlink(each, key);
            }
        }
        drop(key);
    }

    /** What reading a key gives: a keyring's serial numbers, another's bytes. */
    static byte[] read(Key key) {
        if (!key.isKeyring()) {
            return key.contents();
        }
        ByteBuffer b = ByteBuffer.allocate(Integer.BYTES * key.links.size()).order(ByteOrder.LITTLE_ENDIAN);
        key.links.values().forEach(each -> b.putInt(each.serial));
        return b.array();
    }

    private Standing standing(UserNamespace namespace, int uid) {
        for (Standing each : standing) {
            if (each.namespace == namespace && each.uid == uid) {
                return each;
            }
        }
        Standing made = new Standing(namespace, uid);
        standing.add(made);
        return made;
    }

    private Key make(String name, UserNamespace namespace, int uid, int rights, Counting counting) {
        Key key = create(new Key.Name(KeyType.KEYRING, name), namespace, uid, -1, rights, new byte[0], counting);
        key.standing = true;
        return hold(key);
    }

    /** A user's own keyring, KEY_SPEC_USER_KEYRING. */
    Key userKeyring(UserNamespace namespace, int uid) {
        return standingOf(namespace, uid).own;
    }

    /** The session keyring of who has none, KEY_SPEC_USER_SESSION_KEYRING. */
    Key userSession(UserNamespace namespace, int uid) {
        return standingOf(namespace, uid).session;
    }

    /** The same if there is one already, else null. */
    Key knownSession(UserNamespace namespace, int uid) {
        for (Standing each : standing) {
            if (each.namespace == namespace && each.uid == uid) {
                return each.session;
            }
        }
        return null;
    }

    private Standing standingOf(UserNamespace namespace, int uid) {
        Standing of = standing(namespace, uid);
        if (of.own == null) {
            of.own = make("_uid." + shown(namespace, uid), namespace, uid, STANDING_RIGHTS, Counting.WITHIN);
        }
        if (of.session == null) {
            of.session = make("_uid_ses." + shown(namespace, uid), namespace, uid, STANDING_RIGHTS, Counting.WITHIN);
            link(of.session, of.own);
        }
        return of;
    }

    /** The keyring that outlives a user's sessions, persistent-keyring(7). */
    Key persistent(UserNamespace namespace, int uid, long now) {
        Standing of = standing(namespace, uid);
        if (of.persistent != null && of.persistent.fault(now) != 0) {
            drop(of.persistent);
            of.persistent = null;
        }
        if (of.persistent == null) {
            of.persistent = make("_persistent." + shown(namespace, uid), namespace, uid, PERSISTENT_RIGHTS, Counting.NOT);
        }
        return of.persistent;
    }

    private static String shown(UserNamespace namespace, int uid) {
        return Integer.toUnsignedString(namespace.shownUid(uid));
    }

    /** A keyring by name for a session to join, or null. */
    Key called(String name, Possession who) {
        for (Key each : bySerial.values()) {
            if (each.isKeyring() && !each.standing && each.namespace == who.creds().user && each.description().equals(name) && !each.revoked && !each.invalid
                    && each.allows(who.creds(), false, Key.SEARCH)) {
                return each;
            }
        }
        return null;
    }
}
