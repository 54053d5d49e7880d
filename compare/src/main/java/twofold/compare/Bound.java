package twofold.compare;

import java.util.List;
import java.util.Locale;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The most a metric of the machine may be, as a multiple of the container's.
 *
 * @param metric a dotted path of the metrics schema
 * @param most   the ratio
 */
record Bound(String metric, double most) {

    /** Reads {@code METRIC=RATIO}. */
    static Bound parse(String text) {
        int at = text.indexOf('=');
        try {
            double most = Double.parseDouble(text.substring(at + 1));
            if (at > 0 && most >= 0) {
                return new Bound(text.substring(0, at), most);
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new UserError(ExitStatus.USAGE, "--max takes METRIC=RATIO, such as instructions.total=50, not \"" + text + "\"");
    }

    Check check(List<Row> rows) {
        String name = metric + " at most " + most + " times the container's";
        for (Row row : rows) {
            if (row.metric().equals(metric)) {
                Double ratio = row.ratio();
                if (ratio == null) {
                    return new Check(name, metric + " is not measured in both ways");
                }
                return new Check(name, ratio <= most ? null : String.format(Locale.ROOT, "it is %.3f times", ratio));
            }
        }
        return new Check(name, "there is no metric " + metric);
    }
}
