package twofold.container.keys;

import static twofold.container.abi.Errno.*;

import twofold.container.abi.Cap;
import twofold.container.keys.Keys.Counting;
import twofold.container.keys.TaskKeys.Reference;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/**
 * What add_key(2), request_key(2) and keyctl(2) do for a task; what goes through its memory is the caller's business. Failures are errnos as those pages list them.
 *
 * @param mine the task's keyrings
 * @param who  its credentials
 * @param now  seconds since 1970
 */
public record KeyControl(TaskKeys mine, Credentials who, long now) {
    private static final int REJECTED_SECONDS = 60;
    private static final int LAST_DESTINATION = 7;
    private static final int GROUP_DESTINATION = 6;

    private Keys all() {
        return mine.all();
    }

    /** A key that is good and may be used so. */
    private Reference good(int number, boolean creates, int right) {
        Reference reference = mine.look(who, now, number, creates);
        reference.key().requireGood(now);
        reference.require(who, right);
        return reference;
    }

    /** The same where it does not matter whether somebody could make it. */
    private Reference valid(int number, boolean creates, int right) {
        Reference reference = mine.look(who, now, number, creates);
        int fault = reference.key().fault(now);
        if (fault != 0) {
            throw FileError.of(fault);
        }
        reference.require(who, right);
        return reference;
    }

    /** A keyring that may be changed; 0 for none is null. */
    private Key destination(int number) {
        return number == 0 ? null : good(number, true, Key.WRITE).key();
    }

    /** add_key(2). */
    public int add(String type, String description, byte[] contents, int keyring) {
        Reference on = good(keyring, true, Key.WRITE);
        KeyType kind = KeyType.called(type);
        if (kind == null) {
            throw FileError.of(ENODEV);
        }
        Keys.requireKeyring(on.key());
        kind.requireContents(contents);
        kind.requireDescription(description);
        Key.Name name = new Key.Name(kind, description);
        if (on.key().closed) {
            throw FileError.of(EPERM);
        }
        Key before = on.key().links.get(name);
        if (kind.updates() && before != null && !before.invalid && !before.revoked) {
            new Reference(before, on.possessed()).require(who, Key.WRITE);
            all().update(before, contents);
            return before.serial;
        }
        int possessor = Key.VIEW | Key.SEARCH | Key.LINK | Key.SET_ATTRIBUTES | (kind.reads() ? Key.READ : 0) | Key.WRITE;
        Key key = all().create(name, who.user, who.fsuid, who.fsgid, possessor << Key.POSSESSOR | Key.VIEW << Key.OWNER, contents, Counting.WITHIN);
        hang(on.key(), key);
        return key.serial;
    }

    /** Links a new key, which goes again if that cannot be. */
    private void hang(Key keyring, Key key) {
        all().hold(key);
        try {
            all().link(keyring, key);
        } finally {
            all().drop(key);
        }
    }

    /** request_key(2); there is no program that makes keys for the kernel. @param makes whether one should be made */
    public int request(String type, String description, boolean makes, int keyring) {
        Key on = destination(keyring);
        KeyType kind = KeyType.called(type);
        if (kind == null) {
            throw FileError.of(ENOKEY);
        }
        Key.Name name = new Key.Name(kind, description);
        Key found;
        try {
            found = mine.possession(who, now).request(name);
        } catch (FileError none) {
            if (none.errno() != ENOKEY || !makes) {
                throw none;
            }
            throw FileError.of(refused(name, on));
        }
        if (on != null) {
            all().link(on, found);
        }
        found.requireGood(now);
        return found.serial;
    }

    /** Nobody makes the key that was asked for, which is remembered for a while where it would have gone. */
    private int refused(Key.Name name, Key keyring) {
        int rights = Key.VIEW | Key.SEARCH | Key.LINK | Key.SET_ATTRIBUTES | (name.type().reads() ? Key.READ : 0) | Key.WRITE;
        Key key = all().create(name, who.user, who.fsuid, who.fsgid, rights << Key.POSSESSOR | Key.VIEW << Key.OWNER, new byte[0], Counting.WITHIN);
        key.rejection = ENOKEY;
        key.expiry = now + REJECTED_SECONDS;
        hang(keyring != null ? keyring : usualDestination(), key);
        return ENOENT;
    }

