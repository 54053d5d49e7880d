package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import twofold.container.background.Connection;
import twofold.image.instance.Description;
import twofold.image.instance.Instances;
import twofold.image.model.JsonObject;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** A command about containers that may be running on the shared kernel. */
abstract class LiveCommand extends Command {
    /** The common options. */
    protected final CommonOptions common;

    /** A command whose {@code -v} is verbose. */
    protected LiveCommand(String name, String description) {
        super(name, description);
        common = new CommonOptions(spec());
    }

    /** The store. */
    protected final Store store() {
        return Store.open(common.root());
    }

    /** The container with a name or start of an id; an error if there is none. */
    protected static Description find(Store store, String nameOrId) throws IOException {
        Description found = Instances.find(store, nameOrId);
        if (!found.runner().equals("container")) {
            throw new UserError(ExitStatus.FAILED, "\"" + nameOrId + "\" was made by " + found.runner() + "-runner: use that");
        }
        return found;
    }

    /** A connection to the kernel that runs the container; an error if it does not run, or on a kernel that takes no orders. */
    protected final Connection kernelOf(Description container) throws IOException {
        if (!container.state().live()) {
            throw new UserError("container \"" + container.name() + "\" is not running");
        }
        Connection kernel = Connection.toRunning(common.root());
        if (kernel == null || kernel.pid() != container.pid()) {
            if (kernel != null) {
                kernel.close();
            }
            throw new UserError("container \"" + container.name() + "\" runs on a kernel of its own (process " + container.pid()
                    + "), which takes no orders: only 'stop', 'kill' and 'rm -f' reach it; 'run -d' uses the shared one");
        }
        return kernel;
    }

    /** Whether a container runs on the shared kernel. */
    protected final boolean shared(Description container) throws IOException {
        try (Connection kernel = Connection.toRunning(common.root())) {
            return kernel != null && kernel.pid() == container.pid();
        }
    }

    /** Gives an order about a container to its kernel and returns the answer. */
    protected final JsonObject ask(Description container, String what, Map<String, Object> fields) throws IOException {
        try (Connection kernel = kernelOf(container)) {
            TreeMap<String, Object> all = new TreeMap<>(fields);
            all.put("id", container.id());
            return kernel.ask(what, all);
        }
    }
}
