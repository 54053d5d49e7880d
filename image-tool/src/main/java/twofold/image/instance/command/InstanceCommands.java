package twofold.image.instance.command;

import java.io.IOException;
import java.util.Locale;
import twofold.image.instance.Description;
import twofold.image.instance.Instances;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The commands over one runner's instances.
 *
 * @param runner "vm" or "container", as in {@link Description#runner()}
 * @param noun   what people call such an instance
 */
public record InstanceCommands(String runner, String noun) {
    /** The command {@code ps}. */
    public Command ps() {
        return new PsCommand(this);
    }

    /** The command {@code inspect}. */
    public Command inspect() {
        return new InspectCommand(this);
    }

    /** The command {@code wait}. */
    public Command await() {
        return new WaitCommand(this);
    }

    /** The command {@code rm}. */
    public Command rm() {
        return new RmCommand(this);
    }

    /** The command {@code diff}. */
    public Command diff() {
        return new DiffCommand(this);
    }

    /** The command {@code commit}. */
    public Command commit() {
        return new CommitCommand(this);
    }

    /** The instance with a name or start of an id. An error if there is none or if it is another runner's. */
    Description find(Store store, String nameOrId) throws IOException {
        Description found = Instances.find(store, nameOrId);
        if (!found.runner().equals(runner)) {
            throw new UserError(ExitStatus.FAILED, "\"" + nameOrId + "\" was made by " + found.runner() + "-runner: use that");
        }
        return found;
    }

    /** Waits until an instance does not run, looking every 20 milliseconds; returns what it is then. */
    Description await(Store store, String id) throws IOException {
        Description now = Instances.find(store, id);
        while (now.state().live()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException stopped) {
                throw new UserError(ExitStatus.FAILED, "interrupted while waiting for \"" + now.name() + "\"");
            }
            now = Instances.find(store, id);
        }
        return now;
    }

    /** The operand's name in usage lines. */
    String operand() {
        return noun.toUpperCase(Locale.ROOT).replace(' ', '-');
    }
}
