package twofold.image.recipe;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** One instruction of a recipe. Words are as written: quotes and variables are still in them, except in exec forms. */
public sealed interface Instruction {
    /** Where it starts. */
    Place place();

    /** A command in one of its two forms. */
    sealed interface Command {
        /** Words that are run as they are. */
        record Exec(List<String> words) implements Command {
        }

        /** A text for the shell. */
        record Shell(String text) implements Command {
        }
    }

    /** {@code NAME=VALUE} as written. */
    record Pair(String name, String value) {
    }

    /** A text written in the recipe itself; {@code expand} says whether variables in it are replaced. */
    record Heredoc(String name, String text, boolean expand) {
    }

    /** {@code --mount=type=TYPE,KEY=VALUE...} of a RUN; a key without a value has "true". Keys are spelled in one way and fit the type. */
    record Mount(Place place, MountType type, SortedMap<String, String> options) {
    }

    /** {@code FROM [--platform=P] IMAGE [AS NAME]}. */
    record From(Place place, String platform, String image, String as) implements Instruction {
    }

    /** {@code ARG NAME[=VALUE]}; a value is null where there is none. */
    record Arg(Place place, List<Pair> pairs) implements Instruction {
    }

    /** {@code ENV NAME=VALUE...}. */
    record Env(Place place, List<Pair> pairs) implements Instruction {
    }

    /** {@code LABEL NAME=VALUE...}. */
    record Label(Place place, List<Pair> pairs) implements Instruction {
    }

    /** {@code WORKDIR PATH}. */
    record Workdir(Place place, String path) implements Instruction {
    }

    /** {@code USER USER[:GROUP]}. */
    record User(Place place, String user) implements Instruction {
    }

    /** {@code COPY} or, with {@code add}, {@code ADD}. */
    record Copy(Place place, boolean add, Map<String, String> flags, List<String> sources, List<Heredoc> texts, String destination)
            implements Instruction {
    }

    /** {@code RUN}. */
    record Run(Place place, Map<String, String> flags, List<Mount> mounts, Command command) implements Instruction {
    }

    /** {@code CMD}. */
    record Cmd(Place place, Command command) implements Instruction {
    }

    /** {@code ENTRYPOINT}. */
    record Entrypoint(Place place, Command command) implements Instruction {
    }

    /** {@code EXPOSE PORT[/PROTOCOL]...}. */
    record Expose(Place place, List<String> ports) implements Instruction {
    }

    /** {@code VOLUME PATH...}. */
    record Volume(Place place, List<String> paths) implements Instruction {
    }

    /** {@code STOPSIGNAL SIGNAL}. */
    record StopSignal(Place place, String signal) implements Instruction {
    }

    /** {@code HEALTHCHECK}; no command means NONE. */
    record HealthCheck(Place place, Map<String, String> flags, Command command) implements Instruction {
    }

    /** {@code SHELL ["WORD", ...]}. */
    record Shell(Place place, List<String> words) implements Instruction {
    }

    /** {@code ONBUILD INSTRUCTION}, kept as its text. */
    record OnBuild(Place place, String text) implements Instruction {
    }

    /** {@code MAINTAINER NAME}. */
    record Maintainer(Place place, String name) implements Instruction {
    }
}
