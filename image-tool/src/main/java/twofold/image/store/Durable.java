package twofold.image.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import twofold.toolkit.cli.ThisProcess;

/** Host files: small ones that are replaced whole or not at all and survive a crash, and directories of our own making that go. */
public final class Durable {
    /** Temporary files of this process, so that each has a name of its own. */
    private static final AtomicLong COUNT = new AtomicLong();

    private Durable() {
    }

    /** Replaces {@code file} with these bytes by way of a synced temporary beside it. */
    public static void write(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, true);
        directory(file.getParent());
    }

    /** Replaces {@code file} so that who reads it sees all or nothing, and our own end does not lose it; a crash of the host may. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, false);
    }

    private static void replace(Path file, byte[] bytes, boolean sync) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + ThisProcess.pid() + "-" + COUNT.incrementAndGet() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (sync) {
                    channel.force(false);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
    }

    /** Makes the names in a directory survive a crash of the host. */
    public static void directory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a directory of our own making; symbolic links are not followed. */
    public static void deleteTree(Path top) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(top)) {
            for (Path each : names) {
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    deleteTree(each);
                } else {
                    Files.deleteIfExists(each);
                }
            }
        }
        Files.deleteIfExists(top);
    }
}
