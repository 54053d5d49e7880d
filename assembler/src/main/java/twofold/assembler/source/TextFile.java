package twofold.assembler.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text from the bytes of a file. */
public final class TextFile {
    private TextFile() { }

    /**
     * Decodes UTF-8, with line ends of any kind as one character.
     *
     * @param name for the message
     * @throws IOException with a sentence when the bytes are no text
     */
    public static String decode(byte[] bytes, String name) throws IOException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
        } catch (CharacterCodingException e) {
            throw new IOException("'" + name + "' is not UTF-8 text", e);
        }
    }
}
