package twofold.image.cli;

import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code image-tool}. */
public final class Main extends Command {
    private Main() {
        super("image-tool", "Builds, keeps and moves container images for linux/riscv64.");
        subcommand(new BuildCommand());
        subcommand(new ListCommand());
        subcommand(new InspectCommand());
        subcommand(new HistoryCommand());
        subcommand(new TagCommand());
        subcommand(new RemoveCommand());
        subcommand(new DiffCommand());
        subcommand(new CommitCommand());
        subcommand(new CopyCommand());
        subcommand(CopyCommand.pull());
        subcommand(CopyCommand.push());
        subcommand(new ImportCommand());
        subcommand(new ExportCommand());
        subcommand(new GcCommand());
        subcommand(new VerifyCommand());
        subcommand(new LoginCommand("login"));
        subcommand(new LoginCommand("logout"));
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.main(new Main(), args);
    }

    /** Runs the tool within this process and returns its status. */
    static int run(String... args) {
        return Tool.run(new Main(), args);
    }

    @Override
    protected int run() {
        spec().commandLine().usage(System.err);
        return ExitStatus.USAGE;
    }
}
