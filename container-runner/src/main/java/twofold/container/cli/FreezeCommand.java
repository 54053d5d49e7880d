package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code pause} and {@code unpause}: the cgroup freezer. */
final class FreezeCommand extends LiveCommand {
    private final boolean frozen;
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    FreezeCommand(boolean frozen) {
        super(frozen ? "pause" : "unpause", frozen ? "Keeps containers' processes from running." : "Lets paused containers run again.");
        this.frozen = frozen;
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            ask(find(store, name), frozen ? "pause" : "unpause", Map.of());
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }
}
