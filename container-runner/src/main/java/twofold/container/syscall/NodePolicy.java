package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.image.overlay.FileError;

/** A tmpfs's option mpol=, tmpfs(5), on a machine with one node: {@code MODE[=static|=relative][:NODES]}. */
final class NodePolicy {
    private static final Pattern PARTS = Pattern.compile("([^:=]*)(=[^:]*)?(:.*)?");
    private static final Pattern FLAGS = Pattern.compile("=(static|relative)");
    /** Numbers and ranges with commas and spaces about them, which name the first node. */
    private static final Pattern FIRST = Pattern.compile(":[,\\s]*0+(-0+(:0*1/0*[1-9][0-9]*)?)?([,\\s]+0+(-0+(:0*1/0*[1-9][0-9]*)?)?)*[,\\s]*");

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
        boolean sane = (flags.isEmpty() || mode.equals("default") || FLAGS.matcher(flags).matches()) && (nodes == null || FIRST.matcher(nodes).matches());
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

    private static String requiring(boolean sane, String shown) {
        if (!sane) {
            throw FileError.of(EINVAL);
        }
        return shown;
    }
}
