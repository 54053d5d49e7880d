package twofold.image.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Sizes and durations as users write them. Anything else is a usage error. */
public final class Quantity {
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([bkmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h|)");

    private Quantity() {
    }

    /** Bytes: a number with an optional suffix b, k, m, g or t (powers of 1024). */
    public static long bytes(String option, String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new UserError(ExitStatus.USAGE, option + ": \"" + text + "\" is not a size; write for example 512m or 2g");
        }
        int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            case "t" -> 40;
            default -> 0;
        };
        double bytes = Double.parseDouble(matcher.group(1)) * (1L << shift);
        if (bytes < 1 || bytes > 1L << 50) {
            throw new UserError(ExitStatus.USAGE, option + ": " + text + " is out of range");
        }
        return (long) bytes;
    }

    /** Nanoseconds: numbers with ns, us, ms, s, m or h one behind the other; a bare number is seconds. */
    public static long nanos(String option, String text) {
        Matcher matcher = DURATION_PART.matcher(text);
        double nanos = 0;
        int at = 0;
        while (at < text.length() && matcher.find(at) && matcher.start() == at && matcher.end() > at) {
            nanos += Double.parseDouble(matcher.group(1)) * switch (matcher.group(2)) {
                case "ns" -> 1.0;
                case "us" -> 1e3;
                case "ms" -> 1e6;
                case "m" -> 60e9;
                case "h" -> 3600e9;
                default -> 1e9;
            };
            at = matcher.end();
        }
        if (at < text.length() || at == 0 || nanos < 1 || nanos > 9e18) {
            throw new UserError(ExitStatus.USAGE, option + ": \"" + text
                    + "\" is not a duration above zero; write for example 500ms, 30s or 1m30s");
        }
        return (long) nanos;
    }
}
