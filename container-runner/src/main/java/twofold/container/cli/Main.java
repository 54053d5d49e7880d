package twofold.container.cli;

import twofold.image.instance.command.InstanceCommands;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.LaterCommand;
import twofold.toolkit.cli.Tool;

/** The command {@code container-runner}. */
public final class Main extends Command {
    private Main() {
        super("container-runner", "Runs an image's processes as containers on one emulated Linux kernel.");
        subcommand(new RunCommand());
        subcommand(new BatchCommand());
        new InstanceCommands("container", "container").all().forEach(this::subcommand);
        subcommand(new SyscallsCommand());
        for (String later : new String[] {"exec", "stop", "kill", "pause", "unpause", "stats", "top"}) {
            subcommand(new LaterCommand(later, "a running container takes no orders from other processes"));
        }
        subcommand(new LaterCommand("logs", "what a container prints is not kept"));
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
