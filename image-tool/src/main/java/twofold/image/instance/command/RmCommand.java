package twofold.image.instance.command;

import java.io.IOException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.instance.Instance;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code rm}: removes instances that do not run, or with {@code -f} any. */
final class RmCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final OptionSpec force = flag("end it first if it runs", "-f", "--force");
    private final PositionalParamSpec names;
    private final InstanceCommands which;

    RmCommand(InstanceCommands which) {
        super("rm", "Removes " + which.noun() + "s.");
        this.which = which;
        names = operands(which.operand() + "...", "names or ids");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description found = which.find(store, name);
            if (given(force) && found.state().live()) {
                ProcessHandle.of(found.pid()).ifPresent(ProcessHandle::destroyForcibly);
                which.await(store, found.id());
            }
            try (Instance instance = Instance.open(store, found.id())) {
                instance.remove();
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
