package twofold.container.cli;

import java.io.IOException;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Instance;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code container-runner rm}: removes instances that do not run. */
final class RmCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names = operands("0..*", "1..*", "CONTAINER", "names or ids");

    RmCommand() {
        super("rm", "Removes containers that do not run.");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        for (String name : list(names)) {
            try (Instance instance = Instance.open(store, name)) {
                instance.remove();
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
