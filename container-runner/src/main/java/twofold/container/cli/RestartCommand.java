package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.Connection;
import twofold.image.instance.Description;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code restart}: stops containers and starts them again. */
final class RestartCommand extends LiveCommand {
    private final OptionSpec time = value("SECONDS", "how long to wait before it is killed (default 10)", "-t", "--time", "--timeout");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    RestartCommand() {
        super("restart", "Stops containers and starts them again.");
    }

    @Override
    protected int run() throws IOException {
        int seconds = StopCommand.seconds(text(time));
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description container = find(store, name);
            // This connection keeps the kernel from leaving in between
            try (Connection kernel = Connection.toStarted(common.root(), KernelCommand.words(common.root()))) {
                StopCommand.stop(this, container, seconds);
                kernel.ask("start", Map.of("id", container.id()));
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
