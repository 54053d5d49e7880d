package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import twofold.container.fs.tmpfs.TmpOptions;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** The text of a tmpfs's options, tmpfs(5): separated by commas, the last of a name counts. */
final class TmpfsOptions {
    private static final Set<String> OTHERS = Set.of("", "inode32", "inode64", "noswap");
    private static final Set<String> HUGE = Set.of("never", "always", "within_size", "advise");
    /** Of a machine with one node. */
    private static final Pattern POLICY = Pattern.compile("default|local|prefer(:0)?|(bind|interleave|weighted interleave|prefer \\(many\\))(=static|=relative)?:0|interleave");
    private static final int PAGE = 12;

    private TmpfsOptions() {
    }

    /**
     * Reads them for who mounts, to whom the root directory belongs unless they say otherwise; EINVAL for what no tmpfs knows.
     *
     * @param ramfs whether it is for a ramfs, which heeds its mode alone and knows everything
     */
    static TmpOptions of(Task t, String text, boolean ramfs) {
        long bytes = ramfs ? 0 : -1;
        long inodes = -1;
        int mode = ramfs ? 0755 : -1;
        int uid = t.creds.fsuid;
        int gid = t.creds.fsgid;
        for (String each : text.split(",")) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            String value = equals < 0 ? "" : each.substring(equals + 1);
            if (ramfs && !name.equals("mode")) {
                continue;
            }
            switch (name) {
                case "size" -> bytes = size(memory(t), value);
                case "nr_blocks" -> bytes = Math.multiplyExact(Math.min(size(1, value), Long.MAX_VALUE >> PAGE), 1L << PAGE);
                case "nr_inodes" -> inodes = size(1, value);
                case "mode" -> mode = number(value, 8) & 07777;
                case "uid" -> uid = known(t.creds.user.uid(id(value)));
                case "gid" -> gid = known(t.creds.user.gid(id(value)));
                case "huge" -> require(HUGE.contains(value));
                case "mpol" -> require(POLICY.matcher(value).matches());
                default -> {
                    if (!OTHERS.contains(name)) {
                        throw FileError.of(EINVAL);
                    }
                }
            }
        }
        return new TmpOptions(bytes, inodes, mode, uid, gid);
    }

    private static long memory(Task t) {
        return Math.min(t.kernel.memoryFrames(), t.container().account.limits().max()) << PAGE;
    }

    /** As large as a tmpfs is of which nothing is said: half the memory. */
    static long usual(Task t) {
        return memory(t) / 2;
    }

    private static void require(boolean sane) {
        if (!sane) {
            throw FileError.of(EINVAL);
        }
    }

    static int known(int id) {
        if (id == -1) {
            throw FileError.of(EINVAL);
        }
        return id;
    }

    static int number(String value, int radix) {
        try {
            return Integer.parseUnsignedInt(value, radix);
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
    }

    /** A number of 32 bits as C writes them, decimal, octal or hexadecimal. */
    static int id(String text) {
        try {
            long value = Long.decode(text);
            if (value >>> Integer.SIZE == 0) {
                return (int) value;
            }
        } catch (NumberFormatException wrong) {
            // the same as one that is too large
        }
        throw FileError.of(EINVAL);
    }

    /** A number with k, m, g or % (of {@code whole}) behind. */
    private static long size(long whole, String text) {
        try {
            String number = text.replaceAll("[^0-9].*$", "");
            long value = Long.parseLong(number);
            return switch (text.substring(number.length()).toLowerCase(Locale.ROOT)) {
                case "" -> value;
                case "k" -> Math.multiplyExact(value, 1L << 10);
                case "m" -> Math.multiplyExact(value, 1L << 20);
                case "g" -> Math.multiplyExact(value, 1L << 30);
                case "%" -> Math.multiplyExact(whole / 100, value);
                default -> throw FileError.of(EINVAL);
            };
        } catch (NumberFormatException | ArithmeticException wrong) {
            throw FileError.of(EINVAL);
        }
    }
}
