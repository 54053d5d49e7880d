package twofold.container.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.container.vfs.UserNamespace;

class NameServiceTest {
    private static final int BASE = 10 << 24 | 89 << 16;
    private final Network network = new Network(BASE, 24, true);

    private static byte[] question(String name, int type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return out.toByteArray();
    }

    private static int code(byte[] reply) {
        return reply[3] & 15;
    }

    private static int answers(byte[] reply) {
        return ByteBuffer.wrap(reply).getShort(6);
    }

    @Test
    void membersAreFoundByNameWhateverItsCase() {
        network.attach(new NetNamespace(UserNamespace.INITIAL), List.of("db", "0123456789ab"));
        byte[] reply = NameService.answer(network, question("Db", 1));
        assertEquals(0, code(reply));
        assertEquals(1, answers(reply));
        assertArrayEquals(new byte[] {10, 89, 0, 2}, Arrays.copyOfRange(reply, reply.length - 4, reply.length));
        assertEquals(1, answers(NameService.answer(network, question("0123456789AB", 1))));
    }

    @Test
    void aKnownNameHasNoAddressOfAnotherFamilyAndAnUnknownOneIsSaidNotToExist() {
        network.attach(new NetNamespace(UserNamespace.INITIAL), List.of("db"));
        byte[] six = NameService.answer(network, question("db", 28));
        assertEquals(0, code(six));
        assertEquals(0, answers(six));
        assertEquals(3, code(NameService.answer(network, question("nobody.example", 1))));
    }

    @Test
    void addressesHaveNamesAndNamesGoWithTheirMember() {
        NetNamespace member = new NetNamespace(UserNamespace.INITIAL);
        network.attach(member, List.of("db"));
        assertEquals(1, answers(NameService.answer(network, question("2.0.89.10.in-addr.arpa", 12))));
        member.leave();
        assertEquals(3, code(NameService.answer(network, question("db", 1))));
        assertEquals(3, code(NameService.answer(network, question("2.0.89.10.in-addr.arpa", 12))));
    }

    @Test
    void whateverIsAskedGetsAReplyOrNone() {
        assertNull(NameService.answer(network, new byte[3]));
        assertNull(NameService.answer(network, new byte[] {0, 0, (byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0}));
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            byte[] query = i % 2 == 0 ? new byte[random.nextInt(64)] : question("db.shop", 1);
            for (int j = 0; j < query.length; j++) {
                query[j] = i % 2 == 0 || random.nextInt(8) == 0 ? (byte) random.nextInt() : query[j];
            }
            NameService.answer(network, query);
        }
    }
}
