package twofold.container.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import twofold.container.abi.Sig;
import twofold.image.model.Json;
import twofold.image.store.Durable;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.terminal.HostSignals;

/**
 * {@code exec}: one more program in a container. The shim opens the streams of the process that asks, so that they are the program's; with
 * {@code --detach} another process of ours stands for the program: its number goes into the pid file, it takes signals, and it ends as the program does.
 */
final class RuntimeExec {
    private static final long PAUSE_NANOS = 2_000_000;

    private RuntimeExec() {
    }

    static int exec(Arguments given) throws IOException {
        Status container = Status.of(given);
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("pid", ProcessHandle.current().pid());
        order.put("process", process(given));
        String console = given.options().get("console-socket");
        order.put("console", console == null ? null : Path.of(console).toAbsolutePath().toString());
        String answer = container.ask("exec " + new String(Json.bytes(order), StandardCharsets.UTF_8));
        if (answer == null) {
            throw new UserError("the container \"" + given.id() + "\" is not running");
        }
        if (!answer.matches("ok [0-9]+")) {
            throw new UserError(answer);
        }
        String number = answer.substring(3);
        if (given.option("detach", "d") == null) {
            pidFile(given, ProcessHandle.current().pid());
            return follow(container, number);
        }
        List<String> words = Create.ourselves();
        words.addAll(List.of("await", "--root", given.root().toString(), given.id(), number, Long.toString(ProcessHandle.current().pid())));
        pidFile(given, new ProcessBuilder(words).inheritIO().start().pid());
        return ExitStatus.DONE;
    }

    private static void pidFile(Arguments given, long pid) throws IOException {
        if (given.has("pid-file")) {
            Durable.write(Path.of(given.options().get("pid-file")).toAbsolutePath(), Long.toString(pid).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The {@code process} object of a file, or of words. */
    private static Object process(Arguments given) throws IOException {
        String file = given.option("process", "p");
        if (file != null) {
            return Json.parse(Files.readAllBytes(Path.of(file)), file).map();
        }
        List<String> words = new ArrayList<>(given.operands().subList(1, given.operands().size()));
        if (words.isEmpty()) {
            throw new UserError(ExitStatus.USAGE, "exec needs a command or --process FILE");
        }
        String env = given.option("env", "e");
        String cwd = given.options().get("cwd");
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("args", words);
        process.put("env", env == null ? List.of() : List.of(env));
        process.put("cwd", cwd == null ? "/" : cwd);
        process.put("terminal", given.option("tty", "t") != null);
        String user = given.option("user", "u");
        if (user != null) {
            if (!user.matches("[0-9]{1,9}(:[0-9]{1,9})?")) {
                throw new UserError(ExitStatus.USAGE, "--user takes UID[:GID], not \"" + user + "\"");
            }
            String[] numbers = user.split(":");
            process.put("user", Map.of("uid", Long.parseLong(numbers[0]), "gid", numbers.length < 2 ? 0L : Long.parseLong(numbers[1])));
        }
        return process;
    }

    /**
     * Stands for a program that {@link #exec} has started. It outlives the process that asked, whose child it was: the engine, which waits for orphans of what it runs, would
     * not be told the status otherwise.
     */
    static int await(Arguments given) throws IOException {
        int status = follow(Status.of(given), given.operand(1));
        String parent = "\nPPid:\t" + given.operand(2) + "\n";
        while (Files.readString(Path.of("/proc/self/status")).contains(parent)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return status;
    }

    private static int follow(Status container, String number) {
        for (String name : new String[] {"INT", "TERM", "HUP", "USR2"}) {
            int signal = Sig.number(name);
            HostSignals.handle(name, () -> container.ask("signal " + number + " " + signal));
        }
        String answer = container.ask("await " + number);
        return answer != null && answer.matches("exit [0-9]{1,3}") ? Integer.parseInt(answer.substring(5)) : ExitStatus.SIGNAL_BASE + Sig.SIGKILL;
    }
}
