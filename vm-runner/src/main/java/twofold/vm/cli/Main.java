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
        InstanceCommands instances = new InstanceCommands("vm", "machine");
        subcommand("run", RunCommand::new);
        subcommand("ps", instances::ps);
        subcommand("inspect", instances::inspect);
        subcommand("wait", instances::await);
        subcommand("rm", instances::rm);
        subcommand("diff", instances::diff);
        subcommand("commit", instances::commit);
        for (String later : new String[] {"exec", "stop", "kill", "pause", "unpause", "stats"}) {
            later(later, "a running machine takes no orders from other processes");
        }
        later("logs", "what a machine prints is not kept");
        for (String later : new String[] {"snapshot", "restore", "clone"}) {
            later(later, "a machine's state cannot be saved");
        }
    }

    private void later(String name, String reason) {
        subcommand(name, () -> new LaterCommand(name, reason));
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
