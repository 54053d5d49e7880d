package twofold.image.build;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import twofold.image.model.Digest;
import twofold.image.model.ImageConfig.History;
import twofold.image.model.RunConfig;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Instruction.Command;
import twofold.image.recipe.Instruction.Pair;
import twofold.image.recipe.Instruction;
import twofold.image.recipe.Place;
import twofold.image.recipe.Words;
import twofold.image.run.Account;
import twofold.image.run.ProcessPlan;
import twofold.image.run.Quantity;
import twofold.image.run.RunRequest;
import twofold.image.run.Signal;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** Carries out the instructions of one stage. */
final class StageBuilder {
    private final Builder builder;
    private final BuildRequest request;
    private final LayerStep steps;
    private final Stage stage;
    private final char escape;

    StageBuilder(Builder builder, BuildRequest request, LayerStep steps, Stage stage, char escape) {
        this.builder = builder;
        this.request = request;
        this.steps = steps;
        this.stage = stage;
        this.escape = escape;
    }

    /** Carries out one instruction; returns whether the cache had its result. */
    boolean apply(Instruction instruction, String text) throws IOException {
        RunConfig run = stage.config.run();
        switch (instruction) {
            case Instruction.From from -> throw new IllegalStateException("FROM starts a stage: " + from.place());
            case Instruction.Arg arg -> {
                arg.pairs().forEach(pair -> argument(pair, arg.place()));
                return note(text, run);
            }
            case Instruction.Env env -> {
                return note(text, run.withEnv(environment(env, run.env())));
            }
            case Instruction.Label label -> {
                SortedMap<String, String> labels = new TreeMap<>(run.labels());
                label.pairs().forEach(pair -> labels.put(expand(pair.name(), label.place()), expand(pair.value(), label.place())));
                return note(text, run.withLabels(labels));
            }
            case Instruction.Workdir workdir -> {
                return workdir(workdir, text);
            }
            case Instruction.User user -> {
                return note(text, run.withUser(expand(user.user(), user.place())));
            }
            case Instruction.Copy copy -> {
                return copy(copy, text);
            }
            case Instruction.Run step -> {
                return run(step, text);
            }
            case Instruction.Cmd cmd -> {
                stage.commandSet = true;
                return note(text, run.withCmd(words(cmd.command())));
            }
            case Instruction.Entrypoint entrypoint -> {
                RunConfig changed = run.withEntrypoint(words(entrypoint.command()));
                return note(text, stage.commandSet ? changed : changed.withCmd(null));
            }
            case Instruction.Expose expose -> {
                SortedSet<String> ports = new TreeSet<>(run.exposedPorts());
                expose.ports().forEach(port -> addPorts(expand(port, expose.place()), expose.place(), ports));
                return note(text, run.withExposedPorts(ports));
            }
            case Instruction.Volume volume -> {
                SortedSet<String> volumes = new TreeSet<>(run.volumes());
                volume.paths().forEach(path -> volumes.add(expand(path, volume.place())));
                return note(text, run.withVolumes(volumes));
            }
            case Instruction.StopSignal stop -> {
                return note(text, run.withStopSignal(stopSignal(stop)));
            }
            case Instruction.HealthCheck check -> {
                return note(text, run.withOther(other(run, "Healthcheck", healthCheck(check))));
            }
            case Instruction.Shell shell -> {
                stage.shell = shell.words();
                return note(text, run.withOther(other(run, "Shell", shell.words())));
            }
            case Instruction.OnBuild trigger -> {
                List<Object> triggers = new ArrayList<>(run.other().get("OnBuild") instanceof List<?> old ? old : List.of());
                triggers.add(trigger.text());
                return note(text, run.withOther(other(run, "OnBuild", triggers)));
            }
            case Instruction.Maintainer maintainer -> {
                SortedMap<String, String> labels = new TreeMap<>(run.labels());
                labels.put("org.opencontainers.image.authors", maintainer.name());
                return note(text, run.withLabels(labels));
            }
        }
    }

    private boolean note(String text, RunConfig changed) {
        stage.config = stage.config.with(changed).plus(new History(steps.created(), text, null, true), null);
        return false;
    }

    private void argument(Pair pair, Place place) {
        String given = request.arguments().get(pair.name());
        String outer = builder.globalArgument(pair.name());
        String value = given != null ? given : pair.value() != null ? expand(pair.value(), place) : outer;
        builder.consumed(pair.name());
        if (value != null) {
            stage.arguments.put(pair.name(), value);
        }
    }

