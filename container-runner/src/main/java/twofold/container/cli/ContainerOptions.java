package twofold.container.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import twofold.container.abi.Cap;
import twofold.container.oci.Limits;
import twofold.container.vfs.Credentials;
import twofold.image.run.ProcessPlan;
import twofold.image.run.Quantity;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The options of {@code run} that only containers have. */
final class ContainerOptions {
    private static final int MOST_WEIGHT = 10_000;
    private static final List<String> KINDS = List.of("rbps", "wbps", "riops", "wiops");
    private final OptionSpec pids;
    private final OptionSpec add;
    private final OptionSpec drop;
    private final OptionSpec swap;
    private final OptionSpec weight;
    private final OptionSpec reservation;
    private final List<OptionSpec> devices;

    ContainerOptions(CommandSpec spec) {
        pids = OptionSpec.builder("--pids-limit").paramLabel("N").arity("1").type(String.class).description("the most tasks").build();
        add = list("--cap-add", "give root this capability, or ALL");
        drop = list("--cap-drop", "take this capability, or ALL, from root");
        swap = OptionSpec.builder("--memory-swap").paramLabel("SIZE").arity("1").type(String.class).description("memory and swap space together; -1 for all the swap space there is (default: none)").build();
        weight = OptionSpec.builder("--cpu-weight").paramLabel("N").arity("1").type(String.class)
                .description("its share of the processor beside other containers, 1 to 10000 (default 100)").build();
        reservation = size("--memory-reservation", "what is left to it when others are short of memory");
        devices = List.of(device("--device-read-bps", "bytes read in a second"), device("--device-write-bps", "bytes written in a second"),
                device("--device-read-iops", "reads in a second"), device("--device-write-iops", "writes in a second"));
        devices.forEach(spec::addOption);
        for (OptionSpec each : List.of(pids, add, drop, swap, weight, reservation)) {
            spec.addOption(each);
        }
    }

    private static OptionSpec size(String name, String description) {
        return OptionSpec.builder(name).paramLabel("SIZE").arity("1").type(String.class).description(description).build();
    }

    private static OptionSpec device(String name, String what) {
        return OptionSpec.builder(name).paramLabel("PATH:N").arity("1").type(List.class).auxiliaryTypes(String.class)
                .description("the most " + what + " of the file system that PATH in the container is on").build();
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
        return new Limits(request.memoryBytes(), swapBytes(swap.getValue(), request.memoryBytes()), reserved(), tasks(), capabilities, request.cpus(),
                weight(), deviceLimits());
    }

    /** The swap space beside so much memory: docker's --memory-swap is both together. */
    static long swapBytes(String text, Long memory) {
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

    private long reserved() {
        String text = reservation.getValue();
        return text == null ? 0 : Quantity.bytes("--memory-reservation", text);
    }

    private List<Limits.DeviceLimit> deviceLimits() {
        List<Limits.DeviceLimit> limits = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            String name = devices.get(i).longestName();
            for (String text : values(devices.get(i))) {
                int colon = text.lastIndexOf(':');
                if (colon < 1 || !text.startsWith("/")) {
                    throw new UserError(ExitStatus.USAGE, name + " takes an absolute path in the container, a colon and a number, not \"" + text + "\"");
                }
                limits.add(new Limits.DeviceLimit(ProcessPlan.bytes(text.substring(0, colon)), KINDS.get(i), Quantity.bytes(name, text.substring(colon + 1))));
            }
        }
        return limits;
    }

    private int weight() {
        String text = weight.getValue();
        return text == null ? Limits.NONE.cpuWeight() : weight(text);
    }

    /** --cpu-weight. */
    static int weight(String text) {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_WEIGHT) {
            throw new UserError(ExitStatus.USAGE, "--cpu-weight takes a number from 1 to 10000, not \"" + text + "\"");
        }
        return number;
    }

    private long tasks() {
        return tasks(pids.getValue());
    }

    /** --pids-limit, or null. */
    static long tasks(String text) {
        if (text == null || text.equals("-1") || text.equals("0")) {
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
