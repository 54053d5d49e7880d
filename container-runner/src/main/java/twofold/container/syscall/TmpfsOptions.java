package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.container.fs.tmpfs.TmpOptions;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** The text of a tmpfs's options, tmpfs(5): separated by commas, unless a digit follows, which goes on with a list of nodes; the last of a name counts. */
final class TmpfsOptions {
    /** What they are called. */
    static final Set<String> NAMES = Set.of("size", "nr_blocks", "nr_inodes", "mode", "uid", "gid", "huge", "mpol", "inode32", "inode64", "noswap");
    private static final Set<String> NUMBERS = Set.of("inode32", "inode64");
    private static final Set<String> HUGE = Set.of("never", "always", "within_size", "advise");
    private static final Pattern SIZE = Pattern.compile("(0[xX]\\p{XDigit}+|[0-9]*)([kKmMgGtTpPeE]?)(%?)");
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    /** As many inodes as there may be: each takes a part of a page. */
    private static final long MOST_INODES = Long.divideUnsigned(-1, 1024);
    private static final int PAGE = 12;
    private final Task t;
    private final boolean ramfs;
    private long pages;
    private long inodes = -1;
    private int mode;
    private int uid;
    private int gid;
    private String numbers;
    private String huge;
    private String policy;
    private boolean stays;

    private TmpfsOptions(Task t, boolean ramfs) {
        this.t = t;
        this.ramfs = ramfs;
        pages = ramfs ? 0 : -1;
        mode = ramfs ? 0755 : -1;
        uid = t.creds.fsuid;
        gid = t.creds.fsgid;
    }

    /**
     * Reads them for who mounts, to whom the root directory belongs unless they say otherwise; EINVAL for what no tmpfs knows.
     *
     * @param ramfs whether it is for a ramfs, which heeds its mode alone and knows everything
     */
    static TmpOptions of(Task t, String text, boolean ramfs) {
        TmpfsOptions options = new TmpfsOptions(t, ramfs);
        for (String each : text.split(",(?![0-9])")) {
            int equals = each.indexOf('=');
            if (!each.isEmpty()) {
                options.take(equals < 0 ? each : each.substring(0, equals), equals < 0 ? null : each.substring(equals + 1));
            }
        }
        TmpOptions.Manner manner = new TmpOptions.Manner(options.numbers, options.huge, options.policy, options.stays);
        return new TmpOptions(options.pages, options.inodes, options.mode, options.uid, options.gid, manner);
    }

    /** Whether a tmpfs takes one of them, whose value is null if it has none. */
    static boolean known(Task t, String name, String value) {
        try {
            new TmpfsOptions(t, false).take(name, value);
            return true;
        } catch (FileError wrong) {
            return false;
        }
    }

    private void take(String name, String value) {
        if (ramfs && !name.equals("mode")) {
            return;
        }
        if (value == null) {
            require(NUMBERS.contains(name) || name.equals("noswap"));
            stays |= name.equals("noswap");
            numbers = name.equals("noswap") ? numbers : name;
            return;
        }
        require(!value.isEmpty());
        switch (name) {
            case "size" -> pages = pages(size(value, true));
            case "nr_blocks" -> pages = atMost(Long.MAX_VALUE, size(value, false));
            case "nr_inodes" -> inodes = atMost(MOST_INODES, size(value, false));
            case "mode" -> mode = number(value, 8) & 07777;
            case "uid" -> uid = known(t.creds.user.uid(id(value)));
            case "gid" -> gid = known(t.creds.user.gid(id(value)));
            case "huge" -> {
                require(HUGE.contains(value));
                huge = value;
            }
            case "mpol" -> policy = NodePolicy.shown(value);
            default -> throw FileError.of(EINVAL);
        }
    }

    private static long memory(Task t) {
        return Math.min(t.kernel.memoryFrames(), t.container().account.limits().max());
    }

    /** As large as a tmpfs is of which nothing is said, in bytes: half the memory. */
    static long usual(Task t) {
        return memory(t) << PAGE - 1;
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

    private static long atMost(long most, long value) {
        require(Long.compareUnsigned(value, most) <= 0);
        return value;
    }

    /** How many pages so many bytes are; the largest wrap around, as on Linux. */
    private static long pages(long bytes) {
        return bytes + (1 << PAGE) - 1 >>> PAGE;
    }

    /** A number as C writes them with a letter for a power of 1,024 behind and, for a size, % of all memory; what is beyond 64 bits is lost. */
    private long size(String text, boolean parts) {
        Matcher matcher = SIZE.matcher(text);
        require(matcher.matches() && (parts || matcher.group(3).isEmpty()));
        String digits = matcher.group(1);
        boolean hexadecimal = digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x';
        boolean octal = !hexadecimal && digits.startsWith("0");
        require(!octal || !digits.matches(".*[89].*"));
        String value = hexadecimal ? digits.substring(2) : digits;
        int power = matcher.group(2).isEmpty() ? 0 : "kmgtpe".indexOf(Character.toLowerCase(matcher.group(2).charAt(0))) + 1;
        long number = value.isEmpty() ? 0 : new BigInteger(value, hexadecimal ? 16 : octal ? 8 : 10).and(WORD).longValue() << 10 * power;
        return matcher.group(3).isEmpty() ? number : Long.divideUnsigned((number << PAGE) * memory(t), 100);
    }
}
