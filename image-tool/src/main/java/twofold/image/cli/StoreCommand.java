package twofold.image.cli;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Model.OptionSpec;
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
