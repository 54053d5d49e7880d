package twofold.container.cli;

import twofold.image.instance.command.InstanceCommands;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code container-runner}. */
public final class Main extends Command {
    private Main() {
        super("container-runner", "Runs an image's processes as containers on one emulated Linux kernel.");
        subcommand(new RunCommand());
        subcommand(new BatchCommand());
        new InstanceCommands("container", "container").looking().forEach(this::subcommand);
        subcommand(new LogsCommand());
        subcommand(new ExecCommand());
        subcommand(new AttachCommand());
        subcommand(new WaitCommand());
        subcommand(new StopCommand());
        subcommand(new StartCommand());
        subcommand(new RestartCommand());
        subcommand(new KillCommand());
        subcommand(new FreezeCommand(true));
        subcommand(new FreezeCommand(false));
        subcommand(new RemoveCommand());
        subcommand(new StatsCommand());
        subcommand(new TopCommand());
        subcommand(new DiffCommand());
        subcommand(new CommitCommand());
        subcommand(new NetworkCommand());
        subcommand(new SyscallsCommand());
        subcommand(new KernelCommand());
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.main(new Main(), args);
    }

    /** Runs one command inside this process; its status. */
    static int run(String[] args) {
        return Tool.run(new Main(), args);
    }

    @Override
    protected int run() {
        spec().commandLine().usage(System.err);
        return ExitStatus.USAGE;
    }
}
