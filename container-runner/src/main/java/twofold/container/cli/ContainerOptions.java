package twofold.container.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import twofold.container.abi.Cap;
import twofold.container.oci.Limits;
import twofold.container.vfs.Credentials;
import twofold.image.run.Quantity;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The options of {@code run} that only containers have. */
final class ContainerOptions {
    private static final int MOST_WEIGHT = 10_000;
    private final OptionSpec pids;
    private final OptionSpec add;
    private final OptionSpec drop;
    private final OptionSpec swap;
    private final OptionSpec weight;

    ContainerOptions(CommandSpec spec) {
        pids = OptionSpec.builder("--pids-limit").paramLabel("N").arity("1").type(String.class).description("the most tasks").build();
        add = list("--cap-add", "give root this capability, or ALL");
        drop = list("--cap-drop", "take this capability, or ALL, from root");
        swap = OptionSpec.builder("--memory-swap").paramLabel("SIZE").arity("1").type(String.class).description("memory and swap space together; -1 for all the swap space there is (default: none)").build();
        weight = OptionSpec.builder("--cpu-weight").paramLabel("N").arity("1").type(String.class)
                .description("its share of the processor beside other containers, 1 to 10000 (default 100)").build();
        for (OptionSpec each : List.of(pids, add, drop, swap, weight)) {
            spec.addOption(each);
        }
    }

    private static OptionSpec list(String name, String description) {
        return OptionSpec.builder(name).paramLabel("CAP").arity("1").type(List.class).auxiliaryTypes(String.class)
                .description(description).build();
    }

    Limits limits(RunRequest request) {
        long capabilities = Credentials.CONTAINER;
        for (String name : values(drop)) {
            capabilities &= ~set(name);
        }
        for (String name : values(add)) {
            capabilities |= set(name);
        }
        return new Limits(request.memoryBytes(), swapBytes(request.memoryBytes()), 0, tasks(), capabilities, request.cpus(), weight(), List.of());
    }

    /** The swap space beside so much memory: docker's --memory-swap is both together. */
    private long swapBytes(Long memory) {
        String text = swap.getValue();
        if (text == null || text.equals("0")) {
            return 0;
        }
        if (text.equals("-1")) {
            return Long.MAX_VALUE;
        }
        if (memory == null) {
            throw new UserError(ExitStatus.USAGE, "--memory-swap is memory and swap space together: give the memory with -m, too");
        }
        long both = Quantity.bytes("--memory-swap", text);
        if (both < memory) {
            throw new UserError(ExitStatus.USAGE, "--memory-swap is memory and swap space together: it cannot be less than -m");
        }
        return both - memory;
    }

    private int weight() {
        String text = weight.getValue();
        if (text == null) {
            return Limits.NONE.cpuWeight();
        }
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_WEIGHT) {
            throw new UserError(ExitStatus.USAGE, "--cpu-weight takes a number from 1 to 10000, not \"" + text + "\"");
        }
        return number;
    }

    private long tasks() {
        String text = pids.getValue();
        if (text == null || text.equals("-1")) {
            return Limits.NONE.taskLimit();
        }
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw new UserError(ExitStatus.USAGE, "--pids-limit takes a number above 0, or -1 for no limit, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    private static List<String> values(OptionSpec option) {
        List<String> values = option.getValue();
        return values == null ? List.of() : values;
    }

    private static long set(String name) {
        String plain = name.toUpperCase(Locale.ROOT);
        if (plain.equals("ALL")) {
            return Credentials.ALL;
        }
        int number = Cap.number(plain.startsWith("CAP_") ? plain : "CAP_" + plain);
        if (number < 0) {
            throw new UserError(ExitStatus.USAGE, "there is no capability \"" + name + "\"");
        }
        return 1L << number;
    }
}
