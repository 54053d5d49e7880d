package twofold.container.cli;

import java.io.IOException;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Instance;
import twofold.image.layer.Difference;
import twofold.image.overlay.Overlay;
import twofold.image.store.Store;
import twofold.image.tar.EntryName;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.time.Clock;

/** {@code container-runner diff}: what an instance changed. */
final class DiffCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names = operands("0..*", "1", "CONTAINER", "a name or an id");

    DiffCommand() {
        super("diff", "Lists the files a container added (A), changed (C) and deleted (D).");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        try (Instance instance = Instance.open(store, list(names).getFirst()); Overlay tree = instance.overlay(Clock.host())) {
            for (Difference each : Difference.of(tree)) {
                System.out.println(each.kind().letter() + " /" + EntryName.printable(each.path()));
            }
        }
        return ExitStatus.DONE;
    }
}
