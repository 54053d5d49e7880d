package twofold.vm.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.riscv.elf.FunctionTable;

class KernelSymbolsTest {
    private static final long BASE = 0xffffffff80000000L;

    private final ByteArrayOutputStream image = new ByteArrayOutputStream();

    private void align() {
        while (image.size() % 8 != 0) {
            image.write(0);
        }
    }

    private void numbers(int size, long... values) {
        for (long each : values) {
            ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, each);
            image.write(bytes.array(), 0, size);
        }
    }

    private void name(String name) {
        if (name.length() >= 0x80) {
            image.write(0x80 | name.length() & 0x7f);
            image.write(name.length() >>> 7);
        } else {
            image.write(name.length());
        }
        image.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An Image's data as scripts/kallsyms of Linux 6.12 lays it out; the token of a printable character is itself, token 1 is "mem". */
    private byte[] image(String... symbols) {
        image.writeBytes("0\0001\0002\000 is not the table\0".getBytes(StandardCharsets.ISO_8859_1));
        align();
        numbers(4, symbols.length);
        align();
        for (String each : symbols) {
            name(each);
        }
        align();
        numbers(4, 0);
        align();
        int table = image.size();
        short[] index = new short[256];
        for (int i = 0; i < 256; i++) {
            index[i] = (short) (image.size() - table);
            image.writeBytes((i > ' ' && i < 0x7f ? String.valueOf((char) i) : i == 1 ? "mem" : "??").getBytes(StandardCharsets.ISO_8859_1));
            image.write(0);
        }
        align();
        for (short each : index) {
            numbers(2, each);
        }
        for (int i = 0; i < symbols.length; i++) {
            numbers(4, 0x100L * i);
        }
        align();
        numbers(8, BASE);
        numbers(8, 0, 0);
        return image.toByteArray();
    }

    @Test
    void mappingSymbolsAreNoFunctions() {
        FunctionTable table = KernelSymbols.of(image("T_text", "t$x", "t__pi_$x", "t__pi_fdt", "Tend"));
        assertEquals("_text", table.name(BASE + 0x2fe));
        assertEquals("__pi_fdt", table.name(BASE + 0x300));
    }

    @Test
    void functionsAreNamedByTheKernelsOwnTable() {
        FunctionTable table = KernelSymbols.of(image("T_text", "t\u0001cpy", "Ddata", "Tl" + "o".repeat(200) + "ng", "Tend"));
        assertEquals("_text", table.name(BASE));
        assertEquals("memcpy", table.name(BASE + 0x1fe));
        assertEquals("memcpy", table.name(BASE + 0x210));
        assertEquals("l" + "o".repeat(200) + "ng", table.name(BASE + 0x300));
        assertEquals("end", table.name(BASE + 0x400));
        assertNull(table.name(BASE - 1));
    }

    @Test
    void anImageWithoutSymbolsHasNone() {
        assertTrue(KernelSymbols.of(new byte[100_000]).isEmpty());
        assertTrue(KernelSymbols.of(new byte[0]).isEmpty());
    }

    @Test
    void damagedTablesDoNoHarm() {
        byte[] good = image("T_text", "t\u0001cpy", "Ddata", "Tend");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextBoolean() ? good.length : random.nextInt(good.length));
            for (int k = random.nextInt(6); k >= 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                KernelSymbols.of(bad).name(BASE + 0x110);
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed + ", turn " + i, thrown);
            }
        }
    }
}
