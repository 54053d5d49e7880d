package twofold.image.instance.command;

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

/** {@code diff}: what an instance changed. */
final class DiffCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names;
    private final InstanceCommands which;

    DiffCommand(InstanceCommands which) {
        super("diff", "Lists the files a " + which.noun() + " added (A), changed (C) and deleted (D).");
        this.which = which;
        names = operands(which.operand(), "a name or an id");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        String id = which.find(store, words(names, 1, 1).getFirst()).id();
        try (Instance instance = Instance.open(store, id); Overlay tree = instance.overlay(Clock.host())) {
            for (Difference each : Difference.of(tree)) {
                System.out.println(each.kind().letter() + " /" + EntryName.printable(each.path()));
            }
        }
        return ExitStatus.DONE;
    }
}
