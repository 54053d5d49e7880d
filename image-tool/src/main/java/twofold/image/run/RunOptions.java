package twofold.image.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Platform;
import twofold.image.run.RunRequest.Port;
import twofold.image.run.RunRequest.Volume;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The options and operands of {@code run} that both runners share. Construct it in the command's constructor (the command is
 * {@code Tool.RunsGuest}, so options end at the image's name), with {@code CommonOptions.withoutShortVerbose}; call {@link #parse} when
 * it runs.
 */
public final class RunOptions {
    private final CommandSpec spec;
    private final OptionSpec interactive;
    private final OptionSpec terminal;
    private final OptionSpec detach;
    private final OptionSpec remove;
    private final OptionSpec name;
    private final OptionSpec env;
    private final OptionSpec envFile;
    private final OptionSpec volume;
    private final OptionSpec workdir;
    private final OptionSpec user;
    private final OptionSpec hostname;
    private final OptionSpec entrypoint;
    private final OptionSpec memory;
    private final OptionSpec cpus;
    private final OptionSpec network;
    private final OptionSpec publish;
    private final OptionSpec readOnly;
    private final OptionSpec tmpfs;
    private final OptionSpec restart;
    private final OptionSpec timeout;
    private final OptionSpec clock;
    private final OptionSpec engine;
    private final OptionSpec seed;
    private final OptionSpec metrics;
    private final OptionSpec trace;
    private final OptionSpec profile;
    private final OptionSpec platform;
    private final PositionalParamSpec words;

    /** Declares the options, with an image that must be given. */
    public RunOptions(CommandSpec spec) {
        this(spec, true);
    }

    /** Declares the options; {@code imageNeeded} is false where something else may be run (a bare program). */
    public RunOptions(CommandSpec spec, boolean imageNeeded) {
        this.spec = spec;
        interactive = flag("keep standard input open", "-i", "--interactive");
        terminal = flag("give the guest a terminal", "-t", "--tty");
        detach = flag("run in the background and print the instance's id", "-d", "--detach");
        remove = flag("remove the instance at its end", "--rm");
        name = value("NAME", "the instance's name", "--name");
        env = values("K[=V]", "set an environment variable; without =V it is this process's own", "-e", "--env");
        envFile = values("FILE", "set the environment variables in FILE, a K=V a line", "--env-file");
        volume = values("HOST:GUEST[:ro]", "show a host directory or file, or the volume of that name, in the guest", "-v", "--volume");
        workdir = value("DIR", "the working directory", "-w", "--workdir");
        user = value("USER[:GROUP]", "names or numbers", "-u", "--user");
        hostname = value("NAME", "the guest's host name", "-h", "--hostname");
        entrypoint = value("WORD", "in place of the image's entrypoint", "--entrypoint");
        memory = value("SIZE", "the guest's memory, such as 512m", "-m", "--memory");
        cpus = value("N", "how many processors", "--cpus");
        network = value("NET", "the network: none, host or a network's name", "--network", "--net");
        publish = values("[IP:]HOST:GUEST", "reach the guest's port on the host", "-p", "--publish");
        readOnly = flag("make the root file system read-only", "--read-only");
        tmpfs = values("DIR", "mount a tmpfs there", "--tmpfs");
        restart = value("POLICY", "no, always, unless-stopped or on-failure[:N]", "--restart");
        timeout = value("DURATION", "end the run after that time, with status 124", "--timeout");
        clock = value("host|virtual", "with virtual, time is the instructions retired, and runs repeat exactly", "--clock");
        engine = value("translator|interpreter", "with interpreter, hot code is not translated; results are the same", "--engine");
        seed = value("N", "the seed of the guest's entropy", "--seed");
        metrics = value("FILE", "write metrics there", "--metrics");
        trace = value("FILE", "write a line for each instruction there, - for standard error", "--trace");
        profile = value("FILE", "write where the instructions went: folded stacks, or speedscope JSON if FILE ends in .json", "--profile");
        platform = value("OS/ARCH", "must be linux/riscv64", "--platform");
        words = PositionalParamSpec.builder().index("0..*").arity(imageNeeded ? "1..*" : "0..*").required(imageNeeded)
                .paramLabel("IMAGE [COMMAND [ARG...]]")
                .hideParamSyntax(true).type(List.class).auxiliaryTypes(String.class).description("the image, and the guest's words")
                .build();
        spec.addPositional(words);
    }

