package twofold.image.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import twofold.image.model.ImageConfig;
import twofold.image.model.Platform;
import twofold.image.overlay.Overlay;
import twofold.image.recipe.Instruction;
import twofold.image.recipe.Place;
import twofold.image.recipe.Recipe;
import twofold.image.recipe.RecipeParser;
import twofold.image.recipe.Words;
import twofold.image.store.Image;
import twofold.image.store.Layer;
import twofold.image.store.Store;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;

/** Builds a recipe's target stage and the stages it needs. */
public final class Builder {
    private static final List<String> RECIPES = List.of("Recipe", "Containerfile", "Dockerfile");

    private final Store store;
    private final BuildRequest request;
    private final LayerStep steps;
    private final List<Section> sections = new ArrayList<>();
    private final Map<Integer, Stage> built = new HashMap<>();
    private final Map<String, String> globals = new TreeMap<>();
    private final Set<String> consumed = new HashSet<>();
    private final SortedSet<Path> read = new TreeSet<>();
    private ContextFile context;

    /** A stage of the recipe: its FROM and what follows, with the texts. */
    private record Section(int number, Instruction.From from, List<Instruction> instructions, List<String> texts) {
    }

    /** Prepares a build into a store. */
    public Builder(Store store, BuildRequest request) {
        this.store = store;
        this.request = request;
        steps = new LayerStep(store, request);
    }

    /** Builds and returns the image; the caller holds {@link Store#writing()}. */
    public Image build() throws IOException {
        Path file = recipeFile();
        read.add(file);
        Recipe recipe = RecipeParser.parse(Files.readAllBytes(file), file.getFileName().toString());
        openContext(file);
        for (Map.Entry<String, String> each : platformArguments().entrySet()) {
            globals.put(each.getKey(), request.arguments().getOrDefault(each.getKey(), each.getValue()));
        }
        cut(recipe);
        Section target = target();
        for (int number : needed(target, recipe.escape())) {
            built.put(number, stage(sections.get(number), recipe.escape()));
        }
        request.arguments().keySet().stream().filter(name -> !consumed.contains(name)).sorted()
                .forEach(name -> request.progress().println("the build argument " + name + " is not used by the recipe"));
        Stage last = built.get(target.number());
        return store.add(last.config.createdAt(steps.created()), last.blobs, Map.of());
    }

    /** The host files the build read, sorted: the recipe, the ignore file and what was copied. */
    public SortedSet<Path> read() {
        return read;
    }

    private Path recipeFile() {
        if (request.recipe() != null) {
            if (!Files.isRegularFile(request.recipe())) {
                throw new UserError("there is no recipe " + request.recipe());
            }
            return request.recipe();
        }
        return RECIPES.stream().map(request.context()::resolve).filter(Files::isRegularFile).findFirst().orElseThrow(() -> new UserError(
                "there is no recipe in " + request.context() + "; write a file named Recipe there, or name one with -f"));
    }

    private void openContext(Path recipe) throws IOException {
        if (!Files.isDirectory(request.context())) {
            throw new UserError("the context " + request.context() + " is not a directory");
        }
        Path own = recipe.resolveSibling(recipe.getFileName() + ".dockerignore");
        Path ignore = Files.isRegularFile(own) ? own : request.context().resolve(".dockerignore");
        String rules = "";
        if (Files.isRegularFile(ignore)) {
            rules = Files.readString(ignore, StandardCharsets.ISO_8859_1);
            read.add(ignore);
        }
        context = ContextFile.root(request.context(), new Ignore(rules), request.epoch() * 1_000_000_000L);
    }

    /** Cuts the recipe into stages; ARGs before the first FROM are the global ones. */
    private void cut(Recipe recipe) {
        for (int i = 0; i < recipe.instructions().size(); i++) {
            Instruction each = recipe.instructions().get(i);
            if (each instanceof Instruction.From from) {
                sections.add(new Section(sections.size(), from, new ArrayList<>(), new ArrayList<>()));
            } else if (!sections.isEmpty()) {
                sections.getLast().instructions().add(each);
                sections.getLast().texts().add(recipe.texts().get(i));
            } else if (each instanceof Instruction.Arg arg) {
                arg.pairs().forEach(pair -> global(pair, arg.place(), recipe.escape()));
            } else {
                throw each.place().error("the first instruction must be FROM (only ARG may come before it)");
            }
        }
        if (sections.isEmpty()) {
            throw new UserError(recipe.file() + " has no FROM; start with FROM scratch or FROM IMAGE");
        }
    }

    private void global(Instruction.Pair pair, Place place, char escape) {
        consumed.add(pair.name());
        String given = request.arguments().get(pair.name());
        if (given != null || pair.value() != null) {
            globals.put(pair.name(), given != null ? given : Words.expand(pair.value(), escape, globals::get, place));
        }
    }

    private Section target() {
        if (request.target() == null) {
            return sections.getLast();
        }
        Integer number = number(request.target(), sections.size());
        if (number == null) {
            throw new UserError("the recipe has no stage \"" + request.target() + "\"");
        }
        return sections.get(number);
    }

    /** The numbers of the stages the target needs, in order, itself included. */
    private Set<Integer> needed(Section target, char escape) {
        TreeSet<Integer> needed = new TreeSet<>();
        LinkedHashSet<Integer> waiting = new LinkedHashSet<>(List.of(target.number()));
        while (!waiting.isEmpty()) {
            int number = waiting.removeFirst();
            Section section = sections.get(number);
            needed.add(number);
            addNeed(Words.expand(section.from().image(), escape, globals::get, section.from().place()), number, waiting);
            for (Instruction each : section.instructions()) {
                if (each instanceof Instruction.Copy copy && copy.flags().get("from") != null) {
                    addNeed(copy.flags().get("from"), number, waiting);
                } else if (each instanceof Instruction.Run run) {
                    run.mounts().stream().map(mount -> mount.options().get("from")).filter(Objects::nonNull)
                            .forEach(from -> addNeed(from, number, waiting));
                }
            }
        }
        return needed;
    }

