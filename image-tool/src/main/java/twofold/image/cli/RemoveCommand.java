package twofold.image.cli;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Descriptor;
import twofold.image.model.Reference;
import twofold.image.store.References;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code remove}: takes names away. */
final class RemoveCommand extends StoreCommand {
    private final OptionSpec force = flag("remove an image by its id even if it has several names; do not mind missing ones", "-f",
            "--force");
    private final PositionalParamSpec images = operands("IMAGE...", "names or ids");

    RemoveCommand() {
        super("remove", "Takes names away from images; 'gc' frees what nothing names any more.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        for (String each : words(images, 1, Integer.MAX_VALUE)) {
            remove(store, each);
        }
        return ExitStatus.DONE;
    }

    private void remove(Store store, String asked) throws IOException {
        References references = store.references();
        if (!asked.contains("sha256:") && references.remove(Reference.parse(asked).toString())) {
            System.out.println(Reference.parse(asked));
            return;
        }
        Descriptor found;
        try {
            found = store.resolve(asked).descriptor();
        } catch (UserError missing) {
            if (given(force)) {
                return;
            }
            throw missing;
        }
        List<String> names = references.list().stream().filter(each -> each.digest().equals(found.digest())).map(Descriptor::name).toList();
        if (names.stream().filter(Objects::nonNull).count() > 1 && !given(force)) {
            throw new UserError("image " + asked + " has the names " + String.join(", ", names) + "; remove those, or use -f");
        }
        references.removeAll(found.digest());
        System.out.println(found.digest());
    }
}
