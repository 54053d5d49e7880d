package twofold.assembler.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.riscv.elf.RawText;

class TextFileTest {
    @Test
    void anyBytesComeBackAsTheyWere() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = bytes[j] == '\r' ? (byte) 'r' : bytes[j];
            }
            assertArrayEquals(bytes, RawText.encode(TextFile.decode(bytes, "t.s")), "seed 7, number " + i);
        }
    }

    @Test
    void whatIsUtf8IsRead() throws IOException {
        assertEquals("é\uD83D\uDE00\n", TextFile.decode("é\uD83D\uDE00\r\n".getBytes(StandardCharsets.UTF_8), "t.s"));
    }

    @Test
    void anElfFileIsNoText() {
        byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        assertEquals("'t.s' is no text but an ELF file", assertThrows(IOException.class, () -> TextFile.decode(elf, "t.s")).getMessage());
    }
}
