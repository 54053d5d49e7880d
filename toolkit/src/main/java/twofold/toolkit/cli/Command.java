package twofold.toolkit.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One command or subcommand. A subclass declares its options and operands in its constructor through the small verbs below, and does
 * its work in {@link #run()}, whose result is the exit status.
 */
public abstract class Command implements Callable<Integer> {
    /** In front of picocli's own, which looks for Groovy in every jar there is when it is first used: only the parser needs it. */
    static final IFactory FACTORY = new IFactory() {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return CommandLine.defaultFactory().create(type);
        }
    };

    private final CommandSpec spec;
    private final Map<String, Supplier<? extends Command>> subcommands = new LinkedHashMap<>();

    /**
     * @param name        the word typed for it
     * @param description the sentence shown in {@code --help}
     */
    @SuppressWarnings("this-escape") // the parser only keeps the reference
    protected Command(String name, String description) {
        spec = CommandSpec.wrapWithoutInspection(this, FACTORY).name(name);
        spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
        spec.addOption(OptionSpec.builder("--help").usageHelp(true).description("show this help and exit").build());
    }

    /** Does the work and returns the exit status. */
    protected abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run();
    }

    /** The parser's model of this command. */
    public final CommandSpec spec() {
        return spec;
    }

    /** Adds a subcommand, which is made when it is asked for, alone or for the list of them all. */
    protected final void subcommand(String name, Supplier<? extends Command> subcommand) {
        subcommands.put(name, subcommand);
    }

    /** The subcommand of that name or null. */
    final Command subcommand(String name) {
        Supplier<? extends Command> found = subcommands.get(name);
        if (found == null) {
            return null;
        }
        Command made = found.get();
        made.spec().parent(spec);
        return made;
    }

    /** Whether a word may be a subcommand. */
    final boolean hasSubcommands() {
        return !subcommands.isEmpty();
    }

    /** Makes all subcommands known to the parser, and theirs. */
    final void makeSubcommands() {
        subcommands.forEach((name, subcommand) -> {
            Command made = subcommand.get();
            made.makeSubcommands();
            spec.addSubcommand(name, made.spec());
        });
    }

    /** A switch that is false unless given. */
    protected final OptionSpec flag(String description, String... names) {
        return add(OptionSpec.builder(names).arity("0").type(boolean.class).initialValue(false).description(plain(description)));
    }

    /** An option with one string value; {@code label} stands for it in the help. */
    protected final OptionSpec value(String label, String description, String... names) {
        return add(OptionSpec.builder(names).arity("1").type(String.class).paramLabel(label).description(plain(description)));
    }

    /** An option that may be given many times, each with one string value, in the order given. */
    protected final OptionSpec values(String label, String description, String... names) {
        return add(OptionSpec.builder(names).arity("1").type(List.class).auxiliaryTypes(String.class).paramLabel(label)
                .description(plain(description)));
    }

    /** The operands; {@code label} stands for them in the help. How many there must be says {@link #words}. */
    protected final PositionalParamSpec operands(String label, String description) {
        PositionalParamSpec operand = PositionalParamSpec.builder().index("0..*").arity("0..*").paramLabel(label).hideParamSyntax(true)
                .type(List.class).auxiliaryTypes(String.class).description(plain(description)).build();
        spec.addPositional(operand);
        return operand;
    }

    /** The single string value of an option or null. */
    protected static String text(OptionSpec option) {
        return option.getValue();
    }

    /** Whether a switch was given. */
    protected static boolean given(OptionSpec option) {
        Boolean value = option.getValue();
        return value != null && value;
    }

    /** The values of a repeatable option, empty if it was not given. */
    protected static List<String> list(OptionSpec option) {
        List<String> value = option.getValue();
        return value == null ? List.of() : List.copyOf(value);
    }

    /** The operands given, any number of them. */
    protected static List<String> list(PositionalParamSpec operands) {
        List<String> value = operands.getValue();
        return value == null ? List.of() : List.copyOf(value);
    }

    /**
     * The operands given.
     *
     * @throws UserError for wrong usage unless there are from {@code least} to {@code most}
     */
    protected final List<String> words(PositionalParamSpec operands, int least, int most) {
        List<String> given = list(operands);
        if (given.size() < least || given.size() > most) {
            throw new UserError(ExitStatus.USAGE, spec.name() + " takes " + operands.paramLabel() + ", not "
                    + (given.isEmpty() ? "nothing" : given.size() + " operands") + "; see '" + spec.qualifiedName() + " --help'");
        }
        return given;
    }

    /** picocli formats descriptions: a percent sign is written twice. */
    private static String plain(String description) {
        return description.replace("%", "%%");
    }

    private OptionSpec add(OptionSpec.Builder builder) {
        OptionSpec option = builder.build();
        spec.addOption(option);
        return option;
    }
}