    private Key usualDestination() {
        int[] numbers = switch (mine.destination()) {
            case 1 -> new int[] {TaskKeys.THREAD};
            case 2 -> new int[] {TaskKeys.PROCESS};
            case 3 -> new int[] {TaskKeys.SESSION};
            case 4 -> new int[] {TaskKeys.USER};
            case 5 -> new int[] {TaskKeys.USER_SESSION};
            default -> new int[] {TaskKeys.THREAD, TaskKeys.PROCESS, TaskKeys.SESSION};
        };
        for (int number : numbers) {
            try {
                return mine.look(who, now, number, number == TaskKeys.SESSION && numbers.length == 1).key();
            } catch (FileError none) {
                // The next that is there
            }
        }
        return all().userSession(who.user, who.uid);
    }

    /** KEYCTL_GET_KEYRING_ID. */
    public int id(int number, boolean creates) {
        return good(number, creates, Key.SEARCH).key().serial;
    }

    /** KEYCTL_JOIN_SESSION_KEYRING. */
    public int join(String name) {
        return mine.join(who, now, name);
    }

    /** KEYCTL_UPDATE. */
    public void update(int number, byte[] contents) {
        Key key = good(number, false, Key.WRITE).key();
        if (!key.type().updates()) {
            throw FileError.of(EOPNOTSUPP);
        }
        all().update(key, contents);
    }

    /** KEYCTL_REVOKE: by who may change its contents or its attributes. */
    public void revoke(int number) {
        Reference reference = mine.look(who, now, number, false);
        reference.key().requireGood(now);
        if (!reference.key().allows(who, reference.possessed(), Key.WRITE)) {
            reference.require(who, Key.SET_ATTRIBUTES);
        }
        all().revoke(reference.key());
    }

    /** KEYCTL_CHOWN; ids are outermost, -1 for as it is. */
    public void own(int number, int uid, int gid) {
        Key key = valid(number, true, Key.SET_ATTRIBUTES).key();
        boolean able = who.has(Cap.CAP_SYS_ADMIN);
        if (!able && (uid != -1 && uid != key.uid || gid != -1 && gid != key.gid && !who.inGroup(gid))) {
            throw FileError.of(EACCES);
        }
        if (uid != -1 && uid != key.uid) {
            all().give(key, uid);
        }
        key.gid = gid == -1 ? key.gid : gid;
    }

    /** KEYCTL_SETPERM. */
    public void allow(int number, int rights) {
        if ((rights & ~Key.ALL) != 0) {
            throw FileError.of(EINVAL);
        }
        Key key = valid(number, true, Key.SET_ATTRIBUTES).key();
        if (key.uid != who.fsuid && !who.has(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EACCES);
        }
        key.rights = rights;
    }

    /** KEYCTL_DESCRIBE and KEYCTL_GET_SECURITY look at a key. */
    public Key view(int number) {
        return valid(number, false, Key.VIEW).key();
    }

    /** KEYCTL_CLEAR. */
    public void clear(int number) {
        Key keyring = good(number, true, Key.WRITE).key();
        Keys.requireKeyring(keyring);
        all().clear(keyring);
    }

    /** KEYCTL_LINK. */
    public void link(int number, int keyring) {
        Key on = good(keyring, true, Key.WRITE).key();
        all().link(on, good(number, true, Key.LINK).key());
    }

    /** KEYCTL_UNLINK. */
    public void unlink(int number, int keyring) {
        Key from = good(keyring, false, Key.WRITE).key();
        all().unlink(from, mine.look(who, now, number, false).key());
    }

