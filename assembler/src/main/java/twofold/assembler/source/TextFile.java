package twofold.assembler.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import twofold.riscv.elf.ElfFile;
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
        if (ElfFile.isElf(ByteBuffer.wrap(bytes))) {
            throw new IOException("'" + name + "' is no text but an ELF file");
        }
        String text = RawText.decode(bytes);
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }
}
