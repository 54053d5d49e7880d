package twofold.container.cli;

import java.util.List;
import twofold.image.instance.command.InstanceCommands;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code container-runner}. */
public final class Main extends Command {
    private Main() {
        super("container-runner", "Runs an image's processes as containers on one emulated Linux kernel.");
        InstanceCommands instances = new InstanceCommands("container", "container");
        subcommand("run", RunCommand::new);
        subcommand("batch", BatchCommand::new);
        subcommand("ps", instances::ps);
        subcommand("inspect", instances::inspect);
        subcommand("logs", LogsCommand::new);
        subcommand("exec", ExecCommand::new);
        subcommand("attach", AttachCommand::new);
        subcommand("wait", WaitCommand::new);
        subcommand("stop", StopCommand::new);
        subcommand("start", StartCommand::new);
        subcommand("restart", RestartCommand::new);
        subcommand("kill", KillCommand::new);
        subcommand("pause", () -> new FreezeCommand(true));
        subcommand("unpause", () -> new FreezeCommand(false));
        subcommand("rm", RemoveCommand::new);
        subcommand("update", UpdateCommand::new);
        subcommand("stats", StatsCommand::new);
        subcommand("top", TopCommand::new);
        subcommand("diff", DiffCommand::new);
        subcommand("commit", CommitCommand::new);
        subcommand("network", NetworkCommand::new);
        subcommand("syscalls", SyscallsCommand::new);
        subcommand("kernel", KernelCommand::new);
        subcommand("train", TrainCommand::new);
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        if (args.length > 0 && List.of("run", "batch", "kernel").contains(args[0]) && !Boolean.getBoolean("twofold.client")) {
            Preparation.ofMachine();
        }
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