    private List<String> environment(Instruction.Env env, List<String> before) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String each : before) {
            int equals = each.indexOf('=');
            variables.put(equals < 0 ? each : each.substring(0, equals), equals < 0 ? "" : each.substring(equals + 1));
        }
        Map<String, String> added = new LinkedHashMap<>();
        env.pairs().forEach(pair -> added.put(expand(pair.name(), env.place()), expand(pair.value(), env.place())));
        variables.putAll(added);
        List<String> after = new ArrayList<>();
        variables.forEach((name, value) -> after.add(name + "=" + value));
        return List.copyOf(after);
    }

    private boolean workdir(Instruction.Workdir workdir, String text) throws IOException {
        String path = absolute(expand(workdir.path(), workdir.place()));
        Digest key = steps.key(stage).add("WORKDIR").add(path).digest();
        boolean hit = steps.run(stage, key, text, (tree, clock) -> {
            try {
                PathWalk.makeDirectories(tree.root(), ProcessPlan.bytes(path), 0755, 0, 0);
            } catch (FileError refused) {
                throw workdir.place().error("\"" + path + "\" cannot be a directory: something else is in the way");
            }
        });
        stage.config = stage.config.with(stage.config.run().withWorkingDir(path));
        return hit;
    }

    private boolean copy(Instruction.Copy copy, String text) throws IOException {
        String written = expand(copy.destination(), copy.place());
        String destination = absolute(written);
        List<String> sources = copy.sources().stream().map(source -> ProcessPlan.bytes(expand(source, copy.place()))).toList();
        boolean intoDirectory = written.endsWith("/") || written.equals(".") || written.endsWith("/.");
        if (sources.size() + copy.texts().size() > 1 && !intoDirectory) {
            throw copy.place().error("with more than one source the destination must be a directory and end with /");
        }
        Map<String, String> flags = new TreeMap<>();
        copy.flags().forEach((name, value) -> flags.put(name, expand(value, copy.place())));
        int mode = mode(flags.get("chmod"), copy.place());
        List<List<Sources.Match>> matches = new ArrayList<>();
        KeyHash key = steps.key(stage).add(copy.add() ? "ADD" : "COPY").add(destination).add(intoDirectory).add(flags);
        for (String source : sources) {
            if (source.matches("(https?|git|ssh)://.*") && copy.add()) {
                throw copy.place().error("ADD of a URL is not supported; fetch it first and ADD the file");
            }
            List<Sources.Match> found = builder.find(source, copy.flags().get("from"), copy.place(), key);
            matches.add(found);
            if (found.size() > 1 && !intoDirectory) {
                throw copy.place().error("with more than one source the destination must be a directory and end with /");
            }
        }
        List<Sources.Match> texts = new ArrayList<>();
        for (Instruction.Heredoc each : copy.texts()) {
            String body = each.expand() ? Words.expandText(each.text(), escape, stage::variable, copy.place()) : each.text();
            texts.add(new Sources.Match(each.name(), new TextFile(ProcessPlan.bytes(body), request.epoch() * 1_000_000_000L)));
            key.add(each.name()).add(body);
        }
        matches.add(texts);
        return steps.run(stage, key.digest(), text, (tree, clock) -> {
            Copier copier = new Copier(tree.root(), copy.place(), owner(flags.get("chown"), tree, copy.place()), mode);
            for (List<Sources.Match> each : matches) {
                List<Sources.Match> plain = copy.add() ? Archives.extract(each, tree.root(), ProcessPlan.bytes(destination)) : each;
                copier.copy(plain, ProcessPlan.bytes(destination), intoDirectory);
            }
        });
    }

    private boolean run(Instruction.Run run, String text) throws IOException {
        run.flags().forEach((name, value) -> {
            if (!name.equals("network") || !value.equals("default") && !value.equals("none")) {
                throw run.place().error("RUN --" + name + "=" + value + " is not supported");
            }
        });
        List<String> words = words(run.command());
        RunConfig config = stage.config.run();
        List<String> env = new ArrayList<>();
        stage.arguments.forEach((name, value) -> env.add(name + "=" + value));
        env.addAll(config.env());
        KeyHash key = steps.key(stage).add("RUN").add(words).add(env).add(config.user()).add(config.workingDir());
        StepMounts mounts = new StepMounts(builder, request);
        for (Instruction.Mount each : run.mounts()) {
            mounts.add(mount(each), key);
        }
        return steps.run(stage, key.digest(), text, (tree, clock) -> execute(run.place(), words, config.withEnv(env), mounts, tree, clock));
    }

    /** A mount with its variables replaced and its target absolute. */
    private Instruction.Mount mount(Instruction.Mount mount) {
        SortedMap<String, String> options = new TreeMap<>();
        mount.options().forEach((key, value) -> options.put(key, expand(value, mount.place())));
        options.computeIfPresent("target", (key, target) -> absolute(target));
        return new Instruction.Mount(mount.place(), mount.type(), options);
    }

    private void execute(Place place, List<String> words, RunConfig config, StepMounts mounts, Overlay tree, Clock clock) throws IOException {
        Executor executor = Executor.find();
        if (executor == null) {
            throw place.error("RUN needs the container runner, which is not on this tool's class path");
        }
        List<String> bytes = words.stream().map(ProcessPlan::bytes).toList();
        RunRequest process = new RunRequest("build", bytes, false, false, false, true, null, mounts.variables(), List.of(), null, null, "build", "",
                null, null, "none", List.of(), false, mounts.temporary(), "no", null, true, 0L, null, false, null, null);
        ProcessPlan plan = ProcessPlan.of(config, process, tree, "build");
        int status;
        try (OpenMounts open = mounts.open(tree, clock)) {
            status = executor.run(new Executor.Step(tree, open.all(), plan, clock, Entropy.seeded(0), request.output(), request.output()));
        }
        if (status != 0) {
            throw place.error("the command ended with status " + status);
        }
    }

    private Copier.Owner owner(String given, Overlay tree, Place place) {
        if (given == null) {
            return null;
        }
        try {
            Account account = Account.find(tree.root(), ProcessPlan.bytes(given));
            return new Copier.Owner(account.uid(), given.matches("[0-9]+") ? account.uid() : account.gid());
        } catch (UserError unknown) {
            throw place.error("--chown: " + unknown.getMessage());
        }
    }

    private static int mode(String given, Place place) {
        if (given == null) {
            return -1;
        }
        if (!given.matches("0?[0-7]{3,4}")) {
            throw place.error("--chmod takes an octal mode such as 755, not \"" + given + "\"");
        }
        return Integer.parseInt(given, 8);
    }

    private List<String> words(Command command) {
        return switch (command) {
            case Command.Exec(List<String> words) -> words;
            case Command.Shell(String text) -> {
                List<String> words = new ArrayList<>(stage.shell);
                words.add(text);
                yield List.copyOf(words);
            }
        };
    }

    private static void addPorts(String text, Place place, SortedSet<String> ports) {
        for (String word : text.split("\\s+")) {
            if (!word.matches("[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?")) {
                throw place.error("\"" + word + "\" is not PORT or PORT/tcp or PORT/udp");
            }
            String protocol = word.contains("/") ? word.substring(word.indexOf('/')) : "/tcp";
            String[] range = word.replaceFirst("/.*", "").split("-");
            int first = Integer.parseInt(range[0]);
            int last = Integer.parseInt(range[range.length - 1]);
            if (first < 1 || last > 65535 || first > last) {
                throw place.error("\"" + word + "\" is not a port from 1 to 65535");
            }
            for (int port = first; port <= last; port++) {
                ports.add(port + protocol);
            }
        }
    }

    private String stopSignal(Instruction.StopSignal stop) {
        String signal = expand(stop.signal(), stop.place());
        try {
            Signal.number(signal);
        } catch (UserError unknown) {
            throw stop.place().error(unknown.getMessage());
        }
        return signal;
    }

    private Map<String, Object> healthCheck(Instruction.HealthCheck check) {
        Map<String, Object> json = new LinkedHashMap<>();
        List<String> test = new ArrayList<>();
        switch (check.command()) {
            case null -> test.add("NONE");
            case Command.Exec(List<String> words) -> {
                test.add("CMD");
                test.addAll(words);
            }
            case Command.Shell(String text) -> {
                test.add("CMD-SHELL");
                test.add(text);
            }
        }
        json.put("Test", test);
        Map<String, String> names = Map.of("interval", "Interval", "timeout", "Timeout", "start-period", "StartPeriod", "start-interval",
                "StartInterval");
        new TreeMap<>(check.flags()).forEach((name, value) -> json.put(name.equals("retries") ? "Retries" : names.get(name),
                name.equals("retries") ? (Object) Long.valueOf(retries(value, check.place()))
                : (Object) Quantity.nanos("--" + name, value)));
        return json;
    }

    private static long retries(String value, Place place) {
        if (!value.matches("[0-9]{1,6}")) {
            throw place.error("--retries takes a number");
        }
        return Long.parseLong(value);
    }

    private static Map<String, Object> other(RunConfig run, String name, Object value) {
        Map<String, Object> other = new TreeMap<>(run.other());
        other.put(name, value);
        return other;
    }

    private String absolute(String path) {
        String directory = stage.config.run().workingDir();
        return PathWalk.normalize(path.startsWith("/") ? path : directory + "/" + path);
    }

    private String expand(String word, Place place) {
        return Words.expand(word, escape, stage::variable, place);
    }

    /** A heredoc as a file. */
    private record TextFile(String bytes, long modified) implements SourceFile {
        @Override
        public int mode() {
            return TarEntry.REGULAR | 0644;
        }

        @Override
        public int uid() {
            return 0;
        }

        @Override
        public int gid() {
            return 0;
        }

        @Override
        public long size() {
            return bytes.length();
        }

        @Override
        public String target() {
            throw new IllegalStateException();
        }

        @Override
        public long device() {
            return 0;
        }

        @Override
        public SortedMap<String, byte[]> attributes() {
            return Collections.emptySortedMap();
        }

        @Override
        public SortedMap<String, SourceFile> children() {
            return Collections.emptySortedMap();
        }

        @Override
        public InputStream data() {
            return new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
