package twofold.image.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.build.BuildRequest;
import twofold.image.build.Builder;
import twofold.image.model.Platform;
import twofold.image.model.Reference;
import twofold.image.store.Durable;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.image.transfer.Location;
import twofold.image.transfer.Transfer;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code build}: an image from a recipe. */
final class BuildCommand extends StoreCommand {
    private final OptionSpec tags = values("NAME[:TAG]", "a name for the image", "-t", "--tag");
    private final OptionSpec file = value("FILE", "the recipe (default: Recipe, Containerfile or Dockerfile in the context)", "-f",
            "--file");
    private final OptionSpec arguments = values("K=V", "a value for ARG K; without =V it is this process's own variable", "--build-arg");
    private final OptionSpec secrets = values("id=ID[,src=FILE][,env=NAME]", "what RUN --mount=type=secret,id=ID shows; no image has it", "--secret");
    private final OptionSpec target = value("STAGE", "the stage to build (default: the last)", "--target");
    private final OptionSpec noCache = flag("do every step again", "--no-cache");
    private final OptionSpec platform = value("OS/ARCH", "must be linux/riscv64", "--platform");
    private final OptionSpec output = value("oci:DIR|oci-archive:FILE", "also copy the image there", "-o", "--output");
    private final OptionSpec depfile = value("FILE", "write a make rule with all files that were read", "--depfile");
    private final OptionSpec iidfile = value("FILE", "write the image's digest there", "--iidfile");
    private final PositionalParamSpec context = operands("CONTEXT", "the directory whose files can be copied");

    BuildCommand() {
        super("build", "Builds an image from a recipe and prints its digest.");
    }

    @Override
    protected int run() throws IOException {
        if (text(platform) != null && !text(platform).equals(Platform.OURS.toString())) {
            throw new UserError(ExitStatus.USAGE, "--platform: this tool builds for " + Platform.OURS + ", not " + text(platform));
        }
        List<String> names = list(tags).stream().map(tag -> Reference.parse(tag).toString()).toList();
        Location to = text(output) == null ? null : Location.parse(text(output));
        Store store = store();
        Builder builder = new Builder(store, request());
        Image image;
        try (FileLocks.Held writing = store.writing()) {
            Objects.requireNonNull(writing);
            image = builder.build();
            for (String name : names.isEmpty() ? Collections.<String>singletonList(null) : names) {
                store.references().put(name, image.descriptor());
            }
        }
        if (to != null) {
            new Transfer(store).copy(new Location.Named(image.digest().toString()), to);
        }
        if (text(iidfile) != null) {
            write(text(iidfile), image.digest() + "\n");
        }
        if (text(depfile) != null) {
            write(text(depfile), rule(builder.read()));
        }
        System.out.println(image.digest());
        return ExitStatus.DONE;
    }

    private BuildRequest request() {
        OutputStream nowhere = OutputStream.nullOutputStream();
        PrintStream progress = common.quiet() ? new PrintStream(nowhere) : System.err;
        Path recipe = text(file) == null ? null : Path.of(text(file));
        return new BuildRequest(Path.of(words(context, 1, 1).getFirst()), recipe, buildArguments(), new Secrets(System.getenv()).read(list(secrets)),
                text(target), !given(noCache), epoch(), progress, common.quiet() ? nowhere : System.err);
    }

    private Map<String, String> buildArguments() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String each : list(arguments)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            String value = equals < 0 ? System.getenv(name) : each.substring(equals + 1);
            if (name.isEmpty()) {
                throw new UserError(ExitStatus.USAGE, "--build-arg: \"" + each + "\" is not NAME=VALUE");
            }
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static long epoch() {
        String given = System.getenv("SOURCE_DATE_EPOCH");
        if (given == null || given.isEmpty()) {
            return 0;
        }
        if (!given.matches("[0-9]{1,10}")) {
            throw new UserError("SOURCE_DATE_EPOCH=" + given + " is not a number of seconds since 1970");
        }
        return Long.parseLong(given);
    }

    /** A rule as make reads it: the digest file (or else the rule's own file) depends on what was read. */
    private String rule(SortedSet<Path> read) {
        List<String> files = new ArrayList<>();
        read.forEach(each -> files.add(escape(each.toString())));
        String name = text(iidfile) != null ? text(iidfile) : text(depfile);
        StringBuilder rule = new StringBuilder(escape(name)).append(":");
        files.forEach(each -> rule.append(" \\\n  ").append(each));
        rule.append('\n');
        // a file that is deleted must not stop make: each is also a target without a rule
        files.forEach(each -> rule.append('\n').append(each).append(":\n"));
        return rule.toString();
    }

    private static String escape(String path) {
        return path.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#");
    }

    private static void write(String path, String text) throws IOException {
        Path absolute = Path.of(path).toAbsolutePath();
        if (!Files.isDirectory(absolute.getParent())) {
            throw new UserError("there is no directory " + absolute.getParent() + " to write " + path + " in");
        }
        Durable.write(absolute, text.getBytes(StandardCharsets.UTF_8));
    }
}
