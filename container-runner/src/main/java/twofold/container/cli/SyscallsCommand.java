package twofold.container.cli;

import picocli.CommandLine.Model.OptionSpec;
import twofold.container.syscall.SyscallTable;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code container-runner syscalls}: the support table. */
final class SyscallsCommand extends Command {
    private final OptionSpec format = value("FORMAT", "json or table (default)", "--format");

    SyscallsCommand() {
        super("syscalls", "Lists the system calls the kernel answers.");
    }

    @Override
    protected int run() {
        String wanted = text(format) == null ? "table" : text(format);
        switch (wanted) {
            case "table" -> {
                System.out.println("NUMBER  NAME");
                SyscallTable.all().forEach(row -> System.out.println("%6d  %s".formatted(row.number(), row.name())));
            }
            case "json" -> {
                StringBuilder text = new StringBuilder("[");
                SyscallTable.all().forEach(row -> text.append(text.length() > 1 ? ",\n " : "\n ")
                        .append("{\"number\": %d, \"name\": \"%s\"}".formatted(row.number(), row.name())));
                System.out.println(text.append("\n]"));
            }
            default -> throw new UserError(ExitStatus.USAGE, "--format takes json or table, not \"" + wanted + "\"");
        }
        return ExitStatus.DONE;
    }
}
