package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.image.overlay.FileError;

/** Options that TCP alone has and that are more than a number, tcp(7). */
final class TcpOptions {
    /** What one segment carries over loopback. */
    static final int SEGMENT = 32741;
    private static final int NAME = 16;
    private static final int TCP_ULP = 31;
    private byte[] congestion = "cubic".getBytes(StandardCharsets.US_ASCII);

    void inherit(TcpOptions listener) {
        congestion = listener.congestion;
    }

    /** Its bytes, or null if the option is another's. */
    byte[] read(TcpSocket socket, int name) {
        return switch (name) {
            case TCP_INFO -> TcpInformation.of(socket, SEGMENT);
            case TCP_CONGESTION -> Arrays.copyOf(congestion, NAME);
            case TCP_ULP -> new byte[0];
            case TCP_MAXSEG -> socket.phase == StreamSocket.Phase.CONNECTED ? SocketOptions.bytes(SEGMENT) : null;
            default -> null;
        };
    }

    /** Sets one of them; false if the option is another's. */
    boolean set(int name, byte[] value) {
        if (name == TCP_INFO) {
            throw FileError.of(value.length < Integer.BYTES ? EINVAL : ENOPROTOOPT);
        }
        if (name != TCP_CONGESTION) {
            return false;
        }
        if (value.length == 0) {
            throw FileError.of(EINVAL);
        }
        String wanted = new String(value, StandardCharsets.US_ASCII).split("\0", 2)[0];
        if (!wanted.equals("cubic") && !wanted.equals("reno")) {
            throw FileError.of(ENOENT);
        }
        congestion = wanted.getBytes(StandardCharsets.US_ASCII);
        return true;
    }
}
