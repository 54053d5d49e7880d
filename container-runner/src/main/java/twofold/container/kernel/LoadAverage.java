package twofold.container.kernel;

import java.util.Locale;

/**
 * How much of a processor a container used over the last one, five and fifteen minutes, proc_loadavg(5). It is worked out when it is asked for, from
 * processor time; tasks that only wait for their turn do not count.
 */
public final class LoadAverage {
    private static final double[] MINUTES = {1, 5, 15};
    private static final double MINUTE = 60e9;
    private final Container container;
    private final double[] averages = new double[3];
    private long asked;
    private long used;

    LoadAverage(Container container) {
        this.container = container;
    }

    /** The three averages as one line shows them. */
    public String text() {
        double[] now = now();
        return String.format(Locale.ROOT, "%.2f %.2f %.2f", now[0], now[1], now[2]);
    }

    /** The averages over one, five and fifteen minutes. */
    public double[] now() {
        long time = container.kernel.clock.monotonicNanos();
        if (asked == 0) {
            asked = Math.max(0, container.startedNanos);
        }
        double span = time - asked;
        if (span > 0) {
            double busy = Math.min(1, (container.cpuNanos - used) / span);
            for (int i = 0; i < averages.length; i++) {
                double kept = StrictMath.exp(-span / (MINUTES[i] * MINUTE));
                averages[i] = averages[i] * kept + busy * (1 - kept);
            }
            asked = time;
            used = container.cpuNanos;
        }
        return averages.clone();
    }
}
