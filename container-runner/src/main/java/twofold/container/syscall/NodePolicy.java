package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.image.overlay.FileError;

/** A tmpfs's option mpol=, tmpfs(5), on a machine with one node: {@code MODE[=static|=relative][:NODES]}. */
final class NodePolicy {
    private static final Pattern PARTS = Pattern.compile("([^:=]*)(=[^:]*)?(:.*)?");
    private static final Pattern FLAGS = Pattern.compile("=(static|relative)");
    /** The first node, or a range of it alone. */
    private static final Pattern FIRST = Pattern.compile("0+(-0+(:0*1/0*[1-9][0-9]*)?)?");

    private NodePolicy() {
    }

    /** What mount tables show of it, null for nothing; EINVAL if it means nothing. */
    static String shown(String text) {
        Matcher matcher = PARTS.matcher(text);
        if (!matcher.matches()) {
            throw FileError.of(EINVAL);
        }
        String mode = matcher.group(1);
        String flags = matcher.group(2) == null ? "" : matcher.group(2);
        String nodes = matcher.group(3);
        boolean sane = (flags.isEmpty() || mode.equals("default") || FLAGS.matcher(flags).matches()) && (nodes == null || isFirst(nodes.substring(1)));
        boolean plain = sane && nodes == null && flags.isEmpty();
        return switch (mode) {
            case "default" -> requiring(sane && nodes == null, null);
            case "local" -> requiring(plain, mode);
            case "prefer" -> nodes == null ? requiring(plain, "local") : requiring(sane && nodes.matches(":[0-9]+"), mode + flags + ":0");
            case "bind", "prefer (many)" -> requiring(sane && nodes != null, mode + flags + ":0");
            case "interleave", "weighted interleave" -> requiring(sane, mode + flags + ":0");
            default -> throw FileError.of(EINVAL);
        };
    }

    /** Whether numbers and ranges with commas and spaces about them name the first node, at least once, and no other. */
    private static boolean isFirst(String nodes) {
        boolean any = false;
        for (String each : nodes.split("[,\\s]+")) {
            if (!each.isEmpty() && !FIRST.matcher(each).matches()) {
                return false;
            }
            any |= !each.isEmpty();
        }
        return any;
    }

    private static String requiring(boolean sane, String shown) {
        if (!sane) {
            throw FileError.of(EINVAL);
        }
        return shown;
    }
}
