package twofold.container.keys;

import static twofold.container.abi.Errno.*;

import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** A key, or a keyring. */
public final class Key {
    /** What may be done with it: the rights of its possessor, owner, group and all others, a byte each from above. */
    public static final int VIEW = 1;
    public static final int READ = 2;
    public static final int WRITE = 4;
    public static final int SEARCH = 8;
    public static final int LINK = 16;
    public static final int SET_ATTRIBUTES = 32;
    /** All rights there are. */
    public static final int ALL = 0x3f3f3f3f;
    /** Rights of the possessor and the owner as they stand in {@link #rights}. */
    static final int POSSESSOR = 24;
    static final int OWNER = 16;
    private static final int EVERY_RIGHT = 0x3f;
    /** Keys of other keyrings are linked by type and name. */
    record Name(KeyType type, String description) {
    }

    final Name name;
    final int serial;
    final UserNamespace namespace;
    /** Owners, outermost ids; a group of -1 is none. */
    int uid;
    int gid;
    int rights;
    byte[] contents = {};
    /** What hangs on a keyring, in the order it came. */
    final Map<Name, Key> links = new LinkedHashMap<>(0);
    /** When it expires, seconds since 1970; {@link Long#MAX_VALUE} for never. */
    long expiry = Long.MAX_VALUE;
    boolean revoked;
    boolean invalid;
    /** Nobody could make it: the errno that asking for it comes to; 0 for a key that is there. */
    int rejection;
    /** No key may be linked to it any more. */
    boolean closed;
    /** It is a user's own or its default session's: it is not found by name. */
    boolean standing;
    final boolean counted;
    /** The bytes it counts for, and the memory it is charged for. */
    long quota;
    long charged;
    int references;
    /** Whom it counts for: who owned it last by add_key(2) or KEYCTL_CHOWN. */
    int payer;

    Key(Name name, int serial, UserNamespace namespace, int uid, int gid, int rights, boolean counted) {
        this.name = name;
        this.serial = serial;
        this.namespace = namespace;
        this.uid = uid;
        payer = uid;
        this.gid = gid;
        this.rights = rights;
        this.counted = counted;
    }

    /** The number it is known by. */
    public int serial() {
        return serial;
    }

    /** What kind it is. */
    public KeyType type() {
        return name.type;
    }

    /** What it is called. */
    public String description() {
        return name.description;
    }

    /** Whether it is a keyring. */
    public boolean isKeyring() {
        return name.type == KeyType.KEYRING;
    }

    /** Its owner, an outermost id. */
    public int uid() {
        return uid;
    }

    /** Its group, an outermost id or -1. */
    public int gid() {
        return gid;
    }

    /** Its rights. */
    public int rights() {
        return rights;
    }

    /** What of it can be read: a keyring's serial numbers are for {@link Keys#read}. */
    byte[] contents() {
        return contents;
    }

    /** Whether somebody who may or may not possess it has a right to it. */
    boolean allows(Credentials who, boolean possessed, int right) {
        int granted;
        if (uid == who.fsuid) {
            granted = rights >> OWNER;
        } else if (gid != -1 && (rights >> 8 & EVERY_RIGHT) != 0 && who.inGroup(gid)) {
            granted = rights >> 8;
        } else {
            granted = rights;
        }
        return ((possessed ? granted | rights >> POSSESSOR : granted) & right) == right;
    }

    /** ENOKEY, EKEYREVOKED or EKEYEXPIRED, or 0 for a key that is good at a time, seconds since 1970. */
    int fault(long now) {
        return invalid ? ENOKEY : revoked ? EKEYREVOKED : now >= expiry ? EKEYEXPIRED : 0;
    }

    /** The same, and what it was rejected with. */
    void requireGood(long now) {
        int fault = rejection != 0 ? rejection : fault(now);
        if (fault != 0) {
            throw FileError.of(fault);
        }
    }
}
