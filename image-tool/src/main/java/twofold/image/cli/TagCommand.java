package twofold.image.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Reference;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code tag}: another name for an image. */
final class TagCommand extends StoreCommand {
    private final PositionalParamSpec names = operands("IMAGE NAME[:TAG]", "the image, and the name it gets");

    TagCommand() {
        super("tag", "Gives an image another name.");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(names, 2, 2);
        String name = Reference.parse(given.get(1)).toString();
        Store store = store();
        store.references().put(name, store.resolve(given.get(0)).descriptor());
        return ExitStatus.DONE;
    }
}
