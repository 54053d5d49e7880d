package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOENT;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import twofold.image.overlay.FileError;

/**
 * Values of files below /proc/sys, proc_sys(5): a container has some, and a network, an IPC and a user namespace those that are theirs. What each file is, and what
 * it says before somebody writes it, is a row of {@link SettingRows}.
 */
public final class Settings {
    private static final String SPACE = " \t\n";
    private static final int LONGEST_NUMBER = 21;
    /** What files that name something may name. */
    private static final Map<String, List<String>> NAMES = Map.of("net/ipv4/tcp_congestion_control", List.of("reno", "cubic"),
            "net/ipv4/tcp_allowed_congestion_control", List.of("reno", "cubic"), "net/core/default_qdisc", List.of("pfifo_fast", "pfifo", "bfifo"));
    private static final Settings FIRST = new Settings();
    private final Map<String, long[]> numbers = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    /** What kind of value a file has. */
    public enum Kind { FIXED, INTEGERS, SINGLE, UNMOVED, UNSIGNED, TEXT, PIPE_SIZE, ORDER }

    /**
     * A file.
     *
     * @param path  below /proc/sys
     * @param least the least that each of its numbers may be
     * @param most  the most that each may be, unsigned; of a text how long it may be
     * @param first what it says before it is written, without a line's end
     */
    public record Row(String path, Kind kind, long least, long most, String first) {
        /** Its permissions. */
        public int mode() {
            return kind == Kind.ORDER ? 0200 : kind == Kind.FIXED || path.endsWith("_next_id") ? 0444 : 0644;
        }

    }

    /** The values of whoever asks, or those that all begin with. */
    public static Settings of(Caller who) {
        return who.facilities() == null ? FIRST : who.facilities().settings();
    }

    /** The numbers of a file. */
    public long[] numbers(String path) {
        long[] found = numbers.get(path);
        return found != null ? found : signed(path);
    }

    private long[] signed(String path) {
        long[] made = Arrays.stream(SettingRows.get(path).first().split("\t")).mapToLong(each -> each.startsWith("-") ? Long.parseLong(each) : Long.parseUnsignedLong(each))
                .toArray();
        numbers.put(path, made);
        return made;
    }

    /** The number of a file, or its first. */
    public long number(String path) {
        return numbers(path)[0];
    }

    /** Sets the number of a file. */
    public void set(String path, long value) {
        numbers(path)[0] = value;
    }

    /** What a file says, without a line's end. */
    public String text(String path) {
        Row row = SettingRows.get(path);
        return switch (row.kind()) {
            case FIXED, TEXT -> texts.getOrDefault(path, row.first());
            case INTEGERS, SINGLE, UNMOVED, ORDER -> Arrays.stream(numbers(path)).mapToObj(Long::toString).collect(Collectors.joining("\t"));
            case UNSIGNED, PIPE_SIZE -> Arrays.stream(numbers(path)).mapToObj(Long::toUnsignedString).collect(Collectors.joining("\t"));
        };
    }

    /** Takes what was written to a file; how much of it that was. EINVAL for what is no such value or out of range; numbers before such a one are taken. */
    public int take(Row row, String written) {
        if (row.kind() == Kind.TEXT) {
            int end = written.indexOf('\n');
            String line = end < 0 ? written : written.substring(0, end);
            requireNames(row.path(), line);
            texts.put(row.path(), line.substring(0, (int) Math.min(row.most(), line.length())));
            return written.length();
        }
        long[] values = numbers(row.path());
        int at = spaces(written, 0);
        if (at == written.length()) {
            throw FileError.of(EINVAL);
        }
        for (int i = 0; i < values.length && at < written.length(); i++) {
            int end = at;
            while (end < written.length() && SPACE.indexOf(written.charAt(end)) < 0) {
                end++;
            }
            store(row, values, i, written.substring(at, end));
            at = spaces(written, end);
        }
        return row.kind() == Kind.SINGLE ? written.length() : at;
    }

    /** ENOENT for names of what is not there. */
    private static void requireNames(String path, String line) {
        List<String> known = NAMES.get(path);
        if (known != null && !known.containsAll(List.of(line.strip().split("[ \t]+")))) {
            throw FileError.of(ENOENT);
        }
    }

    private static void store(Row row, long[] values, int index, String word) {
        boolean negative = word.startsWith("-");
        long value = parsed(negative ? word.substring(1) : word);
        if (row.kind() == Kind.UNSIGNED || row.kind() == Kind.SINGLE) {
            require(!negative && Long.compareUnsigned(value, row.least()) >= 0 && Long.compareUnsigned(value, row.most()) <= 0);
        } else if (row.kind() == Kind.PIPE_SIZE) {
            require(!negative && value >= 0 && value <= 1L << 31);
            value = Math.max(4096, Long.highestOneBit(Math.max(1, value * 2 - 1)));
        } else {
            require(value >= 0 && value <= (negative ? 1L << 31 : Integer.MAX_VALUE));
            value = negative ? -value : value;
            require(value >= row.least() && value <= row.most());
        }
        values[index] = row.kind() == Kind.UNMOVED ? values[index] : value;
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && SPACE.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** A number as C writes it: decimal, 0x or 0 before it; EINVAL. */
    private static long parsed(String word) {
        boolean hex = word.startsWith("0x") || word.startsWith("0X");
        boolean octal = !hex && word.length() > 1 && word.charAt(0) == '0';
        require(word.length() <= LONGEST_NUMBER && !word.startsWith("+") && !word.startsWith("-"));
        try {
            return Long.parseUnsignedLong(hex ? word.substring(2) : word, hex ? 16 : octal ? 8 : 10);
        } catch (NumberFormatException none) {
            throw FileError.of(EINVAL);
        }
    }

    private static void require(boolean so) {
        if (!so) {
            throw FileError.of(EINVAL);
        }
    }
}
