package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code wait}: waits for containers to end and prints their exit statuses, 125 for one that left none. */
final class WaitCommand extends LiveCommand {
    private static final long PAUSE_NANOS = 20_000_000;
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    WaitCommand() {
        super("wait", "Waits for containers to end and prints their exit statuses.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            Description container = find(store, name);
            System.out.println(container.state().live() && shared(container) ? told(store, container) : looked(store, container));
            System.out.flush();
        }
        return ExitStatus.DONE;
    }

    /** The kernel tells; when it dies meanwhile, or the container was just gone, there is what is written down. */
    private long told(Store store, Description container) throws IOException {
        try {
            return ask(container, "wait", Map.of()).number("status", ExitStatus.CANNOT);
        } catch (UserError gone) {
            return looked(store, container);
        }
    }

    private static long looked(Store store, Description container) throws IOException {
        Description now = find(store, container.id());
        while (now.state().live()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now = find(store, container.id());
        }
        return now.exitStatus() == null ? ExitStatus.CANNOT : now.exitStatus();
    }
}
