package twofold.container.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.Connection;
import twofold.image.instance.Description;
import twofold.image.run.GuestWords;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** {@code exec}: one more program in a container that runs. */
final class ExecCommand extends LiveCommand implements Tool.RunsGuest {
    private final OptionSpec interactive = flag("keep standard input open", "-i", "--interactive");
    private final OptionSpec terminal = flag("give the program a terminal", "-t", "--tty");
    private final OptionSpec detach = flag("do not wait for it", "-d", "--detach");
    private final OptionSpec env = values("K=V", "set an environment variable", "-e", "--env");
    private final OptionSpec workdir = value("DIR", "the working directory", "-w", "--workdir");
    private final OptionSpec user = value("USER[:GROUP]", "names or numbers", "-u", "--user");
    private final PositionalParamSpec words = operands("CONTAINER COMMAND [ARG...]", "a name or an id, and the program's words");

    ExecCommand() {
        super("exec", "Runs one more program in a running container.");
    }

    @Override
    protected int run() throws IOException {
        List<String> given = words(words, 2, Integer.MAX_VALUE);
        if (given(detach) && (given(interactive) || given(terminal))) {
            throw new UserError(ExitStatus.USAGE, "-d cannot be together with -i or -t");
        }
        if (text(workdir) != null && !text(workdir).startsWith("/")) {
            throw new UserError(ExitStatus.USAGE, "-w: the working directory \"" + text(workdir) + "\" is not absolute");
        }
        GuestWords bytes = new GuestWords();
        Map<String, Object> order = new TreeMap<>();
        Description container = find(store(), given.getFirst());
        order.put("id", container.id());
        List<String> argv = bytes.last(given);
        order.put("argv", argv.subList(1, argv.size()));
        order.put("env", bytes.environment("-e", list(env)));
        order.put("workdir", text(workdir) == null ? null : bytes.of(text(workdir)));
        order.put("user", text(user));
        order.put("interactive", given(interactive));
        order.put("terminal", given(terminal));
        order.put("detach", given(detach));
        try (Connection kernel = kernelOf(container)) {
            if (given(detach)) {
                kernel.ask("exec", order);
                return ExitStatus.DONE;
            }
            return Attachment.follow(kernel, "exec", order, given(interactive), given(terminal));
        }
    }
}
