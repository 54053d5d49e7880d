package twofold.container.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.Connection;
import twofold.image.instance.Description;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** {@code start}: runs containers again that have ended, with the files they left. */
final class StartCommand extends LiveCommand implements Tool.RunsGuest {
    private final OptionSpec attach = flag("print what it prints, and end with its status", "-a", "--attach");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    StartCommand() {
        super("start", "Starts containers again that have ended.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        List<String> given = words(names, 1, given(attach) ? 1 : Integer.MAX_VALUE);
        for (String name : given) {
            Description container = find(store, name);
            if (container.state().live()) {
                throw new UserError("container \"" + name + "\" is running already");
            }
            try (Connection kernel = Connection.toStarted(common.root(), KernelCommand.words(common.root()))) {
                Map<String, Object> order = Map.of("id", container.id(), "attach", given(attach));
                if (given(attach)) {
                    return Attachment.follow(kernel, "start", order, false, false);
                }
                kernel.ask("start", order);
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