    /** What was asked for; null when no image was given (and none is needed). */
    public RunRequest parse() {
        return parse(new RawWords(), RawWords.environment());
    }

    RunRequest parse(RawWords raw, Map<String, String> environment) {
        List<String> given = words.getValue() == null ? List.of() : words.getValue();
        checkPlatform();
        if (given.isEmpty()) {
            return request(null, List.of(), raw, environment);
        }
        List<String> bytes = raw.tail(given);
        return request(given.getFirst(), bytes.subList(1, bytes.size()), raw, environment);
    }

    private RunRequest request(String image, List<String> command, RawWords raw, Map<String, String> environment) {
        String directory = bytes(workdir, raw);
        if (directory != null && !directory.startsWith("/")) {
            throw usage("-w", "the working directory \"" + directory + "\" is not absolute");
        }
        return new RunRequest(image, command, given(interactive), given(terminal), given(detach), given(remove), text(name),
                environment(raw, environment), list(volume).stream().map(each -> volume(each, raw)).toList(), directory, text(user),
                checkedHostname(), bytes(entrypoint, raw), text(memory) == null ? null : Quantity.bytes("-m", text(memory)), checkedCpus(),
                text(network), list(publish).stream().map(RunOptions::port).toList(), given(readOnly), checkedTmpfs(raw), checkedRestart(),
                text(timeout) == null ? null : Quantity.nanos("--timeout", text(timeout)), checkedClock(), checkedSeed(),
                text(metrics) == null ? null : Path.of(text(metrics)), checkedEngine(), text(trace),
                text(profile) == null ? null : Path.of(text(profile)));
    }

    private List<String> environment(RawWords raw, Map<String, String> own) {
        List<String> variables = new ArrayList<>();
        for (String file : list(envFile)) {
            envFile(file, own, variables);
        }
        for (String each : list(env)) {
            variable("-e", raw.value(each), own, variables);
        }
        return List.copyOf(variables);
    }

