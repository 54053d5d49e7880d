package twofold.image.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.InstanceCommit;
import twofold.image.model.Reference;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code commit}: an image from an instance's changes. */
final class CommitCommand extends StoreCommand {
    private final PositionalParamSpec names = operands("INSTANCE NAME[:TAG]", "the instance, and the new image's name");

    CommitCommand() {
        super("commit", "Makes an image of an instance with its changed files, and prints its digest.");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(names, 2, 2);
        String name = Reference.parse(given.get(1)).toString();
        Store store = store();
        System.out.println(InstanceCommit.commit(store, given.get(0), name).digest());
        return ExitStatus.DONE;
    }
}
