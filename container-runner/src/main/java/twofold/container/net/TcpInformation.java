package twofold.container.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** struct tcp_info, tcp(7): the state, the retransmission timeout, segment sizes and windows as they are where nothing is ever lost; of a listener its queue. */
final class TcpInformation {
    private static final int SIZE = 232;
    /** TCPI_OPT_TIMESTAMPS, TCPI_OPT_SACK and TCPI_OPT_WSCALE. */
    private static final int OPTIONS = 7;
    private static final int RETRANSMISSION_MICROS = 201_000;
    private static final int DEFAULT_SEGMENT = 536;
    private static final int LINK = 65535;
    /** What a link of that size has room for, without headers. */
    private static final int ADVERTISED = 65483;
    private static final int FIRST_WINDOW = 10;
    private static final int REORDERING = 3;

    private TcpInformation() {
    }

    static byte[] of(TcpSocket socket, int segment) {
        boolean connected = socket.phase == StreamSocket.Phase.CONNECTED;
        int sends = connected ? segment : DEFAULT_SEGMENT;
        ByteBuffer b = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) socket.state()).put(5, (byte) (connected ? OPTIONS : 0));
        b.putInt(8, RETRANSMISSION_MICROS).putInt(16, sends).putInt(20, sends);
        b.putInt(60, LINK).putInt(76, Integer.MAX_VALUE).putInt(80, FIRST_WINDOW).putInt(84, connected ? ADVERTISED : DEFAULT_SEGMENT).putInt(88, REORDERING);
        if (socket.listens()) {
            b.putInt(24, socket.arrived.size()).putInt(28, socket.backlog);
        }
        return b.array();
    }
}
