package twofold.assembler.source;

import java.io.IOException;
import twofold.riscv.elf.RawText;

/** Text from the bytes of a file. */
public final class TextFile {
    private TextFile() { }

    /**
     * Decodes UTF-8, with line ends of any kind as one character; bytes that are none, such as compilers write in strings, stay what they are ({@link RawText}).
     *
     * @param name for the message
     * @throws IOException with a sentence when the bytes are no text
     */
    public static String decode(byte[] bytes, String name) throws IOException {
        if (bytes.length >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F') {
            throw new IOException("'" + name + "' is no text but an ELF file");
        }
        String text = RawText.decode(bytes);
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }
}
