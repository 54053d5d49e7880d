package twofold.toolkit.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.toolkit.cli.UserError;

class FilesTest {
    @TempDir
    Path folder;

    @Test
    void aWholeFileReplacesTheOldOneAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("f");
        WholeFile.write(file, new byte[] {1});
        WholeFile.write(file, new byte[] {2, 3});
        assertEquals(2, Files.size(file));
        try (var all = Files.list(folder)) {
            assertEquals(1, all.count());
        }
    }

    @Test
    void aFolderThatIsNotThereIsTheUsersError() {
        Path file = folder.resolve("none/f");
        assertTrue(assertThrows(UserError.class, () -> WholeFile.write(file, new byte[1])).getMessage().contains("none/f"));
        assertTrue(assertThrows(UserError.class, () -> new TextSink("--x", file.toString())).getMessage().startsWith("--x: cannot write"));
    }

    @Test
    void aFullDeviceIsToldAtTheEnd() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        TextSink sink = new TextSink("--x", "/dev/full");
        for (int i = 0; i < 10_000; i++) {
            sink.accept("a line of text that goes nowhere\n");
        }
        assertThrows(UserError.class, sink::close);
    }
}
