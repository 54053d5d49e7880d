package twofold.container.net;

import static twofold.container.abi.Errno.ENODATA;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.vfs.Caller;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/**
 * Who is at the other end.
 *
 * @param groups its supplementary groups, null if nobody knows
 */
public record Peer(int pid, int uid, int gid, int[] groups) {
    /** Nobody in particular. */
    public static final Peer NOBODY = new Peer(0, 65534, 65534);

    /** Somebody whose other groups do not matter. */
    public Peer(int pid, int uid, int gid) {
        this(pid, uid, gid, null);
    }

    /** SO_PEERCRED, struct ucred in the numbers of who asks. */
    byte[] credentials(Caller who) {
        UserNamespace user = who.credentials().user;
        return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(who.shown(pid)).putInt(user.shownUid(uid)).putInt(user.shownGid(gid)).array();
    }

    /** SO_PEERGROUPS, or ENODATA. */
    byte[] groups(Caller who) {
        if (groups == null) {
            throw FileError.of(ENODATA);
        }
        ByteBuffer b = ByteBuffer.allocate(Integer.BYTES * groups.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int each : groups) {
            b.putInt(who.credentials().user.shownGid(each));
        }
        return b.array();
    }
}
