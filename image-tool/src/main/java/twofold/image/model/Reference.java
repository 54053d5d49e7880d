package twofold.image.model;

import java.util.regex.Pattern;
import twofold.toolkit.cli.UserError;

/**
 * The name of an image in a store: {@code NAME[:TAG]}, where the tag defaults to {@code latest}.
 *
 * @param name lower-case path components, perhaps behind a registry host
 * @param tag  a tag of up to 128 letters, digits, {@code _ . -}
 */
public record Reference(String name, String tag) {
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
            + "(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** Reads {@code NAME[:TAG]}. */
    public static Reference parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean tagged = colon > text.lastIndexOf('/');
        String name = tagged ? text.substring(0, colon) : text;
        String tag = tagged ? text.substring(colon + 1) : "latest";
        if (name.length() > 255 || !NAME.matcher(name).matches()) {
            throw new UserError("\"" + text
                    + "\" is not an image name; use lower-case letters, digits, and . _ - /, as in tools/hello:1.0");
        }
        if (!TAG.matcher(tag).matches()) {
            throw new UserError("\"" + tag + "\" is not an image tag; use up to 128 letters, digits, and _ . -");
        }
        return new Reference(name, tag);
    }

    @Override
    public String toString() {
        return name + ":" + tag;
    }
}
