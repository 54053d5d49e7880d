package twofold.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Holds instruction counts to those of an earlier comparison in JSON: they are equal on every machine, so one percent is plenty. */
final class Baseline {
    private static final double TOLERANCE = 0.01;

    private Baseline() {
    }

    static List<Check> check(List<Row> rows, Map<String, Long> baseline) {
        List<Check> checks = new ArrayList<>();
        for (Row row : rows) {
            if (row.metric().startsWith("instructions.")) {
                add(checks, "vm", row.metric(), row.vm(), baseline);
                add(checks, "container", row.metric(), row.container(), baseline);
            }
        }
        return checks;
    }

    private static void add(List<Check> checks, String mode, String metric, Long now, Map<String, Long> baseline) {
        Long then = baseline.get("metrics." + metric + "." + mode);
        if (then == null || now == null) {
            return;
        }
        double change = then == 0 ? now == 0 ? 0 : 1 : (double) (now - then) / then;
        String failed = Math.abs(change) <= TOLERANCE ? null
                : String.format(Locale.ROOT, "%d instead of %d (%+.2f%%)", now, then, 100 * change);
        checks.add(new Check(mode + " " + metric + " within 1% of the baseline", failed));
    }
}
