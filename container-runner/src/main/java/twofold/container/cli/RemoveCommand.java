package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.instance.Instance;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code rm}: removes containers that do not run, or with {@code -f} any. */
final class RemoveCommand extends LiveCommand {
    private final OptionSpec force = flag("end it first if it runs", "-f", "--force");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    RemoveCommand() {
        super("rm", "Removes containers.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description found = find(store, name);
            boolean live = given(force) && found.state().live();
            if (live && shared(found)) {
                ask(found, "remove", Map.of());
            } else {
                if (live) {
                    OwnKernel.kill(found);
                }
                try (Instance instance = Instance.open(store, found.id())) {
                    instance.remove();
                }
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
