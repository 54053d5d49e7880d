package twofold.image.instance.command;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.instance.InstanceCommit;
import twofold.image.model.Reference;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;

/** {@code commit}: an image from an instance. */
final class CommitCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final PositionalParamSpec names;
    private final InstanceCommands which;

    CommitCommand(InstanceCommands which) {
        super("commit", "Makes an image of a " + which.noun() + " with its changed files, and prints its digest.");
        this.which = which;
        names = operands(which.operand() + " NAME[:TAG]", "the " + which.noun() + ", and the new image's name");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(names, 2, 2);
        String name = Reference.parse(given.get(1)).toString();
        Store store = Store.open(common.root());
        System.out.println(InstanceCommit.commit(store, which.find(store, given.get(0)).id(), name).digest());
        return ExitStatus.DONE;
    }
}
