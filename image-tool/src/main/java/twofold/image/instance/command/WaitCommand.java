package twofold.image.instance.command;

import java.io.IOException;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code wait}: waits for instances to end and prints their exit statuses, 125 for one that left none. */
final class WaitCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names;
    private final InstanceCommands which;

    WaitCommand(InstanceCommands which) {
        super("wait", "Waits for " + which.noun() + "s to end and prints their exit statuses.");
        this.which = which;
        names = operands(which.operand() + "...", "names or ids");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description ended = which.await(store, which.find(store, name).id());
            System.out.println(ended.exitStatus() == null ? ExitStatus.CANNOT : ended.exitStatus());
            System.out.flush();
        }
        return ExitStatus.DONE;
    }
}
