package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EOVERFLOW;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/**
 * Whose root the capabilities of a file are for, capabilities(7): the attribute security.capability is of revision 2 if they are for the root of
 * the file system, else of revision 3, which names the user that is root in the namespace where they count. Inodes keep outermost ids.
 */
public final class CapabilityRoot {
    private static final int SECOND = 2;
    private static final int THIRD = 3;
    private static final int SECOND_LENGTH = 20;
    private static final int THIRD_LENGTH = 24;

    private CapabilityRoot() {
    }

    /** EINVAL unless it is what Linux takes: revision 2 of 20 bytes, or 3 of 24. */
    static void require(byte[] value) {
        if (!isKnown(value)) {
            throw FileError.of(EINVAL);
        }
    }

    private static boolean isKnown(byte[] value) {
        boolean second = value.length == SECOND_LENGTH && value[3] == SECOND;
        boolean third = value.length == THIRD_LENGTH && value[3] == THIRD;
        return (second || third) && value[1] == 0 && value[2] == 0 && (value[0] & ~1) == 0;
    }

    /** What an inode of a mount keeps when somebody sets a value; EINVAL for a root that has no id in the files. */
    static byte[] kept(Credentials who, Mount mount, byte[] value) {
        UserNamespace owner = mount.fileSystem().owner();
        boolean ofFiles = value.length == SECOND_LENGTH && mount.mapping() == null && who.has(Cap.CAP_SETFCAP, owner);
        int shown = ofFiles ? owner.findUid(0) : who.user.findUid(value.length == THIRD_LENGTH ? named(value) : 0);
        int root = shown == -1 || mount.mapping() == null ? shown : mount.mapping().uidInFile(shown);
        if (root == -1 || owner.findShownUid(root) == -1) {
            throw FileError.of(EINVAL);
        }
        return of(value, root);
    }

    /** What somebody gets of a value that an inode of a mount keeps; EOVERFLOW if it is for a root who is nobody to them. */
    static byte[] shown(Credentials who, Mount mount, byte[] kept) {
        require(kept);
        int root = root(mount, kept);
        int own = root == -1 ? -1 : who.user.findShownUid(root);
        if (own != -1 && own != 0) {
            return of(kept, own);
        }
        if (!counts(who.user, root)) {
            throw FileError.of(EOVERFLOW);
        }
        return of(kept, 0);
    }

    /** Whether a value that an inode of a mount keeps counts in a user namespace: it is for the root of it, or of one around it. */
    public static boolean counts(UserNamespace users, Mount mount, byte[] kept) {
        return isKnown(kept) && counts(users, root(mount, kept));
    }

    private static boolean counts(UserNamespace users, int root) {
        UserNamespace at = users;
        while (at != null && (root == -1 || at.findShownUid(root) != 0)) {
            at = at.parent;
        }
        return at != null;
    }

    private static int root(Mount mount, byte[] kept) {
        int root = kept.length == THIRD_LENGTH ? named(kept) : 0;
        return mount.mapping() == null ? root : mount.mapping().shownUid(root);
    }

    private static int named(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(SECOND_LENGTH);
    }

    private static byte[] of(byte[] value, int root) {
        byte[] changed = Arrays.copyOf(value, root == 0 ? SECOND_LENGTH : THIRD_LENGTH);
        changed[3] = (byte) (root == 0 ? SECOND : THIRD);
        if (root != 0) {
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(SECOND_LENGTH, root);
        }
        return changed;
    }
}
