package twofold.assembler.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;

/** Writes results whole or not at all. */
final class OutputFile {
    private OutputFile() { }

    static void write(Path path, byte[] bytes, boolean executable) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                Files.write(path, bytes);
                return;
            }
            Path absolute = path.toAbsolutePath();
            Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + ThisProcess.pid() + ".tmp");
            try {
                Files.write(temporary, bytes);
                if (executable) {
                    allowExecution(temporary);
                }
                Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UserError("cannot write '" + path + "': " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "the folder does not exist";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage();
        };
    }

    /** Who may read it may run it, as the umask has it. */
    private static void allowExecution(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(file, permissions);
    }
}
