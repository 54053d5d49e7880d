package twofold.image.instance.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import twofold.image.instance.Description;
import twofold.image.instance.Instances;
import twofold.image.model.Json;
import twofold.image.store.Store;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code ps}: the instances. */
final class PsCommand extends Command {
    private final CommonOptions common = new CommonOptions(spec());
    private final OptionSpec all = flag("also those that do not run", "-a", "--all");
    private final OptionSpec format = value("FORMAT", "json or table (default)", "--format");
    private final InstanceCommands which;

    PsCommand(InstanceCommands which) {
        super("ps", "Lists " + which.noun() + "s.");
        this.which = which;
    }

    @Override
    protected int run() throws IOException {
        String wanted = text(format) == null ? "table" : text(format);
        if (!wanted.equals("table") && !wanted.equals("json")) {
            throw new UserError(ExitStatus.USAGE, "--format takes json or table, not \"" + wanted + "\"");
        }
        List<Description> shown = Instances.list(Store.open(common.root())).stream().filter(each -> each.runner().equals(which.runner())
                && (given(all) || each.state().live())).toList();
        if (common.quiet()) {
            shown.forEach(each -> System.out.println(each.id()));
        } else if (wanted.equals("json")) {
            System.out.writeBytes(Json.pretty(shown.stream().map(Description::json).toList()));
        } else {
            System.out.println("ID            NAME                      STATE       STATUS  HEALTH     IMAGE");
            shown.forEach(each -> System.out.println("%-12s  %-24s  %-10s  %6s  %-9s  %s".formatted(each.id().substring(0, 12), each.name(),
                    each.state().word(), each.exitStatus() == null ? "-" : each.exitStatus(), health(each), each.image())));
        }
        System.out.flush();
        return ExitStatus.DONE;
    }

    private static String health(Description of) {
        return of.detail().get("health") instanceof Map<?, ?> told && told.get("status") instanceof String word ? word : "-";
    }
}
