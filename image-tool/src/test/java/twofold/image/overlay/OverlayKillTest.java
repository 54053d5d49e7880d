package twofold.image.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.tar.TarEntry;
import twofold.toolkit.time.Clock;

/** A process that is killed while it writes loses nothing that it had finished. */
class OverlayKillTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path directory;

    /** Writes files of two kinds, replaces them by renaming, and says what is done. */
    public static void main(String[] args) throws Exception {
        try (Overlay tree = Overlay.open(List.of(), Path.of(args[0]), Clock.virtualFrom(0))) {
            for (int i = 0;; i++) {
                int length = i % 2 == 0 ? 100 : SIZE;
                Node file = tree.root().create("new", TarEntry.REGULAR | 0644, i, 0, 0);
                byte[] bytes = new byte[length];
                if (length == SIZE) {
                    for (int round = 0; round < 20; round++) {
                        OverlayModelTest.write(file, 0, bytes);
                    }
                }
                Arrays.fill(bytes, (byte) i);
                for (int at = 0; at < length; at += 50) {
                    OverlayModelTest.write(file, at, Arrays.copyOfRange(bytes, at, at + 50));
                }
                tree.root().rename("new", tree.root(), "f" + i % 10, 0);
                System.out.println(i);
            }
        }
    }

    @Test
    void whatWasSaidToBeDoneIsThereAfterTheKill() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path upper = directory.resolve("upper" + round);
            Path said = directory.resolve("said" + round);
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), OverlayKillTest.class.getName(),
                    upper.toString())
                    .redirectError(new File("/dev/null")).redirectOutput(said.toFile()).start();
            for (int tries = 0; tries < 2000 && Files.readAllLines(said).size() < 120 + 40 * round; tries++) {
                Thread.sleep(5);
            }
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            int last = (int) Files.readString(said).chars().filter(c -> c == '\n').count() - 1;
            assertTrue(last >= 100);
            check(upper, last);
        }
    }

    private static void check(Path upper, int last) throws Exception {
        try (Overlay tree = Overlay.open(List.of(), upper, Clock.virtualFrom(0))) {
            for (int name = 0; name < 10; name++) {
                Node file = tree.root().child("f" + name);
                assertNotNull(file, "f" + name);
                int made = file.uid();
                assertEquals(name, made % 10);
                assertTrue(made > last - 10, made + " against " + last);
                assertEquals(made % 2 == 0 ? 100 : SIZE, file.size());
                byte[] bytes = new byte[(int) file.size()];
                file.read(0, ByteBuffer.wrap(bytes));
                for (byte each : bytes) {
                    assertEquals((byte) made, each);
                }
            }
        }
    }
}
