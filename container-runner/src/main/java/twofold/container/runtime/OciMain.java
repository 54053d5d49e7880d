package twofold.container.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.image.model.Json;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;

/** The command {@code container-runner-oci}. */
public final class OciMain {
    private static final String USAGE = """
            usage: container-runner-oci [--root DIR] [--log FILE] [--log-format text|json] COMMAND
              create [--bundle DIR] [--pid-file FILE] ID    loads a container's program; start runs it
              start ID                                      runs the program
              state ID                                      prints the container's state as JSON
              exec [--detach] [--process FILE] [--pid-file FILE] ID [COMMAND [ARG...]]
                                                            runs one more program in it
              pause ID, resume ID                           keeps its processes from running, lets them run again
              kill [--all] ID [SIGNAL]                      sends a signal to its first process (default TERM)
              update [--resources FILE|-] [--memory N] [--memory-swap N] [--memory-reservation N] [--pids-limit N] [--cpu-quota N]
                     [--cpu-period N] [--cpu-share N] ID    changes limits of a container that runs
              delete [--force] ID                           removes a container that has stopped
              ps [--format json] ID                         prints the number of the host process that stands for it
              list                                          prints the ids
              features                                      prints what this runtime knows as JSON""";

    private OciMain() {
    }

    /** Runs the tool. */
    public static void main(String[] args) {
        Tool.writePlainly();
        Tool.end(run(args));
    }

    private static int run(String[] args) {
        Arguments given = null;
        try {
            given = Arguments.parse(args);
            return command(given);
        } catch (UserError error) {
            return report(given, error.getMessage(), error.status() == ExitStatus.USAGE ? ExitStatus.USAGE : ExitStatus.FAILED);
        } catch (IOException failed) {
            return report(given, "input or output failed: " + failed, ExitStatus.FAILED);
        } catch (RuntimeException bug) {
            if ("1".equals(System.getenv("TWOFOLD_DEBUG"))) {
                bug.printStackTrace();
            }
            return report(given, "internal error: " + bug, ExitStatus.FAILED);
        }
    }

    /** Says it on standard error and in the log that the caller reads. */
    static int report(Arguments given, String sentence, int status) {
        System.err.println("container-runner-oci: " + sentence);
        if (given != null && given.log() != null) {
            String line = given.json() ? new String(Json.bytes(new TreeMap<>(Map.of("level", "error", "msg", sentence, "time",
                    Instant.now().toString()))), StandardCharsets.UTF_8) : "level=error msg=\"" + sentence.replace("\"", "\\\"") + "\"";
            try {
                Files.writeString(Path.of(given.log()), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException unwritable) {
                // It was said on standard error
            }
        }
        return status;
    }

    private static int command(Arguments given) throws IOException {
        switch (given.command()) {
            case "--help", "help" -> System.out.println(USAGE);
            case "--version" -> System.out.println("container-runner-oci version " + Tool.VERSION + "\nspec: " + Status.VERSION);
            case "features" -> System.out.writeBytes(Json.pretty(features()));
            case "create" -> Create.create(given);
            case "shim" -> {
                return Shim.run(given);
            }
            case "exec" -> {
                return RuntimeExec.exec(given);
            }
            case "await" -> {
                return RuntimeExec.await(given);
            }
            case "pause", "resume" -> Status.of(given).tell(given.command());
            case "start" -> Status.of(given).tell("start");
            case "state" -> System.out.writeBytes(Json.pretty(Status.of(given).json()));
            case "kill" -> Status.of(given).kill(given.operand(1) == null ? "TERM" : given.operand(1));
            case "update" -> Status.of(given).tell("update " + Update.of(given));
            case "delete" -> Status.delete(given);
            case "ps" -> {
                long pid = Status.of(given).state().number("pid", 0);
                System.out.println("json".equals(given.options().get("format")) ? "[" + pid + "]" : "PID\n" + pid);
            }
            case "list" -> Status.list(given.root()).forEach(System.out::println);
            default -> throw new UserError(ExitStatus.USAGE, given.command().isEmpty() ? USAGE
                    : "there is no command \"" + given.command() + "\" here; see container-runner-oci --help");
        }
        return ExitStatus.DONE;
    }

    private static Map<String, Object> features() {
        return Map.of("ociVersionMin", "1.0.0", "ociVersionMax", Status.VERSION, "hooks", List.of("prestart", "createRuntime", "poststart",
                "poststop"), "mountOptions", List.of("bind", "rbind", "ro", "rw"), "linux", Map.of("namespaces", List.of(), "capabilities",
                List.of(), "cgroup", Map.of("v1", false, "v2", false, "systemd", false)));
    }
}
