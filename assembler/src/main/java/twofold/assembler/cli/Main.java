package twofold.assembler.cli;

import twofold.toolkit.cli.Tool;

/** The {@code assembler} program. */
public final class Main {
    private Main() { }

    /** Runs the command line and ends the process. */
    public static void main(String[] args) {
        Tool.main(new BuildCommand(), args);
    }
}
