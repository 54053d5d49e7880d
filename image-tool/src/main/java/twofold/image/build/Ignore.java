package twofold.image.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Glob;

/** The patterns of a {@code .dockerignore}: the last one that matches a path or a directory above it decides; {@code !} takes back in. */
final class Ignore {
    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Pattern pattern, boolean include) {
    }

    /** Reads the file's text; comments start with {@code #}. */
    Ignore(String text) {
        for (String line : text.split("\r?\n")) {
            String pattern = line.strip();
            if (pattern.isEmpty() || pattern.startsWith("#")) {
                continue;
            }
            boolean include = pattern.startsWith("!");
            String path = include ? pattern.substring(1).strip() : pattern;
            path = PathWalk.normalize(path).substring(1);
            if (!path.isEmpty()) {
                rules.add(new Rule(Glob.compile(path), include));
            }
        }
    }

    boolean mayReinclude() {
        return rules.stream().anyMatch(Rule::include);
    }

    boolean excludes(String path) {
        boolean excluded = false;
        for (Rule each : rules) {
            if (excluded == each.include && matches(each.pattern, path)) {
                excluded = !each.include;
            }
        }
        return excluded;
    }

    private static boolean matches(Pattern pattern, String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return pattern.matcher(path).matches();
    }
}
