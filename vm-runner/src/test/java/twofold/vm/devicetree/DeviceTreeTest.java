package twofold.vm.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceTreeTest {
    /** Properties by path, decoded by the specification's chapter 5 alone. */
    private static Map<String, byte[]> decode(byte[] blob) {
        ByteBuffer in = ByteBuffer.wrap(blob);
        assertEquals(0xd00dfeed, in.getInt(0));
        assertEquals(blob.length, in.getInt(4));
        assertEquals(17, in.getInt(20));
        assertEquals(0, in.getInt(8) % 4);
        assertEquals(0, in.getInt(16) % 8);
        assertEquals(0, in.getLong(in.getInt(16)), "the reservation block ends at once");
        assertEquals(blob.length, in.getInt(12) + in.getInt(32));
        assertEquals(in.getInt(12), in.getInt(8) + in.getInt(36));
        Map<String, byte[]> found = new LinkedHashMap<>();
        Deque<String> path = new ArrayDeque<>();
        in.position(in.getInt(8));
        for (int token = in.getInt(); token != 9; token = in.getInt()) {
            switch (token) {
                case 1 -> path.addLast(string(in));
                case 2 -> path.removeLast();
                case 3 -> {
                    byte[] value = new byte[in.getInt()];
                    ByteBuffer name = in.duplicate().position(in.getInt(12) + in.getInt());
                    in.get(value);
                    found.put(String.join("/", path) + ":" + string(name), value);
                }
                default -> throw new AssertionError("token " + token);
            }
            in.position(in.position() + 3 & -4);
        }
        assertEquals(0, path.size());
        return found;
    }

    private static String string(ByteBuffer in) {
        StringBuilder text = new StringBuilder();
        for (byte each = in.get(); each != 0; each = in.get()) {
            text.append((char) each);
        }
        return text.toString();
    }

    @Test
    void aTreeIsDecodedAsItWasBuilt() {
        DeviceTree tree = new DeviceTree();
        tree.begin("").cells("#size-cells", 2).text("compatible", "a,b", "c");
        tree.begin("memory@80000000").longs("reg", 0x8000_0000L, 1L << 33).bytes("odd", new byte[] {1, 2, 3}).flag("yes").end();
        tree.begin("cpus").cells("#size-cells", 0).end().end();
        Map<String, byte[]> found = decode(tree.blob());
        assertEquals(6, found.size());
        assertArrayEquals("a,b\0c\0".getBytes(StandardCharsets.US_ASCII), found.get(":compatible"));
        assertArrayEquals(ByteBuffer.allocate(16).putLong(0x8000_0000L).putLong(1L << 33).array(), found.get("/memory@80000000:reg"));
        assertArrayEquals(new byte[] {1, 2, 3}, found.get("/memory@80000000:odd"));
        assertArrayEquals(new byte[0], found.get("/memory@80000000:yes"));
        assertArrayEquals(new byte[] {0, 0, 0, 0}, found.get("/cpus:#size-cells"));
    }
}
