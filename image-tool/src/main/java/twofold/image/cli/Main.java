package twofold.image.cli;

import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code image-tool}. */
public final class Main extends Command {
    private Main() {
        super("image-tool", "Builds, keeps and moves container images for linux/riscv64.");
        subcommand("build", BuildCommand::new);
        subcommand("list", ListCommand::new);
        subcommand("inspect", InspectCommand::new);
        subcommand("history", HistoryCommand::new);
        subcommand("tag", TagCommand::new);
        subcommand("remove", RemoveCommand::new);
        subcommand("diff", DiffCommand::new);
        subcommand("commit", CommitCommand::new);
        subcommand("copy", CopyCommand::new);
        subcommand("pull", CopyCommand::pull);
        subcommand("push", CopyCommand::push);
        subcommand("import", ImportCommand::new);
        subcommand("export", ExportCommand::new);
        subcommand("gc", GcCommand::new);
        subcommand("verify", VerifyCommand::new);
        subcommand("login", () -> new LoginCommand("login"));
        subcommand("logout", () -> new LoginCommand("logout"));
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
