package twofold.image.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;

/** The command {@code image-tool}. */
public final class Main extends Command {
    private Main(String word) {
        super("image-tool", "Builds, keeps and moves container images for linux/riscv64.");
        Map<String, Supplier<Command>> all = commands();
        if (all.containsKey(word)) {
            // making the others would only cost time
            subcommand(all.get(word).get());
        } else if (!word.equals("--version")) {
            all.values().forEach(each -> subcommand(each.get()));
        }
    }

    private static Map<String, Supplier<Command>> commands() {
        Map<String, Supplier<Command>> all = new LinkedHashMap<>();
        all.put("build", BuildCommand::new);
        all.put("list", ListCommand::new);
        all.put("inspect", InspectCommand::new);
        all.put("history", HistoryCommand::new);
        all.put("tag", TagCommand::new);
        all.put("remove", RemoveCommand::new);
        all.put("diff", DiffCommand::new);
        all.put("commit", CommitCommand::new);
        all.put("copy", CopyCommand::new);
        all.put("pull", CopyCommand::pull);
        all.put("push", CopyCommand::push);
        all.put("import", ImportCommand::new);
        all.put("export", ExportCommand::new);
        all.put("gc", GcCommand::new);
        all.put("verify", VerifyCommand::new);
        all.put("login", () -> new LoginCommand("login"));
        all.put("logout", () -> new LoginCommand("logout"));
        return all;
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.main(make(args), args);
    }

    /** Runs the tool within this process and returns its status. */
    static int run(String... args) {
        return Tool.run(make(args), args);
    }

    private static Main make(String... args) {
        return new Main(args.length == 0 ? "" : args[0]);
    }

    @Override
    protected int run() {
        spec().commandLine().usage(System.err);
        return ExitStatus.USAGE;
    }
}
