package twofold.container.background;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is on the other side of a UNIX socket. */
final class Peer {
    private Peer() {
    }

    /** Whether the other side's user is ours (SO_PEERCRED, unix(7)). Where the host does not tell, the directory's mode has to do. */
    static boolean isOurs(SocketChannel channel) throws IOException {
        try {
            UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return principal.user().getName().equals(System.getProperty("user.name"))
                    || principal.user().equals(Files.getOwner(Path.of("/proc/self")));
        } catch (UnsupportedOperationException untold) {
            return true;
        }
    }
}
