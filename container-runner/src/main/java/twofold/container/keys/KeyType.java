package twofold.container.keys;

import static twofold.container.abi.Errno.EINVAL;

import twofold.image.overlay.FileError;

/** The kinds of keys there are, keyrings(7): those of Debian's kernel that need no encryption. */
public enum KeyType {
    /** Holds links to keys. */
    KEYRING("keyring", true, false),
    /** Holds bytes that programs may read. */
    USER("user", true, true),
    /** Holds bytes that only the kernel may read. */
    LOGON("logon", false, true);

    private static final int MOST_BYTES = 32767;
    private final String label;
    private final boolean reads;
    private final boolean updates;

    KeyType(String label, boolean reads, boolean updates) {
        this.label = label;
        this.reads = reads;
        this.updates = updates;
    }

    /** The type with a name, or null. */
    public static KeyType called(String name) {
        for (KeyType each : values()) {
            if (each.label.equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** Its name. */
    public String label() {
        return label;
    }

    /** Whether its contents can be read. */
    public boolean reads() {
        return reads;
    }

    /** Whether its contents can be replaced. */
    public boolean updates() {
        return updates;
    }

    /** EINVAL unless a key may have these contents. */
    void requireContents(byte[] contents) {
        if (this == KEYRING ? contents.length != 0 : contents.length == 0 || contents.length > MOST_BYTES) {
            throw FileError.of(EINVAL);
        }
    }

    /** EINVAL unless a key may be called so: a logon key's name has a prefix before a colon. */
    void requireDescription(String description) {
        if (description.isEmpty() || this == LOGON && description.indexOf(':') <= 0) {
            throw FileError.of(EINVAL);
        }
    }
}
