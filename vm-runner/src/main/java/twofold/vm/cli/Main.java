package twofold.vm.cli;

import twofold.image.instance.command.InstanceCommands;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.LaterCommand;
import twofold.toolkit.cli.Tool;

/** The command {@code vm-runner}. */
public final class Main extends Command {
    private Main() {
        super("vm-runner", "Runs an image as a virtual machine under an emulated hypervisor.");
        subcommand(new RunCommand());
        new InstanceCommands("vm", "machine").all().forEach(this::subcommand);
        for (String later : new String[] {"exec", "stop", "kill", "pause", "unpause", "stats"}) {
            subcommand(new LaterCommand(later, "a running machine takes no orders from other processes"));
        }
        subcommand(new LaterCommand("logs", "what a machine prints is not kept"));
        for (String later : new String[] {"snapshot", "restore", "clone"}) {
            subcommand(new LaterCommand(later, "a machine's state cannot be saved"));
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
