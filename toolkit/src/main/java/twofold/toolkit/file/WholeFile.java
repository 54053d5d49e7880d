package twofold.toolkit.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is written whole or not at all. */
public final class WholeFile {
    private WholeFile() {
    }

    /**
     * Writes a file by way of a temporary one beside it, so that a reader sees all of it or what was there before. What is no regular
     * file (a pipe, a terminal) is written to as it is.
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path absolute = file.toAbsolutePath();
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            Files.write(absolute, bytes);
            return;
        }
        Path whole = Files.createTempFile(absolute.getParent(), ".twofold", ".part");
        try {
            Files.write(whole, bytes);
            Files.move(whole, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
