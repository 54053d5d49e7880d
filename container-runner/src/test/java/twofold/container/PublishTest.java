package twofold.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ports of the host that lead into a container, {@code run -p}. */
@Timeout(180)
@ExtendWith(Leftovers.class)
class PublishTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    @TempDir
    static Path directory;
    private static Tools tools;
    private static int port;

    @BeforeAll
    static void startServer() throws Exception {
        tools = Tools.withBusybox(directory);
        Path program = Guest.program(directory, "echo");
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        assertEquals(0, tools.runner("run", "-d", "--name", "echo", "-v", program + ":/echo:ro", "-p", "127.0.0.1:" + port + ":7", "-p", "127.0.0.1:" + port
                + ":7/udp", "busybox", "/echo").status());
        connected().close();
    }

    @AfterAll
    static void remove() throws Exception {
        if (tools != null) {
            tools.runner("rm", "-f", "echo");
        }
    }

    /** The server may not listen yet: then the connection ends at once. */
    private static Socket connected() throws Exception {
        for (int i = 0;; i++) {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(HERE, port), 5000);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write('?');
            try {
                if (socket.getInputStream().read() == '?') {
                    return socket;
                }
            } catch (IOException notYet) {
                // Again
            }
            socket.close();
            assertEquals(true, i < 100, "nobody answers");
            Thread.sleep(100);
        }
    }

    @Test
    @DisplayName("many bytes come back as they were, while both sides send at once, and the end of one direction arrives")
    void bytesGoBothWays() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(5).nextBytes(sent);
        try (Socket socket = connected()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            assertArrayEquals(sent, socket.getInputStream().readAllBytes());
            writer.join();
        }
    }

    @Test
    @DisplayName("many connections at once do not mix")
    void connectionsAreMany() throws Exception {
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(connected());
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).getOutputStream().write(("hello " + i).getBytes(StandardCharsets.US_ASCII));
        }
        for (int i = 0; i < all.size(); i++) {
            String expected = "hello " + i;
            assertEquals(expected, new String(all.get(i).getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII));
            all.get(i).close();
        }
    }

    @Test
    @DisplayName("datagrams are answered to whom they came from")
    void datagramsAreAnswered() throws Exception {
        try (DatagramSocket one = new DatagramSocket(0, HERE); DatagramSocket other = new DatagramSocket(0, HERE)) {
            for (DatagramSocket each : List.of(one, other)) {
                each.setSoTimeout(500);
                assertEquals("from " + each.getLocalPort(), asked(each, "from " + each.getLocalPort()));
            }
            byte[] large = new byte[1400];
            one.send(new DatagramPacket(large, large.length, HERE, port));
            DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
            one.receive(answer);
            assertEquals(1400, answer.getLength());
        }
    }

    private static String asked(DatagramSocket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        for (int i = 0;; i++) {
            socket.send(new DatagramPacket(bytes, bytes.length, HERE, port));
            try {
                socket.receive(answer);
                return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
            } catch (SocketTimeoutException lost) {
                assertEquals(true, i < 40, "nobody answers");
            }
        }
    }

    @Test
    @DisplayName("once the container is gone connections are refused, a port that is taken is an error, and so is -p with a virtual clock or no network")
    void portsAreGivenBack() throws Exception {
        int mine;
        try (ServerSocket taken = new ServerSocket(0, 1, HERE)) {
            mine = taken.getLocalPort();
            assertEquals(125, tools.runner("run", "--rm", "-p", "127.0.0.1:" + mine + ":80", "busybox", "true").status());
        }
        String words = "127.0.0.1:" + mine + ":80";
        assertEquals(0, tools.runner("run", "--rm", "-p", words, "busybox", "true").status());
        assertThrows(ConnectException.class, () -> new Socket(HERE, mine).close());
        assertEquals(2, tools.runner("run", "--rm", "--clock", "virtual", "-p", words, "busybox", "true").status());
        assertEquals(2, tools.runner("run", "--rm", "--network", "none", "-p", words, "busybox", "true").status());
        assertEquals(125, tools.runner("run", "--rm", "--network", "host", "busybox", "true").status());
    }
}
