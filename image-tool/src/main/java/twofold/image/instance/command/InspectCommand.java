package twofold.image.instance.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Json;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code inspect}: all that is known of instances, as JSON. */
final class InspectCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names;
    private final InstanceCommands which;

    InspectCommand(InstanceCommands which) {
        super("inspect", "Shows what is known of " + which.noun() + "s.");
        this.which = which;
        names = operands(which.operand() + "...", "names or ids");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            all.add(which.find(store, name).json());
        }
        System.out.writeBytes(Json.pretty(all));
        System.out.flush();
        return ExitStatus.DONE;
    }
}
