package twofold.toolkit.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** A file that is written whole or not at all. */
public final class WholeFile {
    private WholeFile() {
    }

    /**
     * Writes a file by way of a temporary one beside it, so that a reader sees all of it or what was there before. What is no regular
     * file (a pipe, a terminal) is written to as it is.
     *
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, byte[] bytes) {
        try {
            replace(file.toAbsolutePath(), bytes);
        } catch (IOException refused) {
            throw new UserError(ExitStatus.CANNOT, "cannot write \"" + file + "\": its folder must be there, and be yours to write to");
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            Files.write(file, bytes);
            return;
        }
        Path whole = Files.createTempFile(file.getParent(), ".twofold", ".part");
        try {
            Files.write(whole, bytes);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
