package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.instance.Instance;
import twofold.image.layer.Difference;
import twofold.image.overlay.Overlay;
import twofold.image.store.Store;
import twofold.image.tar.EntryName;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.time.Clock;

/** {@code diff}: what a container changed, also while it runs on the shared kernel. */
final class DiffCommand extends LiveCommand {
    private final PositionalParamSpec names = operands("CONTAINER", "a name or an id");

    DiffCommand() {
        super("diff", "Lists the files a container added (A), changed (C) and deleted (D).");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        Description found = find(store, words(names, 1, 1).getFirst());
        if (found.state().live()) {
            ask(found, "diff", Map.of()).strings("lines").forEach(System.out::println);
            return ExitStatus.DONE;
        }
        try (Instance instance = Instance.open(store, found.id()); Overlay tree = instance.overlay(Clock.host())) {
            for (Difference each : Difference.of(tree)) {
                System.out.println(each.kind().letter() + " /" + EntryName.printable(each.path()));
            }
        }
        return ExitStatus.DONE;
    }
}
