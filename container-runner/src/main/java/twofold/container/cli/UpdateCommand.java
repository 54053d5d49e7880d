package twofold.container.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.run.Quantity;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code update}: other limits for running containers, as docker and podman change them. */
final class UpdateCommand extends LiveCommand {
    private final OptionSpec memory = value("SIZE", "the most memory", "-m", "--memory");
    private final OptionSpec swap = value("SIZE", "memory and swap space together; -1 for all the swap space there is", "--memory-swap");
    private final OptionSpec reservation = value("SIZE", "what is left to it when others are short of memory", "--memory-reservation");
    private final OptionSpec cpus = value("N", "how much of the processor's time at most; 0 for no limit", "--cpus");
    private final OptionSpec weight = value("N", "its share of the processor beside other containers, 1 to 10000", "--cpu-weight");
    private final OptionSpec pids = value("N", "the most tasks, -1 for no limit", "--pids-limit");
    private final OptionSpec restart = value("POLICY", "no, always, unless-stopped, on-failure[:N]", "--restart");
    private final PositionalParamSpec names = operands("CONTAINER...", "names or ids");

    UpdateCommand() {
        super("update", "Changes limits of running containers.");
    }

    @Override
    protected int run() throws IOException {
        Map<String, Object> wanted = wanted();
        if (wanted.isEmpty()) {
            throw new UserError(ExitStatus.USAGE, "nothing is to be changed: name a limit, for example -m 64m");
        }
        Store store = store();
        for (String name : words(names, 1, Integer.MAX_VALUE)) {
            ask(find(store, name), "update", wanted);
            System.out.println(name);
        }
        return ExitStatus.DONE;
    }

    private Map<String, Object> wanted() {
        Map<String, Object> wanted = new TreeMap<>();
        if (text(memory) != null) {
            long bytes = Quantity.bytes("-m", text(memory));
            if (bytes < 1 << 20) {
                throw new UserError(ExitStatus.USAGE, "-m must be at least 1m");
            }
            wanted.put("memory", bytes);
        }
        if (text(swap) != null) {
            wanted.put("memory_swap", text(swap).equals("-1") ? -1L : Quantity.bytes("--memory-swap", text(swap)));
        }
        if (text(reservation) != null) {
            wanted.put("memory_reservation", Quantity.bytes("--memory-reservation", text(reservation)));
        }
        if (text(cpus) != null) {
            wanted.put("cpus", processors(text(cpus)));
        }
        if (text(weight) != null) {
            wanted.put("cpu_weight", (long) ContainerOptions.weight(text(weight)));
        }
        if (text(pids) != null) {
            wanted.put("tasks", ContainerOptions.tasks(text(pids)));
        }
        if (text(restart) != null) {
            if (!text(restart).matches("no|always|unless-stopped|on-failure(:[0-9]{1,9})?")) {
                throw new UserError(ExitStatus.USAGE, "--restart takes no, always, unless-stopped or on-failure[:N], not \"" + text(restart) + "\"");
            }
            wanted.put("restart", text(restart));
        }
        return wanted;
    }

    private static double processors(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,6})?")) {
            throw new UserError(ExitStatus.USAGE, "--cpus takes a number such as 0.5 or 2, not \"" + text + "\"");
        }
        return Double.parseDouble(text);
    }
}
