package twofold.vm.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import twofold.image.run.ProcessPlan;

class PlanFileTest {
    private final ProcessPlan plan = new ProcessPlan(List.of("a", "b\u00ff"), List.of("X=1"), "/w", 1000, -1, List.of(4, 5), "host", 15,
            List.of(), false, List.of("/t:size=1k", "/u"));

    @Test
    void holdsWhatTheAgentReads() {
        byte[] file = PlanFile.of(plan, null);
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x31465754, in.getInt());
        int[] words = new int[9];
        in.asIntBuffer().get(words);
        assertArrayEquals(new int[] {0, 1000, -1, 2, 2, 1, 2, 4, 5}, words);
        assertArrayEquals("host\0/w\0a\0b\u00ff\0X=1\0/t\0size=1k\0/u\0mode=1777\0".getBytes(StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(file, 40, file.length));
    }

    @Test
    void aTerminalComesWithItsSize() {
        assertEquals(1 | 24 << 8 | 80 << 20, ByteBuffer.wrap(PlanFile.of(plan, new int[] {24, 80})).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
        assertEquals(1 | 0xfff << 8 | 0xfff << 20,
                ByteBuffer.wrap(PlanFile.of(plan, new int[] {9999, 9999})).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
    }
}
