package twofold.container.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The words of a call, as runc takes them: options before and behind the command, {@code --name value} or {@code --name=value}.
 *
 * @param command  the command's word, empty if there is none
 * @param options  options by name without dashes; a switch has an empty value
 * @param operands what is left, the container's id first
 */
record Arguments(String command, Map<String, String> options, List<String> operands) {
    private static final Set<String> WITH_VALUE = Set.of("root", "log", "log-format", "bundle", "b", "pid-file", "console-socket", "criu",
            "rootless", "preserve-fds", "cgroup-manager", "process", "p", "process-label", "apparmor", "cwd", "env", "e", "user", "u", "additional-gids",
            "g", "cap", "c", "format", "resources", "r", "memory", "memory-swap", "memory-reservation", "pids-limit", "cpu-quota",
            "cpu-period", "cpu-share", "cpuset-cpus", "cpuset-mems", "blkio-weight", "kernel-memory", "cpu-rt-period", "cpu-rt-runtime", "cpu-burst", "cpu-idle");
    private static final Set<String> SWITCHES = Set.of("systemd-cgroup", "debug", "force", "f", "all", "a", "no-pivot", "no-new-keyring", "no-subreaper",
            "detach", "d", "tty", "t", "no-new-privs", "ignore-paused", "apart");

    static Arguments parse(String[] args) {
        Map<String, String> options = new TreeMap<>();
        List<String> operands = new ArrayList<>();
        String command = "";
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            boolean program = command.equals("exec") && !operands.isEmpty();
            boolean option = word.startsWith("-") && word.length() > 1 && !program && !(command.equals("kill") && word.matches("-[0-9]+"));
            if (!option && command.isEmpty() || !program && (word.equals("--version") || word.equals("--help"))) {
                command = command.isEmpty() ? word : command;
            } else if (!option) {
                operands.add(word);
            } else {
                int equals = word.indexOf('=');
                String name = word.replaceFirst("^--?", "").replaceFirst("=.*", "");
                if (WITH_VALUE.contains(name)) {
                    if (equals < 0 && ++i == args.length) {
                        throw new UserError(ExitStatus.USAGE, word + " needs a value");
                    }
                    options.put(name, equals < 0 ? args[i] : word.substring(equals + 1));
                } else if (SWITCHES.contains(name)) {
                    options.put(name, "");
                } else {
                    throw new UserError(ExitStatus.USAGE, "there is no option " + word + " here; see container-runner-oci --help");
                }
            }
        }
        return new Arguments(command, options, operands);
    }

    /** An operand or null. */
    String operand(int index) {
        return index < operands.size() ? operands.get(index) : null;
    }

    /** An option by its long or its short name, or null. */
    String option(String name, String letter) {
        return options.containsKey(name) ? options.get(name) : options.get(letter);
    }

    /** The container's id. */
    String id() {
        String id = operand(0);
        if (id == null || !id.matches("[a-zA-Z0-9_+.-]{1,1024}") || id.startsWith(".")) {
            throw new UserError(ExitStatus.USAGE, id == null ? "a container's id is needed" : "\"" + id + "\" is not a container's id");
        }
        return id;
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    String log() {
        return options.get("log");
    }

    boolean json() {
        return "json".equals(options.get("log-format"));
    }

    /** Where containers are known: {@code --root}, or a directory of the user's that goes with the host's run. */
    Path root() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        String given = options.get("root");
        return given != null ? Path.of(given).toAbsolutePath() : runtime != null && runtime.startsWith("/") ? Path.of(runtime, "container-runner-oci")
                : Path.of("/run/container-runner-oci");
    }

    Path bundle() {
        String given = options.containsKey("bundle") ? options.get("bundle") : options.get("b");
        return Path.of(given == null ? "" : given).toAbsolutePath().normalize();
    }
}
