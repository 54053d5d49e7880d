package twofold.image.cli;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Json;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** A subcommand that works on the store. */
abstract class StoreCommand extends Command {
    final CommonOptions common;
    private OptionSpec format;

    StoreCommand(String name, String description) {
        super(name, description);
        common = new CommonOptions(spec());
    }

    /** Declares {@code --format json|table}. */
    final void formatted() {
        format = value("json|table", "how to print", "--format");
    }

    final boolean json(boolean byDefault) {
        String given = text(format);
        if (given != null && !given.equals("json") && !given.equals("table")) {
            throw new UserError(ExitStatus.USAGE, "--format: \"" + given + "\" is not json or table");
        }
        return given == null ? byDefault : given.equals("json");
    }

    /** The operands, of which there must be from {@code least} to {@code most}. */
    final List<String> words(PositionalParamSpec operands, int least, int most) {
        List<String> given = list(operands);
        if (given.size() < least || given.size() > most) {
            throw new UserError(ExitStatus.USAGE, spec().name() + " takes " + operands.paramLabel() + ", not "
                    + (given.isEmpty() ? "nothing" : given.size() + " operands") + "; see 'image-tool " + spec().name() + " --help'");
        }
        return given;
    }

    final Store store() {
        return Store.open(common.root());
    }

    static void printJson(Object value) throws IOException {
        PrintStream out = Tool.bytes(FileDescriptor.out);
        out.write(Json.pretty(value));
        out.flush();
    }

    final void say(String message) {
        if (!common.quiet()) {
            System.err.println(message);
        }
    }
}
