package twofold.image.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Json;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code inspect}: everything about images. */
final class InspectCommand extends StoreCommand {
    private final PositionalParamSpec images = operands("IMAGE...", "the images");

    InspectCommand() {
        super("inspect", "Shows the manifest and configuration of images; with -q their digests alone.");
        formatted();
    }

    @Override
    protected int run() throws IOException {
        boolean json = json(true);
        Store store = store();
        List<Object> found = new ArrayList<>();
        for (String name : words(images, 1, Integer.MAX_VALUE)) {
            Image image = store.resolve(name);
            if (common.quiet()) {
                System.out.println(image.digest());
                continue;
            }
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("name", image.name());
            value.put("digest", image.digest().toString());
            value.put("manifest", Json.parse(image.manifest().bytes(), "manifest"));
            value.put("config", Json.parse(image.config().bytes(), "configuration"));
            found.add(value);
            if (!json) {
                table(image);
            }
        }
        if (json && !common.quiet()) {
            printJson(found);
        }
        return ExitStatus.DONE;
    }

    private static void table(Image image) {
        Table table = new Table("FIELD", "VALUE");
        table.row("name", image.name());
        table.row("digest", image.digest().toString());
        table.row("platform", image.config().platform().toString());
        table.row("created", String.valueOf(image.config().created()));
        table.row("entrypoint", String.valueOf(image.config().run().entrypoint()));
        table.row("command", String.valueOf(image.config().run().cmd()));
        table.row("user", image.config().run().user().isEmpty() ? "0" : image.config().run().user());
        table.row("directory", image.config().run().workingDir().isEmpty() ? "/" : image.config().run().workingDir());
        image.config().run().env().forEach(each -> table.row("env", each));
        image.config().run().labels().forEach((name, value) -> table.row("label", name + "=" + value));
        image.manifest().layers().forEach(each -> table.row("layer", each.digest() + " " + Table.size(each.size())));
        table.print();
    }
}