    private void addNeed(String name, int before, LinkedHashSet<Integer> waiting) {
        Integer number = number(name, before);
        if (number != null) {
            waiting.add(number);
        }
    }

    /** The stage with that name or number among the first {@code before}, or null. The last of a name counts. */
    private Integer number(String name, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (name.equalsIgnoreCase(sections.get(i).from().as())) {
                return i;
            }
        }
        return name.matches("[0-9]{1,4}") && Integer.parseInt(name) < before ? Integer.valueOf(name) : null;
    }

    private Stage stage(Section section, char escape) throws IOException {
        Instruction.From from = section.from();
        checkPlatform(from, escape);
        String image = Words.expand(from.image(), escape, globals::get, from.place());
        Stage stage = new Stage(from.as() != null ? from.as() : Integer.toString(section.number()), ImageConfig.empty(Platform.OURS));
        request.progress().println("[" + stage.name + "] FROM " + image);
        List<Instruction> triggers = base(stage, section, image);
        StageBuilder builder = new StageBuilder(this, request, steps, stage, escape);
        for (Instruction each : triggers) {
            builder.apply(each, "ONBUILD trigger");
        }
        for (int i = 0; i < section.instructions().size(); i++) {
            String text = section.texts().get(i);
            request.progress().println("[" + stage.name + " " + (i + 1) + "/" + section.instructions().size() + "] " + text);
            if (builder.apply(section.instructions().get(i), text)) {
                request.progress().println("    (cached)");
            }
        }
        return stage;
    }

    /** Fills the stage from what it is based on and returns the triggers that base left. */
    private List<Instruction> base(Stage stage, Section section, String image) throws IOException {
        if (image.equals("scratch")) {
            return List.of();
        }
        Integer earlier = number(image, section.number());
        if (earlier != null) {
            Stage base = built.get(earlier);
            stage.basedOn(base.config, base.layers, base.blobs);
            return List.of();
        }
        Image base = resolve(image, section.from().place());
        stage.basedOn(base.config(), store.layers(base), base.manifest().layers());
        if (!(base.config().run().other().get("OnBuild") instanceof List<?> texts) || texts.isEmpty()) {
            return List.of();
        }
        Map<String, Object> rest = new TreeMap<>(base.config().run().other());
        rest.remove("OnBuild");
        stage.config = stage.config.with(stage.config.run().withOther(rest));
        StringBuilder recipe = new StringBuilder();
        texts.forEach(each -> recipe.append(each).append('\n'));
        return RecipeParser.parse(recipe.toString().getBytes(StandardCharsets.UTF_8), "ONBUILD of " + image)
                .instructions();
    }

    private Image resolve(String image, Place place) throws IOException {
        try {
            return store.resolve(image).requireRunnable();
        } catch (UserError missing) {
            throw place.error(missing.getMessage());
        }
    }

    private void checkPlatform(Instruction.From from, char escape) {
        if (from.platform() != null) {
            String platform = Words.expand(from.platform(), escape, globals::get, from.place());
            if (!platform.equals(Platform.OURS.toString())) {
                throw from.place().error("--platform=" + platform + " cannot be built; this tool builds for " + Platform.OURS);
            }
        }
    }

    /** Finds a COPY's sources in the context, or in the stage or image {@code from}, and adds to the key what they are. */
    List<Sources.Match> find(String source, String from, Place place, KeyHash key) throws IOException {
        if (from == null) {
            List<Sources.Match> found = Sources.find(context, source, place, "the context");
            for (Sources.Match each : found) {
                key.add(each.name(), each.file());
                note(each.file());
            }
            return found;
        }
        List<Layer> layers = layers(from, place);
        layers.forEach(layer -> key.add(layer.diffId()));
        key.add(source);
        Overlay tree = Overlay.readOnly(layers);
        return Sources.find(new TreeFile(tree.root()), source, place, "\"" + from + "\"");
    }

    /** The layers of the stage or image of that name. */
    List<Layer> layers(String from, Place place) throws IOException {
        Integer number = number(from, sections.size());
        if (number != null && built.containsKey(number)) {
            return built.get(number).layers;
        }
        if (number != null && from.matches("[0-9]+|" + sections.get(number).from().as())) {
            throw place.error("--from=" + from + " names a stage that is not built before this one");
        }
        return store.layers(resolve(from, place));
    }

    private void note(SourceFile file) throws IOException {
        if (file instanceof ContextFile host && (file.mode() & TarEntry.TYPE) == TarEntry.REGULAR) {
            read.add(host.path());
        }
        for (SourceFile each : file.children().values()) {
            note(each);
        }
    }

    /** Where it builds. */
    Store store() {
        return store;
    }

    /** The value of an ARG before the first FROM, or null. */
    String globalArgument(String name) {
        return globals.get(name);
    }

    void consumed(String name) {
        consumed.add(name);
    }

    private Map<String, String> platformArguments() {
        Map<String, String> arguments = new TreeMap<>();
        for (String side : List.of("TARGET", "BUILD")) {
            arguments.put(side + "PLATFORM", Platform.OURS.toString());
            arguments.put(side + "OS", Platform.OURS.os());
            arguments.put(side + "ARCH", Platform.OURS.architecture());
            arguments.put(side + "VARIANT", "");
        }
        return arguments;
    }
}
