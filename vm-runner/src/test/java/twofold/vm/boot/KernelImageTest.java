package twofold.vm.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import twofold.image.store.Compression;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

class KernelImageTest {
    private static final long RAM = 0x8000_0000L;

    private static byte[] image(long offset, long size) {
        return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).putLong(8, offset).putLong(16, size).putInt(0x38, 0x05435352).array();
    }

    private static byte[] gzip(byte[] bytes, int times) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            for (int i = 0; i < times; i++) {
                zip.write(bytes);
            }
        }
        return out.toByteArray();
    }

    /** An ELF executable with one segment. */
    private static byte[] elf(long entry, long address, long fileSize, long memorySize) {
        ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1).putShort(16, (short) 2).putShort(18, (short) 243);
        file.putInt(20, 1).putLong(24, entry).putLong(32, 64).putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
        file.putShort(58, (short) 64);
        file.putInt(64, 1).putInt(68, 7).putLong(72, 0x200).putLong(80, address).putLong(88, address).putLong(96, fileSize);
        return file.putLong(104, memorySize).putLong(112, 8).array();
    }

    private static void refused(byte[] file) {
        UserError error = assertThrows(UserError.class, () -> KernelImage.of("k", file, RAM));
        assertEquals(ExitStatus.CANNOT, error.status());
        assertTrue(error.getMessage().startsWith("\"k\" is nothing that this machine can run: "), error.getMessage());
    }

    @Test
    void anImageSaysWhereItGoes() throws Exception {
        for (byte[] file : new byte[][] {image(0x200000, 0x10000), gzip(image(0x200000, 0x10000), 1)}) {
            KernelImage kernel = KernelImage.of("k", file, RAM);
            assertEquals(RAM + 0x200000, kernel.entry());
            assertEquals(RAM + 0x210000, kernel.end());
            assertFalse(kernel.small());
        }
    }

    @Test
    void anElfFileSaysWhereItGoes() {
        KernelImage kernel = KernelImage.of("k", elf(RAM + 8, RAM, 0x100, 0x5000), RAM);
        assertEquals(RAM + 8, kernel.entry());
        assertEquals(RAM + 0x5000, kernel.end());
    }

    @Test
    void damagedHeadersAreRefused() {
        refused(image(-1, 4096));
        refused(image(1L << 40, 4096));
        refused(image(0, -1));
        refused(image(0, Long.MAX_VALUE));
        refused(new byte[0]);
        refused(new byte[4096]);
        refused(Arrays.copyOf(image(0, 1), 0x3f));
    }

    @Test
    void gzipThatIsDamagedOrABombIsRefused() throws Exception {
        byte[] whole = gzip(image(0, 4096), 1);
        refused(Arrays.copyOf(whole, whole.length / 2));
        refused(Arrays.copyOf(whole, 3));
        refused(gzip(new byte[1 << 20], 129));
    }

    /** An EFI executable that unpacks itself. */
    private static byte[] zboot(byte[] payload, String method) {
        ByteBuffer file = ByteBuffer.allocate(512 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putShort(0, (short) 0x5a4d).putInt(4, 0x676d697a).putInt(8, 512).putInt(12, payload.length);
        return file.put(24, method.getBytes(StandardCharsets.ISO_8859_1)).put(512, payload).array();
    }

    private static byte[] compressed(Compression by, byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = by.compress(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsPackedIsUnpacked() throws Exception {
        for (Compression each : new Compression[] {Compression.GZIP, Compression.ZSTD, Compression.XZ}) {
            byte[] packed = compressed(each, image(0x200000, 0x10000));
            assertEquals(RAM + 0x210000, KernelImage.of("k", packed, RAM).end());
            assertEquals(RAM + 0x210000, KernelImage.of("k", zboot(packed, "any"), RAM).end());
            assertEquals(RAM + 0x5000, KernelImage.of("k", compressed(each, elf(RAM + 8, RAM, 0x100, 0x5000)), RAM).end());
            refused(Arrays.copyOf(packed, packed.length / 2));
            refused(Arrays.copyOf(zboot(packed, "any"), 512 + packed.length - 1));
            refused(compressed(each, new byte[129 << 20]));
        }
        UserError error = assertThrows(UserError.class, () -> KernelImage.of("k", zboot(new byte[100], "lz4"), RAM));
        assertTrue(error.getMessage().contains("says \"lz4\""), error.getMessage());
    }

    @Test
    void whatIsPositionIndependentGoesWhereMemoryIs() {
        byte[] file = elf(0x10, 0, 0x100, 0x5000);
        file[16] = 3;
        KernelImage kernel = KernelImage.of("k", file, RAM);
        assertEquals(RAM + 0x10, kernel.entry());
        assertEquals(RAM + 0x5000, kernel.end());
        file[16] = 2;
        refused(file);
        ByteBuffer aligned = ByteBuffer.wrap(elf(0x11010, 0x11000, 0x100, 0x5000)).order(ByteOrder.LITTLE_ENDIAN);
        aligned.putShort(16, (short) 3).putLong(112, 0x10000);
        assertEquals(RAM + 0x1010, KernelImage.of("k", aligned.array(), RAM).entry());
    }

    @Test
    void entriesAndSegmentsThatCannotBeAreRefused() {
        refused(elf(RAM + 1, RAM, 0x100, 0x5000));
        refused(image(0x200002, 0x10000));
        ByteBuffer many = ByteBuffer.wrap(elf(RAM, RAM, 0xd00, 0xd00)).order(ByteOrder.LITTLE_ENDIAN);
        many.putShort(56, (short) 4);
        for (int i = 1; i < 4; i++) {
            many.put(64 + 56 * i, many.array(), 64, 56);
        }
        refused(many.array());
    }

    @Test
    void segmentsWhereNoMemoryIsAreRefused() {
        refused(elf(0x10000, 0x10000, 0x100, 0x100));
        refused(elf(RAM, -4096, 0x100, 0x100));
        refused(elf(RAM, RAM, 0x100, Long.MAX_VALUE));
        refused(elf(0, RAM, 0x100, 0x100));
        refused(elf(RAM, RAM, 1 << 20, 1 << 20));
    }

    @Test
    void randomDamageNeverDoesWorse() {
        long seed = System.nanoTime();
        System.out.println("KernelImageTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] file = elf(RAM, RAM, 0x100, 0x1000);
            for (int i = random.nextInt(6); i >= 0; i--) {
                file[random.nextInt(128)] = (byte) random.nextInt();
            }
            try {
                KernelImage.of("k", Arrays.copyOf(file, 64 + random.nextInt(4032)), RAM);
            } catch (UserError expected) {
                continue;
            }
        }
    }
}
