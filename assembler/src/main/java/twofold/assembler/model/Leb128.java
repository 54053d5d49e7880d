package twofold.assembler.model;

import java.io.ByteArrayOutputStream;

/** Numbers in seven-bit groups (DWARF, section "Variable Length Data"). */
public final class Leb128 {
    private Leb128() { }

    /** Encodes a number, as two's complement when {@code signed}. */
    public static byte[] encode(long number, boolean signed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(10);
        long rest = number;
        while (true) {
            int group = (int) rest & 0x7f;
            rest = signed ? rest >> 7 : rest >>> 7;
            boolean last = signed ? rest == 0 && (group & 0x40) == 0 || rest == -1 && (group & 0x40) != 0 : rest == 0;
            out.write(last ? group : group | 0x80);
            if (last) {
                return out.toByteArray();
            }
        }
    }
}
