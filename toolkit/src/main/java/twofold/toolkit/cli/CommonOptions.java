package twofold.toolkit.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options every command takes: {@code --root DIR}, {@code -q}, {@code -v}. Construct it in a command's constructor. */
public final class CommonOptions {
    private final OptionSpec root;
    private final OptionSpec quiet;
    private final OptionSpec verbose;

    /** Adds the options to a command. */
    public CommonOptions(CommandSpec spec) {
        this(spec, "-v", "--verbose");
    }

    /** Adds the options to a command whose {@code -v} means something else (a volume); verbose is then only {@code --verbose}. */
    public static CommonOptions withoutShortVerbose(CommandSpec spec) {
        return new CommonOptions(spec, "--verbose");
    }

    private CommonOptions(CommandSpec spec, String... verboseNames) {
        root = OptionSpec.builder("--root").paramLabel("DIR").arity("1").type(String.class)
                .description("where everything persistent lives (default: $TWOFOLD_HOME, else $XDG_DATA_HOME/twofold)").build();
        quiet = OptionSpec.builder("-q", "--quiet").arity("0").type(boolean.class).description("only what was asked for").build();
        verbose = OptionSpec.builder(verboseNames).arity("0").type(boolean.class).description("say more on standard error").build();
        spec.addOption(root).addOption(quiet).addOption(verbose);
    }

    /** The root directory of the store, absolute; it need not exist yet. */
    public Path root() {
        String given = root.getValue();
        return given != null ? Path.of(given).toAbsolutePath() : defaultRoot();
    }

    /** Whether {@code -q} was given. */
    public boolean quiet() {
        return Boolean.TRUE.equals(quiet.getValue());
    }

    /** Whether {@code -v} was given. */
    public boolean verbose() {
        return Boolean.TRUE.equals(verbose.getValue());
    }

    private static Path defaultRoot() {
        String home = System.getenv("TWOFOLD_HOME");
        if (home != null && !home.isEmpty()) {
            return Path.of(home).toAbsolutePath();
        }
        String data = System.getenv("XDG_DATA_HOME");
        if (data != null && data.startsWith("/")) {
            return Path.of(data, "twofold");
        }
        return Path.of(System.getProperty("user.home"), ".local", "share", "twofold");
    }
}
