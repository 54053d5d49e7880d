package twofold.toolkit.cli;

/** A command that users of such a tool expect and that there is none of yet: it says why. */
public final class LaterCommand extends Command implements Tool.PassesArguments {
    private final String name;
    private final String why;

    /**
     * @param name the word typed for it
     * @param why  a clause that says what is missing, such as "a running machine takes no orders"
     */
    public LaterCommand(String name, String why) {
        super(name, "Not available yet: " + why + ".");
        this.name = name;
        this.why = why;
        operands("[ARG...]", "ignored");
        spec().parser().unmatchedOptionsArePositionalParams(true);
    }

    @Override
    protected int run() {
        throw new UserError(ExitStatus.CANNOT, "'" + name + "' is not available yet: " + why);
    }
}
