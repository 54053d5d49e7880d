package twofold.assembler.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import twofold.assembler.source.SourceFiles;

/** Files named by sources: first beside the source that names them, then in the current folder, then in those of {@code -I}. */
final class HostFiles implements SourceFiles {
    private static final long MAX_BYTES = 1L << 28;
    private final List<Path> folders;

    HostFiles(List<Path> folders) {
        this.folders = folders;
    }

    @Override
    public byte[] read(String name, String from) throws IOException {
        return readFile(Path.of(locate(name, from)), name);
    }

    @Override
    public String locate(String name, String from) throws IOException {
        try {
            Path beside = Path.of(from).resolveSibling(name);
            if (Files.exists(beside)) {
                return beside.toString();
            }
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(name))) {
                    return folder.resolve(name).toString();
                }
            }
            if (Files.exists(Path.of(name))) {
                return name;
            }
        } catch (InvalidPathException e) {
            throw new IOException("'" + name + "' is not a file name", e);
        }
        throw new IOException("there is no file '" + name + "' here or in the folders of -I");
    }

    /** The bytes of a regular file of bearable size. */
    static byte[] readFile(Path path, String shown) throws IOException {
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(shown);
            }
            if (Files.isDirectory(path)) {
                throw new IOException("'" + shown + "' is a folder");
            }
            if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
                throw new IOException("'" + shown + "' has more than " + (MAX_BYTES >> 20) + " MiB");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException("'" + shown + "' has more than " + (MAX_BYTES >> 20) + " MiB");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file '" + shown + "'", e);
        } catch (AccessDeniedException e) {
            throw new IOException("'" + shown + "' may not be read", e);
        }
    }
}
