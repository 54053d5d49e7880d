package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code stop}: asks containers to end with their image's stop signal, and kills those that have not after a while. */
final class StopCommand extends LiveCommand {
    private static final int PATIENCE = 10;
    private final OptionSpec time = value("SECONDS", "how long to wait before it is killed (default 10)", "-t", "--time", "--timeout");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    StopCommand() {
        super("stop", "Stops containers.");
    }

    @Override
    protected int run() throws IOException {
        int seconds = seconds(text(time));
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            stop(this, find(store, name), seconds);
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }

    static int seconds(String given) {
        if (given != null && !given.matches("[0-9]{1,7}")) {
            throw new UserError(ExitStatus.USAGE, "-t takes a number of seconds, not \"" + given + "\"");
        }
        return given == null ? PATIENCE : Integer.parseInt(given);
    }

    /** Stops a container if it runs. */
    static void stop(LiveCommand command, Description container, int seconds) throws IOException {
        if (!container.state().live()) {
            return;
        }
        if (command.shared(container)) {
            command.ask(container, "stop", Map.of("seconds", seconds));
        } else {
            OwnKernel.stop(container, seconds);
        }
    }
}
