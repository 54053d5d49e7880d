package twofold.container.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.oci.Networks;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code container-runner network}: the networks whose containers find each other by name. */
final class NetworkCommand extends Command {
    NetworkCommand() {
        super("network", "Makes, lists and removes networks, whose containers reach each other by name.");
        subcommand("create", Create::new);
        subcommand("ls", ListAll::new);
        subcommand("rm", Remove::new);
    }

    @Override
    protected int run() {
        spec().commandLine().usage(System.err);
        return ExitStatus.USAGE;
    }

    private static final class Create extends Command {
        private final CommonOptions common = new CommonOptions(spec());
        private final PositionalParamSpec name = operands("NAME", "letters, digits, _, . and -");

        Create() {
            super("create", "Makes a network.");
        }

        @Override
        protected int run() throws IOException {
            System.out.println(new Networks(common.root()).create(words(name, 1, 1).getFirst()).name());
            return ExitStatus.DONE;
        }
    }

    private static final class ListAll extends Command {
        private final CommonOptions common = new CommonOptions(spec());
        private final OptionSpec format = value("FORMAT", "json or table (default)", "--format");

        ListAll() {
            super("ls", "Lists networks.");
        }

        @Override
        protected int run() throws IOException {
            String wanted = text(format) == null ? "table" : text(format);
            List<Networks.Definition> all = new Networks(common.root()).all();
            switch (wanted) {
                case "table" -> {
                    System.out.println("NAME                      SUBNET");
                    all.forEach(each -> System.out.println("%-24s  %s".formatted(each.name(), each.subnet())));
                }
                case "json" -> System.out.println("[" + String.join(",", all.stream()
                        .map(each -> "\n {\"name\": \"%s\", \"subnet\": \"%s\"}".formatted(each.name(), each.subnet())).toList()) + "\n]");
                default -> throw new UserError(ExitStatus.USAGE, "--format takes json or table, not \"" + wanted + "\"");
            }
            return ExitStatus.DONE;
        }
    }

    private static final class Remove extends Command {
        private final CommonOptions common = new CommonOptions(spec());
        private final PositionalParamSpec names = operands("NAME...", "networks; containers that are on one stay on it until they end");

        Remove() {
            super("rm", "Removes networks.");
        }

        @Override
        protected int run() throws IOException {
            for (String name : words(names, 1, Integer.MAX_VALUE)) {
                new Networks(common.root()).remove(name);
                System.out.println(name);
            }
            return ExitStatus.DONE;
        }
    }
}
