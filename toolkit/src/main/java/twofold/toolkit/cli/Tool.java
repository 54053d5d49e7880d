package twofold.toolkit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a tool's top command: parses, executes, and turns what escapes into one sentence and an exit status. This is the only place
 * that catches everything.
 */
public final class Tool {
    /** The version all tools report. */
    public static final String VERSION = "0.1.0";

    private Tool() {
    }

    /** Runs the command and ends the process with its status. */
    public static void main(Command top, String[] args) {
        writePlainly();
        end(run(top, args));
    }

    /** Has numbers be written with the same digits whatever the user's language, in what guests read, too. */
    public static void writePlainly() {
        Locale.setDefault(Locale.ROOT);
    }

    /**
     * Ends the process with a status, once what was printed is out. Not by {@code exit}, which looks for a logger to tell of it: that takes
     * longer than some commands do.
     */
    public static void end(int status) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }

    /** Runs the command and returns its exit status. */
    public static int run(Command top, String[] args) {
        String name = top.spec().name();
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println(name + " " + VERSION);
            return ExitStatus.DONE;
        }
        List<String> words = Arrays.asList(args);
        Command command = top;
        int read = 0;
        for (Command next = top; next != null; read++) {
            command = next;
            next = read < words.size() ? command.subcommand(words.get(read)) : null;
        }
        List<String> rest = words.subList(read - 1, words.size());
        boolean asked = !rest.isEmpty() || !command.hasSubcommands();
        if (asked && PlainWords.assign(command.spec(), rest, command instanceof PassesArguments)) {
            return run(name, command);
        }
        top.makeSubcommands();
        return parse(name, top, args);
    }

    private static int run(String name, Command command) {
        try {
            return command.run();
        } catch (Exception failure) {
            return report(name, command, failure);
        }
    }

    private static int parse(String name, Command top, String[] args) {
        top.spec().version(name + " " + VERSION);
        top.spec().addOption(OptionSpec.builder("--version").versionHelp(true).description("show the version and exit").build());
        CommandLine line = new CommandLine(top.spec(), Command.FACTORY);
        line.setOut(new PrintWriter(System.out, true));
        line.setErr(new PrintWriter(System.err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setStopAtPositional(top instanceof PassesArguments);
        line.setExpandAtFiles(false);
        for (CommandLine each : line.getSubcommands().values()) {
            if (each.getCommand() instanceof PassesArguments) {
                each.setStopAtPositional(true);
            }
        }
        line.setParameterExceptionHandler((wrong, given) -> usage(name, wrong));
        line.setExecutionExceptionHandler((failure, at, parsed) -> report(name, at.getCommand(), failure));
        return line.execute(args);
    }

    /** Marks a command whose operands after the first belong to a guest: options that follow them are not ours. */
    public interface PassesArguments {
    }

    /** A standard output stream that is neither buffered by lines nor re-encoded: bytes go out as they are. */
    public static PrintStream bytes(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.ISO_8859_1);
    }

    private static int usage(String tool, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println(tool + ": " + firstLine(wrong.getMessage()) + "; see '" + command + " --help'");
        return ExitStatus.USAGE;
    }

    private static int report(String tool, Command at, Exception failure) {
        System.out.flush();
        boolean guestRuns = at instanceof RunsGuest;
        if (failure instanceof UserError error) {
            System.err.println(tool + ": " + error.getMessage());
            return guestRuns && error.status() == ExitStatus.FAILED ? ExitStatus.CANNOT : error.status();
        }
        System.err.println(tool + ": internal error: " + failure + " (set TWOFOLD_DEBUG=1 for the details; please report this)");
        if ("1".equals(System.getenv("TWOFOLD_DEBUG"))) {
            failure.printStackTrace();
        }
        return guestRuns ? ExitStatus.CANNOT : ExitStatus.FAILED;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    /** Marks a command whose status is the guest's: a failure of our own is then {@link ExitStatus#CANNOT}. */
    public interface RunsGuest extends PassesArguments {
    }
}