    private static void envFile(String file, Map<String, String> own, List<String> into) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UserError("--env-file: cannot read " + file);
        }
        for (String line : lines) {
            String stripped = line.stripLeading();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                variable("--env-file " + file, stripped, own, into);
            }
        }
    }

    static void variable(String option, String text, Map<String, String> own, List<String> into) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
            throw usage(option, "\"" + text + "\" is not NAME=VALUE");
        }
        if (equals >= 0) {
            into.add(text);
        } else if (own.containsKey(key)) {
            into.add(key + "=" + own.get(key));
        }
    }

    private static Volume volume(String text, RawWords raw) {
        String[] parts = text.split(":", -1);
        boolean options = parts.length == 3;
        if (parts.length < 2 || parts.length > 3 || options && !parts[2].equals("ro") && !parts[2].equals("rw")) {
            throw usage("-v", "\"" + text + "\" is not HOST:GUEST or HOST:GUEST:ro");
        }
        if (!parts[1].startsWith("/")) {
            throw usage("-v", "the guest's path \"" + parts[1] + "\" is not absolute");
        }
        boolean readOnly = options && parts[2].equals("ro");
        if (!parts[0].contains("/") && !parts[0].equals(".") && !parts[0].equals("..")) {
            if (!parts[0].matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")) {
                throw usage("-v", "\"" + parts[0] + "\" is neither a path nor a volume's name of letters, digits, and _ . -");
            }
            return new Volume(Path.of(parts[0]), raw.value(text).split(":", -1)[1], readOnly);
        }
        Path host = Path.of(parts[0]).toAbsolutePath().normalize();
        if (!Files.exists(host)) {
            throw new UserError("-v: there is no " + host + " on the host; make it first");
        }
        return new Volume(host, raw.value(text).split(":", -1)[1], readOnly);
    }

    private static Port port(String text) {
        String protocol = text.endsWith("/udp") ? "udp" : "tcp";
        String bare = text.replaceFirst("/(tcp|udp)$", "");
        int last = bare.lastIndexOf(':');
        int first = last < 0 ? -1 : bare.lastIndexOf(':', last - 1);
        String host = last < 0 ? "0" : bare.substring(first + 1, last);
        String address = first < 0 ? null : bare.substring(0, first);
        return new Port(address, portNumber(host.isEmpty() ? "0" : host, text, 0), portNumber(bare.substring(last + 1), text, 1), protocol);
    }

    private static int portNumber(String digits, String text, int least) {
        int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (number < least || number > 65535) {
            throw usage("-p", "\"" + text + "\" is not [IP:]HOST:GUEST with ports from 1 to 65535");
        }
        return number;
    }

    private String checkedHostname() {
        String given = text(hostname);
        if (given != null && !given.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62})")) {
            throw usage("--hostname", "\"" + given + "\" is not a host name of up to 63 letters, digits, - and .");
        }
        return given;
    }

    private Double checkedCpus() {
        String given = text(cpus);
        if (given == null) {
            return null;
        }
        double number = given.matches("[0-9]{1,4}(\\.[0-9]+)?") ? Double.parseDouble(given) : 0;
        if (number <= 0) {
            throw usage("--cpus", "\"" + given + "\" is not a number above zero");
        }
        return number;
    }

    private List<String> checkedTmpfs(RawWords raw) {
        list(tmpfs).stream().filter(each -> !each.startsWith("/")).findFirst().ifPresent(each -> {
            throw usage("--tmpfs", "\"" + each + "\" is not absolute");
        });
        return list(tmpfs).stream().map(raw::value).toList();
    }

    private String checkedRestart() {
        String given = text(restart) == null ? "no" : text(restart);
        if (!given.matches("no|always|unless-stopped|on-failure(:[0-9]{1,6})?")) {
            throw usage("--restart", "\"" + given + "\" is not no, always, unless-stopped or on-failure[:N]");
        }
        if (!given.equals("no") && given(remove)) {
            throw usage("--restart", "cannot be together with --rm");
        }
        return given;
    }

    private boolean checkedClock() {
        String given = text(clock) == null ? "host" : text(clock);
        if (!given.equals("host") && !given.equals("virtual")) {
            throw usage("--clock", "\"" + given + "\" is not host or virtual");
        }
        return given.equals("virtual");
    }

    private boolean checkedEngine() {
        String given = text(engine) == null ? "translator" : text(engine);
        if (!given.equals("translator") && !given.equals("interpreter")) {
            throw usage("--engine", "\"" + given + "\" is not translator or interpreter");
        }
        return given.equals("interpreter");
    }

    private Long checkedSeed() {
        try {
            return text(seed) == null ? null : Long.decode(text(seed));
        } catch (NumberFormatException notOne) {
            throw usage("--seed", "\"" + text(seed) + "\" is not a whole number");
        }
    }

    private void checkPlatform() {
        if (text(platform) != null && !text(platform).equals(Platform.OURS.toString())) {
            throw new UserError("--platform: this tool runs " + Platform.OURS + ", not " + text(platform));
        }
    }

    private static UserError usage(String option, String sentence) {
        return new UserError(ExitStatus.USAGE, option + ": " + sentence);
    }

    private OptionSpec flag(String description, String... names) {
        return add(OptionSpec.builder(names).arity("0").type(boolean.class).initialValue(false).description(description));
    }

    private OptionSpec value(String label, String description, String... names) {
        return add(OptionSpec.builder(names).arity("1").type(String.class).paramLabel(label).description(description));
    }

    private OptionSpec values(String label, String description, String... names) {
        return add(OptionSpec.builder(names).arity("1").type(List.class).auxiliaryTypes(String.class).paramLabel(label)
                .description(description));
    }

    private OptionSpec add(OptionSpec.Builder builder) {
        OptionSpec option = builder.build();
        spec.addOption(option);
        return option;
    }

    private static String bytes(OptionSpec option, RawWords raw) {
        return text(option) == null ? null : raw.value(text(option));
    }

    private static String text(OptionSpec option) {
        return option.getValue();
    }

    private static boolean given(OptionSpec option) {
        return Boolean.TRUE.equals(option.getValue());
    }

    private static List<String> list(OptionSpec option) {
        List<String> value = option.getValue();
        return value == null ? List.of() : value;
    }
}
