package twofold.assembler.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Text from the bytes of a file. */
public final class TextFile {
    /** What stands for a byte that is no UTF-8, such as compilers write in strings: a lone surrogate with the byte in its lowest bits. */
    private static final int RAW = 0xdc00;

    private TextFile() { }

    /**
     * Decodes UTF-8, with line ends of any kind as one character.
     *
     * @param name for the message
     * @throws IOException with a sentence when the bytes are no text
     */
    public static String decode(byte[] bytes, String name) throws IOException {
        if (bytes.length >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F') {
            throw new IOException("'" + name + "' is no text but an ELF file");
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
        String text = out.flip().toString();
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }

    /** The bytes of a character of the text, by its code point. */
    static byte[] bytes(int codePoint) {
        return (codePoint & ~0xff) == RAW ? new byte[] {(byte) codePoint} : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }
}