    /** KEYCTL_MOVE. @param exclusive whether a key of its name must not be there */
    public void move(int number, int from, int to, boolean exclusive) {
        Key key = good(number, true, Key.LINK).key();
        Key before = good(from, false, Key.WRITE).key();
        Key after = good(to, true, Key.WRITE).key();
        Keys.requireKeyring(before);
        Keys.requireKeyring(after);
        if (before == after) {
            return;
        }
        if (before.links.get(key.name) != key) {
            throw FileError.of(ENOENT);
        }
        if (exclusive && after.links.containsKey(key.name)) {
            throw FileError.of(EEXIST);
        }
        all().link(after, key);
        all().unlink(before, key);
    }

    /** KEYCTL_SEARCH. */
    public int search(int number, String type, String description, int keyring) {
        Reference in = good(number, false, Key.SEARCH);
        Key on = destination(keyring);
        KeyType kind = KeyType.called(type);
        if (kind == null) {
            throw FileError.of(ENOKEY);
        }
        Key found = mine.possession(who, now).search(in.key(), in.possessed(), new Key.Name(kind, description));
        if (on != null) {
            new Reference(found, in.possessed()).require(who, Key.LINK);
            all().link(on, found);
        }
        return found.serial;
    }

    /** KEYCTL_READ: what may be read or is possessed. */
    public byte[] read(int number) {
        Reference reference;
        try {
            reference = mine.look(who, now, number, false);
        } catch (FileError none) {
            throw FileError.of(ENOKEY);
        }
        Key key = reference.key();
        if (key.rejection != 0) {
            throw FileError.of(key.rejection);
        }
        if (!key.allows(who, reference.possessed(), Key.READ) && !reference.possessed()) {
            throw FileError.of(EACCES);
        }
        if (!key.type().reads()) {
            throw FileError.of(EOPNOTSUPP);
        }
        key.requireGood(now);
        return Keys.read(key);
    }

    /** KEYCTL_SET_REQKEY_KEYRING; gives what it was before. */
    public int setDestination(int number) {
        int before = mine.destination();
        if (number == -1) {
            return before;
        }
        if (number < 0 || number > LAST_DESTINATION || number == GROUP_DESTINATION) {
            throw FileError.of(EINVAL);
        }
        if (number == 1 || number == 2) {
            mine.look(who, now, -number, true);
        }
        mine.setDestination(number);
        return before;
    }

    /** KEYCTL_SET_TIMEOUT; 0 for never. */
    public void expire(int number, int seconds) {
        Key key = valid(number, true, Key.SET_ATTRIBUTES).key();
        key.expiry = seconds == 0 ? Long.MAX_VALUE : now + Integer.toUnsignedLong(seconds);
    }

    /** KEYCTL_INVALIDATE. */
    public void invalidate(int number) {
        all().invalidate(good(number, false, Key.SEARCH).key());
    }

    /** KEYCTL_GET_PERSISTENT for an outermost user. */
    public int persistent(int uid, int keyring) {
        Key on = good(keyring, true, Key.WRITE).key();
        Keys.requireKeyring(on);
        Key key = all().persistent(who.user, uid, now);
        boolean possessed = mine.possession(who, now).has(key) || uid == who.uid || uid == who.euid || who.hasHere(Cap.CAP_SETUID);
        new Reference(key, possessed).require(who, Key.LINK);
        all().link(on, key);
        key.expiry = now + all().persistentSeconds;
        return key.serial;
    }

    /** KEYCTL_RESTRICT_KEYRING without a type (null): nothing may be linked to it any more. No type has rules of its own. */
    public void close(int number, String type) {
        Key keyring = good(number, false, Key.SET_ATTRIBUTES).key();
        Keys.requireKeyring(keyring);
        if (type != null) {
            throw FileError.of(KeyType.called(type) == null ? ENOKEY : ENOENT);
        }
        if (keyring.closed) {
            throw FileError.of(EEXIST);
        }
        keyring.closed = true;
    }

    /** The session keyring as the task has it, for KEYCTL_SESSION_TO_PARENT. */
    public boolean passSession(TaskKeys to) {
        good(TaskKeys.SESSION, false, Key.LINK);
        return mine.passSession(to, who);
    }
}
