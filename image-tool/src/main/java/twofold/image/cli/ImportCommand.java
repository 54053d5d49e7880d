package twofold.image.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.layer.RootImport;
import twofold.image.model.Reference;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code import}: an image from a root file system's archive. */
final class ImportCommand extends StoreCommand {
    private final PositionalParamSpec names = operands("ROOTFS.tar[.gz|.zst|.xz|.bz2] NAME[:TAG]",
            "the archive (- for standard input), and the image's name");

    ImportCommand() {
        super("import", "Makes an image of one layer from the archive of a root file system, and prints its digest.");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(names, 2, 2);
        String name = Reference.parse(given.get(1)).toString();
        boolean standard = given.get(0).equals("-");
        Path file = Path.of(given.get(0));
        if (!standard && !Files.isRegularFile(file)) {
            throw new UserError("there is no file " + file);
        }
        Store store = store();
        try (FileLocks.Held writing = store.writing(); InputStream in = standard ? System.in : Files.newInputStream(file)) {
            Objects.requireNonNull(writing);
            String shown = standard ? "standard input" : file.toString();
            Image image = RootImport.store(store, in, shown, "import of " + (standard ? "-" : file.getFileName()));
            store.references().put(name, image.descriptor());
            System.out.println(image.digest());
        }
        return ExitStatus.DONE;
    }
}
