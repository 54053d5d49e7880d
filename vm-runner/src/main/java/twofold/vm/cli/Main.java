package twofold.vm.cli;

import twofold.image.instance.command.InstanceCommands;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code vm-runner}. */
public final class Main extends Command {
    private Main() {
        super("vm-runner", "Runs an image as a virtual machine under an emulated hypervisor.");
        subcommand(new RunCommand());
        new InstanceCommands("vm", "machine").all().forEach(this::subcommand);
        for (String later : new String[] {"exec", "stop", "kill", "pause", "unpause", "logs", "stats", "snapshot", "restore", "clone"}) {
            subcommand(new LaterCommand(later));
        }
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.main(new Main(), args);
    }

    @Override
    protected int run() {
        spec().commandLine().usage(System.err);
        return ExitStatus.USAGE;
    }
}
