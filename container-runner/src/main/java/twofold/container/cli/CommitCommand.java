package twofold.container.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.Description;
import twofold.image.instance.InstanceCommit;
import twofold.image.model.Reference;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code commit}: an image from a container, which is paused meanwhile if it runs. */
final class CommitCommand extends LiveCommand {
    private final PositionalParamSpec names = operands("CONTAINER NAME[:TAG]", "the container, and the new image's name");

    CommitCommand() {
        super("commit", "Makes an image of a container with its changed files, and prints its digest.");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(names, 2, 2);
        String name = Reference.parse(given.get(1)).toString();
        Store store = store();
        Description found = find(store, given.getFirst());
        if (found.state().live()) {
            System.out.println(ask(found, "commit", Map.of("name", name)).required("digest"));
            return ExitStatus.DONE;
        }
        System.out.println(InstanceCommit.commit(store, found.id(), name).digest());
        return ExitStatus.DONE;
    }
}
