package twofold.container.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Instances;
import twofold.image.model.Json;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code container-runner inspect}: all that is known of instances, as JSON. */
final class InspectCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names = operands("0..*", "1..*", "CONTAINER", "names or ids");

    InspectCommand() {
        super("inspect", "Shows what is known of containers.");
    }

    @Override
    protected int run() throws IOException {
        Store store = Store.open(common.root());
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : list(names)) {
            all.add(Instances.find(store, name).json());
        }
        System.out.write(Json.pretty(all));
        System.out.flush();
        return ExitStatus.DONE;
    }
}
