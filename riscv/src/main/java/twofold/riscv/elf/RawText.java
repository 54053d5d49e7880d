package twofold.riscv.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text of any bytes: UTF-8, and for each byte that is none a lone surrogate with the byte in its lowest bits, so that different bytes make different
 * text and come back as they were.
 */
public final class RawText {
    private static final int RAW = 0xdc00;
    /** What Java decodes to where it cannot. */
    private static final char REPLACEMENT = '\ufffd';

    private RawText() { }

    /** The text of some bytes. */
    public static String decode(byte[] bytes) {
        String plain = new String(bytes, StandardCharsets.UTF_8);
        if (plain.indexOf(REPLACEMENT) < 0) {
            return plain;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (RAW | in.get() & 0xff));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The bytes of a text. */
    public static byte[] encode(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        boolean isPlain = true;
        for (int i = 0; isPlain && i < text.length(); i++) {
            isPlain = !isRaw(text.charAt(i));
        }
        if (isPlain) {
            return plain;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length);
        text.codePoints().forEach(each -> out.writeBytes(encode(each)));
        return out.toByteArray();
    }

    /** The bytes of one of its characters. */
    public static byte[] encode(int codePoint) {
        return isRaw(codePoint) ? new byte[] {(byte) codePoint} : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isRaw(int codePoint) {
        return (codePoint & ~0xff) == RAW;
    }
}
