package twofold.vm.devicetree;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds a flattened device tree blob (Devicetree Specification 0.4, chapter 5, version 17): nodes opened and closed in order, the
 * properties of a node before its children.
 */
public final class DeviceTree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;
    private static final int HEADER = 40;

    private final ByteArrayOutputStream structBytes = new ByteArrayOutputStream();
    private final DataOutputStream struct = new DataOutputStream(structBytes);
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new LinkedHashMap<>();

    /** Opens a node; the root's name is empty. */
    public DeviceTree begin(String name) {
        words(BEGIN_NODE);
        padded((name + "\0").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Closes the node opened last. */
    public DeviceTree end() {
        words(END_NODE);
        return this;
    }

    /** A property without a value. */
    public DeviceTree flag(String name) {
        return bytes(name, new byte[0]);
    }

    /** A property of 32-bit cells. */
    public DeviceTree cells(String name, int... cells) {
        words(PROPERTY, 4 * cells.length, offset(name));
        words(cells);
        return this;
    }

    /** A property of 64-bit values, two cells each. */
    public DeviceTree longs(String name, long... values) {
        int[] cells = new int[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            cells[2 * i] = (int) (values[i] >>> 32);
            cells[2 * i + 1] = (int) values[i];
        }
        return cells(name, cells);
    }

    /** A property of strings. */
    public DeviceTree text(String name, String... values) {
        StringBuilder all = new StringBuilder();
        for (String value : values) {
            all.append(value).append('\0');
        }
        return bytes(name, all.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A property of raw bytes. */
    public DeviceTree bytes(String name, byte[] value) {
        words(PROPERTY, value.length, offset(name));
        padded(value);
        return this;
    }

    /** The finished blob. */
    public byte[] blob() {
        words(END);
        byte[] tree = structBytes.toByteArray();
        byte[] names = strings.toByteArray();
        int structOffset = HEADER + 16;
        int stringsOffset = structOffset + tree.length;
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(blob)) {
            int[] header = {MAGIC, stringsOffset + names.length, structOffset, stringsOffset, HEADER, 17, 16, 0, names.length, tree.length};
            for (int word : header) {
                out.writeInt(word);
            }
            out.write(new byte[16]);
            out.write(tree);
            out.write(names);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return blob.toByteArray();
    }

    private int offset(String name) {
        return stringOffsets.computeIfAbsent(name, key -> {
            int at = strings.size();
            strings.writeBytes((key + "\0").getBytes(StandardCharsets.US_ASCII));
            return at;
        });
    }

    private void words(int... words) {
        try {
            for (int word : words) {
                struct.writeInt(word);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void padded(byte[] value) {
        structBytes.writeBytes(value);
        structBytes.writeBytes(new byte[-value.length & 3]);
    }
}
