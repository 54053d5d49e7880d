package twofold.container.net;

import java.util.List;
import twofold.container.abi.Net;
import twofold.container.vfs.File;

/**
 * What sendmsg(2) says beside the bytes.
 *
 * @param to     where to, or null for the socket's peer
 * @param flags  MSG_ flags
 * @param files  files to pass, each retained for the message once it is sent; null for none
 * @param sender who says so: the sender, or whom it names in SCM_CREDENTIALS; never null
 * @param named  the sender gave its credentials itself
 * @param traffic how it travels; never null
 * @param stamps which times of its way are to be told, SOF_TIMESTAMPING_TX_ flags; -1 for what the socket's option says
 */
public record Outgoing(SocketName to, int flags, List<File> files, Peer sender, boolean named, Traffic traffic, int stamps) {
    /** A message of whose way nothing is said. */
    public Outgoing(SocketName to, int flags, List<File> files, Peer sender, boolean named, Traffic traffic) {
        this(to, flags, files, sender, named, traffic, -1);
    }

    /** The rest of a message whose first part, with its files, is sent. */
    public Outgoing rest() {
        return new Outgoing(to, flags & ~Net.MSG_FASTOPEN, null, sender, named, traffic, stamps);
    }
}
