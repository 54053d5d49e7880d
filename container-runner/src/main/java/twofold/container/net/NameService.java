package twofold.container.net;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Answers questions for the names of a network's members, RFC 1035. One question a message; A and PTR records are there, a name that is
 * known has no others, and a name that is not is said not to exist: nothing asks the host.
 */
public final class NameService {
    /** Where resolvers ask, UDP port 53. */
    public static final IpAddress ADDRESS = IpAddress.four(0x7f00000b);
    static final int PORT = 53;
    private static final int HEADER = 12;
    private static final int A = 1;
    private static final int PTR = 12;
    private static final int ANY = 255;
    private static final int INTERNET = 1;
    private static final int TTL_SECONDS = 5;
    private static final int FORMAT_ERROR = 1;
    private static final int NO_SUCH_NAME = 3;
    private static final int NOT_IMPLEMENTED = 4;
    private static final String REVERSE = ".in-addr.arpa";

    private NameService() {
    }

    /** The reply to a message, or null if it is none that gets one. */
    static byte[] answer(Network network, byte[] query) {
        ByteBuffer in = ByteBuffer.wrap(query);
        if (query.length < HEADER || in.getShort(2) < 0) {
            return null;
        }
        int flags = in.getShort(2);
        try {
            if (in.getShort(4) != 1) {
                return reply(query, HEADER, FORMAT_ERROR, null, 0);
            }
            String name = name(in.position(HEADER));
            int type = in.getShort() & 0xffff;
            int question = in.position() + 2;
            boolean internet = in.getShort() == INTERNET;
            if (!internet || (flags & 0x7800) != 0) {
                return reply(query, question, NOT_IMPLEMENTED, null, 0);
            }
            return answer(network, query, question, name, type);
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            return reply(query, HEADER, FORMAT_ERROR, null, 0);
        }
    }

    private static byte[] answer(Network network, byte[] query, int question, String name, int type) {
        if (name.endsWith(REVERSE)) {
            String found = network.nameOf(reversed(name.substring(0, name.length() - REVERSE.length())));
            boolean asked = type == PTR || type == ANY;
            return reply(query, question, found == null ? NO_SUCH_NAME : 0, found != null && asked ? encoded(found) : null, PTR);
        }
        IpAddress found = network.called(name);
        byte[] data = found != null && (type == A || type == ANY) ? ByteBuffer.allocate(4).putInt(found.fourBytes()).array() : null;
        return reply(query, question, found == null ? NO_SUCH_NAME : 0, data, A);
    }

    /** A name as labels say it, in lower case, without the last dot. */
    private static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
            if (length > 63) {
                throw new IllegalArgumentException("a pointer in a question");
            }
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static byte[] encoded(String name) {
        ByteBuffer out = ByteBuffer.allocate(name.length() + 2);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.put((byte) Math.min(63, bytes.length)).put(bytes, 0, Math.min(63, bytes.length));
        }
        return Arrays.copyOf(out.array(), out.position() + 1);
    }

    private static IpAddress reversed(String digits) {
        String[] parts = digits.split("\\.");
        int bytes = 0;
        for (int i = 3; i >= 0; i--) {
            boolean octet = parts.length == 4 && parts[i].matches("[0-9]{1,3}");
            bytes = bytes << 8 | (octet ? Integer.parseInt(parts[i]) & 0xff : 0);
        }
        return IpAddress.four(bytes);
    }

    private static byte[] reply(byte[] query, int question, int code, byte[] data, int type) {
        ByteBuffer out = ByteBuffer.allocate(question + (data == null ? 0 : HEADER + data.length));
        out.put(query, 0, question);
        int asked = out.getShort(2) & 0x7900;
        out.putShort(2, (short) (0x8480 | asked | code));
        out.putShort(4, (short) (question > HEADER ? 1 : 0)).putShort(6, (short) (data == null ? 0 : 1)).putInt(8, 0);
        if (data != null) {
            out.putShort((short) (0xc000 | HEADER)).putShort((short) type).putShort((short) INTERNET).putInt(TTL_SECONDS)
                    .putShort((short) data.length).put(data);
        }
        return out.array();
    }
}
