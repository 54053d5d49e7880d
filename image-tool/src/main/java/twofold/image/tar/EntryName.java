package twofold.image.tar;

import twofold.toolkit.cli.UserError;

/** Checks and normalises the paths in an archive: nothing may point outside the root it is applied to. */
public final class EntryName {
    /** How many directories deep a path in a layer may be. */
    public static final int DEEPEST = 500;
    private static final int LONGEST_PATH = 4096;
    private static final int LONGEST_NAME = 255;

    private EntryName() {
    }

    /** The clean relative path of an entry: no leading {@code ./}, no empty, {@code .} or {@code ..} components. */
    static String clean(String raw, String archive) {
        if (raw.startsWith("/")) {
            throw new UserError(archive + ": the entry \"" + printable(raw)
                    + "\" has an absolute name; names must be relative to the root");
        }
        return components(raw, raw, archive);
    }

    /** The clean path of a hard link's target, where a leading slash means the archive's root. */
    static String cleanTarget(String raw, String entry, String archive) {
        return components(raw, entry, archive);
    }

    /** A byte string made fit for a message: control and non-ASCII bytes as {@code \xNN}, shortened. */
    public static String printable(String bytes) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length(), 200); i++) {
            char c = bytes.charAt(i);
            if (c >= ' ' && c < 127) {
                shown.append(c);
            } else {
                shown.append("\\x").append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return bytes.length() > 200 ? shown + "…" : shown.toString();
    }

    private static String components(String raw, String entry, String archive) {
        if (raw.length() > LONGEST_PATH) {
            throw new UserError(archive + ": the entry \"" + printable(entry) + "\" has a name longer than " + LONGEST_PATH + " bytes");
        }
        if (raw.indexOf('\0') >= 0) {
            throw new UserError(archive + ": the entry \"" + printable(entry) + "\" has a zero byte in its name");
        }
        StringBuilder clean = new StringBuilder(raw.length());
        for (int start = 0; start < raw.length();) {
            int slash = raw.indexOf('/', start);
            int end = slash < 0 ? raw.length() : slash;
            component(raw, start, end, clean, entry, archive);
            start = end + 1;
        }
        if (clean.chars().filter(c -> c == '/').count() > DEEPEST) {
            throw new UserError(archive + ": the entry \"" + printable(entry) + "\" is more than " + DEEPEST + " directories deep");
        }
        return clean.toString();
    }

    private static void component(String raw, int start, int end, StringBuilder clean, String entry, String archive) {
        int length = end - start;
        if (length == 0 || length == 1 && raw.charAt(start) == '.') {
            return;
        }
        if (length == 2 && raw.startsWith("..", start)) {
            throw new UserError(archive + ": the entry \"" + printable(entry)
                    + "\" points outside the root (\"..\"); refusing the archive");
        }
        if (length > LONGEST_NAME) {
            throw new UserError(archive + ": the entry \"" + printable(entry) + "\" has a name component longer than "
                    + LONGEST_NAME + " bytes");
        }
        if (!clean.isEmpty()) {
            clean.append('/');
        }
        clean.append(raw, start, end);
    }
}
