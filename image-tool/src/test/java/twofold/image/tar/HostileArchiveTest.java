package twofold.image.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import twofold.image.layer.RootImport;
import twofold.image.store.ExpansionLimit;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** Archives that lie: each is refused with one sentence that names the entry, and the host is not touched. */
class HostileArchiveTest {
    @TempDir
    Path directory;

    private static TarEntry entry(String name, int mode, String target, int size) {
        return new TarEntry(name, mode, 0, 0, 0, size, target, 0, new TreeMap<>(), 0);
    }

    private static byte[] archive(TarEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        for (TarEntry each : entries) {
            tar.add(each, new ByteArrayInputStream(new byte[(int) each.size()]));
        }
        tar.finish();
        return out.toByteArray();
    }

    private UserError refused(byte[] archive) {
        Store store = Store.open(directory.resolve("store"));
        return assertThrows(UserError.class, () -> RootImport.store(store, new ByteArrayInputStream(archive), "evil.tar", "test"));
    }

    @ParameterizedTest
    @CsvSource({"../../etc/passwd, points outside", "a/../../b, points outside", "/etc/passwd, absolute", "a/.., points outside"})
    void aNameOutsideTheRootIsRefused(String name, String expected) throws IOException {
        String message = refused(archive(entry("fine", TarEntry.REGULAR | 0644, null, 3), entry(name, TarEntry.REGULAR | 0644, null, 1)))
                .getMessage();
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("\"" + name + "\""), message);
    }

    @Test
    void anEntryBehindASymbolicLinkOfTheSameArchiveIsRefused() throws IOException {
        String message = refused(archive(entry("x", TarEntry.SYMLINK | 0777, "/etc", 0), entry("x/passwd", TarEntry.REGULAR | 0644, null,
                1)))
                .getMessage();
        assertTrue(message.contains("\"x/passwd\" goes through"), message);
    }

    @Test
    void aHardLinkToNowhereIsRefused() throws IOException {
        assertTrue(refused(archive(entry("x", 0, "../../etc/passwd", 0))).getMessage().contains("points outside"));
        assertTrue(refused(archive(entry("x", 0, "gone", 0))).getMessage().contains("which is not there"));
    }

    @Test
    void everyTruncationIsRefusedOrEndsBetweenEntries() throws IOException {
        byte[] whole = archive(entry("a", TarEntry.REGULAR | 0644, null, 700), entry("é".repeat(80), TarEntry.REGULAR | 0644, null, 10));
        for (int cut = 1; cut < whole.length; cut += 37) {
            byte[] part = Arrays.copyOf(whole, cut);
            try {
                readAll(part);
                assertTrue(cut % 512 == 0 || cut > whole.length - 1024, "cut at " + cut);
            } catch (UserError clear) {
                assertTrue(clear.getMessage().startsWith("t.tar"), clear.getMessage());
            }
        }
    }

    @Test
    void flippedBitsGiveASentenceOrAnArchive() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("HostileArchiveTest seed " + seed);
        Random random = new Random(seed);
        byte[] whole = archive(entry("a", TarEntry.REGULAR | 0644, null, 700), entry("n".repeat(150), TarEntry.REGULAR | 0644, null, 10),
                entry("d", TarEntry.DIRECTORY | 0755, null, 0), entry("l", TarEntry.SYMLINK | 0777, "d", 0));
        for (int i = 0; i < 3000; i++) {
            byte[] broken = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            fixSums(broken, random.nextBoolean());
            try {
                readAll(broken);
            } catch (UserError clear) {
                assertTrue(clear.getMessage().length() < 600, clear.getMessage());
            }
        }
    }

    /** Makes the checksums right again, so that the damage gets past them. */
    private static void fixSums(byte[] tar, boolean really) {
        for (int at = 0; really && at + 512 <= tar.length; at += 512) {
            if (tar[at + 257] != 'u') {
                continue;
            }
            int sum = 0;
            for (int i = 0; i < 512; i++) {
                sum += i >= 148 && i < 156 ? ' ' : tar[at + i] & 0xff;
            }
            byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(octal, 0, tar, at + 148, 8);
        }
    }

    @Test
    void aBombIsStopped() throws IOException {
        byte[] chunk = new byte[1 << 20];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                return length;
            }
        };
        try (ExpansionLimit limited = new ExpansionLimit(endless, () -> 1 << 20, "bomb.tar")) {
            UserError stopped = assertThrows(UserError.class, () -> {
                while (limited.read(chunk, 0, chunk.length) > 0) {
                    continue;
                }
            });
            assertTrue(stopped.getMessage().contains("expands more than"), stopped.getMessage());
        }
    }

    @Test
    void whatIsNotAnArchiveIsSaidToBeNone() {
        assertEquals("evil.tar is not a tar archive", refused("hello, this is text\n".repeat(100).getBytes(StandardCharsets.US_ASCII))
                .getMessage());
    }

    @Test
    void deviceNodesAndBinaryNamesSurvive() throws IOException {
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("security.capability", new byte[] {0, 1, (byte) 0xff, '\n', '='});
        StringBuilder name = new StringBuilder();
        for (char c = 1; c < 256; c++) {
            name.append(c == '/' ? 'x' : c);
        }
        TarEntry device = new TarEntry(name.toString(), TarEntry.BLOCK | 0600, 70_000, -2, -1_500_000_000L, 0, null,
                0x12 << 8 | 0x34 | 0xabc00L << 12,
                attributes, 0);
        TarEntry found = new TarReader(new ByteArrayInputStream(archive(device)), "t.tar").next();
        assertEquals(device.name(), found.name());
        assertEquals(device.device(), found.device());
        assertEquals(device.uid(), found.uid());
        assertEquals(device.gid(), found.gid());
        assertEquals(device.modified(), found.modified());
        org.junit.jupiter.api.Assertions.assertArrayEquals(attributes.get("security.capability"), found.attributes()
                .get("security.capability"));
    }

    private static void readAll(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive), "t.tar");
        while (reader.next() != null) {
            reader.data().transferTo(OutputStream.nullOutputStream());
        }
    }
}
