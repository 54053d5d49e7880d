package twofold.container.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.toolkit.cli.ExitStatus;

/** {@code top}: the processes of a container. */
final class TopCommand extends LiveCommand {
    private final PositionalParamSpec name = operands("CONTAINER", "a name or an id");

    TopCommand() {
        super("top", "Lists the processes of a running container.");
    }

    @Override
    protected int run() throws IOException {
        Object rows = ask(find(store(), words(name, 1, 1).getFirst()), "top", Map.of()).map().get("rows");
        System.out.println("   UID    PID   PPID  S      TIME  COMMAND");
        for (Object row : rows instanceof List<?> all ? all : List.of()) {
            if (row instanceof List<?> fields && fields.size() == 6) {
                System.out.println("%6s %6s %6s  %s  %s  %s".formatted(fields.toArray()));
            }
        }
        return ExitStatus.DONE;
    }
}
