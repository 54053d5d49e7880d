package twofold.container.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.Connection;
import twofold.container.background.RunOrder;
import twofold.image.instance.Description;
import twofold.image.model.Json;
import twofold.image.run.RunRequest;
import twofold.image.store.Store;
import twofold.toolkit.cli.Tool;

/** {@code attach}: this process's streams as those of a container that runs, until that ends. */
final class AttachCommand extends LiveCommand implements Tool.RunsGuest {
    private final PositionalParamSpec name = operands("CONTAINER", "a name or an id");

    AttachCommand() {
        super("attach", "Attaches to a running container's streams, and ends with its status.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        Description container = find(store, words(name, 1, 1).getFirst());
        try (Connection kernel = kernelOf(container)) {
            Path file = store.instances().resolve(container.id()).resolve("run.json");
            RunRequest request = Files.exists(file) ? RunOrder.read(Json.parse(Files.readAllBytes(file), file.toString())).request() : null;
            return Attachment.follow(kernel, "attach", Map.of("id", container.id()), request != null && request.interactive(),
                    request != null && request.terminal());
        }
    }
}
