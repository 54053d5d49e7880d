package twofold.image.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.layer.LayerWriter;
import twofold.image.overlay.Overlay;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** {@code export}: an image's files as one archive. */
final class ExportCommand extends StoreCommand {
    private final OptionSpec output = value("FILE", "where to write (default: standard output)", "-o", "--output");
    private final PositionalParamSpec image = operands("IMAGE", "the image");

    ExportCommand() {
        super("export", "Writes an image's files as one tar archive.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        Overlay tree = Overlay.readOnly(store, store.resolve(words(image, 1, 1).getFirst()));
        if (text(output) == null) {
            OutputStream out = new BufferedOutputStream(Tool.bytes(FileDescriptor.out), 1 << 16);
            LayerWriter.tree(tree.root(), out);
            out.flush();
            return ExitStatus.DONE;
        }
        Path file = Path.of(text(output)).toAbsolutePath();
        if (!Files.isDirectory(file.getParent())) {
            throw new UserError("there is no directory " + file.getParent());
        }
        Path unfinished = Files.createTempFile(file.getParent(), ".export", ".tar");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
                LayerWriter.tree(tree.root(), out);
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return ExitStatus.DONE;
    }
}
