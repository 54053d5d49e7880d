package twofold.image.build;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import twofold.image.recipe.Glob;
import twofold.image.recipe.Place;
import twofold.image.tar.TarEntry;

/** Finds what a COPY source names below a root: patterns per component, symbolic links resolved within the root. */
final class Sources {
    private static final int MOST_LINKS = 40;

    private final SourceFile root;
    private final Place place;
    private int links;

    private Sources(SourceFile root, Place place) {
        this.root = root;
        this.place = place;
    }

    /** A file found under a name. */
    record Match(String name, SourceFile file) {
    }

    /** All matches in byte order; none is an error at {@code place}. */
    static List<Match> find(SourceFile root, String source, Place place, String where) throws IOException {
        int depth = 0;
        List<String> parts = new ArrayList<>();
        for (String part : source.split("/")) {
            if (part.equals("..")) {
                depth--;
                if (depth < 0) {
                    throw place.error("\"" + source + "\" is outside " + where);
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
                parts.add(part);
            }
        }
        List<Match> found = new ArrayList<>();
        Sources sources = new Sources(root, place);
        ArrayDeque<SourceFile> trail = new ArrayDeque<>();
        trail.push(root);
        sources.match(trail, parts, 0, "", found);
        if (found.isEmpty()) {
            throw place.error("there is no \"" + source + "\" in " + where);
        }
        return found;
    }

    private void match(ArrayDeque<SourceFile> trail, List<String> parts, int at, String name, List<Match> found) throws IOException {
        if (at == parts.size()) {
            found.add(new Match(name, trail.peek()));
            return;
        }
        String part = parts.get(at);
        if (!directory(trail.peek())) {
            return;
        }
        if (!Glob.pattern(part)) {
            next(trail, parts, at, part, trail.peek().children().get(part), found);
            return;
        }
        Pattern pattern = Glob.compile(part);
        for (Map.Entry<String, SourceFile> each : trail.peek().children().entrySet()) {
            if (pattern.matcher(each.getKey()).matches()) {
                next(trail, parts, at, each.getKey(), each.getValue(), found);
            }
        }
    }

    private void next(ArrayDeque<SourceFile> trail, List<String> parts, int at, String name, SourceFile child, List<Match> found)
            throws IOException {
        if (child == null) {
            return;
        }
        ArrayDeque<SourceFile> deeper = new ArrayDeque<>(trail);
        links = 0;
        if (enter(deeper, child)) {
            match(deeper, parts, at + 1, name, found);
        }
    }

    /** Pushes a file, or what it links to; false if that is not there. */
    private boolean enter(ArrayDeque<SourceFile> trail, SourceFile file) throws IOException {
        if ((file.mode() & TarEntry.TYPE) != TarEntry.SYMLINK) {
            trail.push(file);
            return true;
        }
        if (++links > MOST_LINKS) {
            throw place.error("too many symbolic links");
        }
        String target = file.target();
        if (target.startsWith("/")) {
            trail.clear();
            trail.push(root);
        }
        for (String part : target.split("/")) {
            if (part.equals("..") && trail.size() > 1) {
                trail.pop();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                SourceFile child = directory(trail.peek()) ? trail.peek().children().get(part) : null;
                if (child == null || !enter(trail, child)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean directory(SourceFile file) {
        return (file.mode() & TarEntry.TYPE) == TarEntry.DIRECTORY;
    }
}
