package twofold.vm.cli;

import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** A command that needs a machine that runs in the background, which there is none of yet: it says so. */
final class LaterCommand extends Command implements Tool.PassesArguments {
    private final String name;

    LaterCommand(String name) {
        super(name, "Not available yet: it needs machines that run in the background.");
        this.name = name;
        operands("ARG", "ignored");
    }

    @Override
    protected int run() {
        throw new UserError(ExitStatus.CANNOT, "'" + name + "' is not available yet: machines run in the foreground only");
    }
}
