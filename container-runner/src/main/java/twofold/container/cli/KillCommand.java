package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.abi.Sig;
import twofold.image.instance.Description;
import twofold.image.run.Signal;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code kill}: sends a signal to containers' first processes. */
final class KillCommand extends LiveCommand {
    private final OptionSpec signal = value("SIGNAL", "a name or number (default KILL)", "-s", "--signal");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    KillCommand() {
        super("kill", "Sends a signal to containers.");
    }

    @Override
    protected int run() throws IOException {
        int number = text(signal) == null ? Sig.SIGKILL : Signal.number(text(signal));
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description container = find(store, name);
            if (!container.state().live() || shared(container)) {
                ask(container, "kill", Map.of("signal", number));
            } else if (number == Sig.SIGKILL) {
                OwnKernel.kill(container);
            } else if (number == Sig.SIGTERM) {
                ProcessHandle.of(container.pid()).ifPresent(ProcessHandle::destroy);
            } else {
                throw new UserError("container \"" + name + "\" runs on a kernel of its own, which hands on only TERM and KILL");
            }
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
