package twofold.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Both ways side by side: counts from a run with the virtual clock, times as medians of runs with the host's clock.
 *
 * @param image  what ran
 * @param runs   how many runs each median is of
 * @param status the status both ended with, or the machine's if they differ
 * @param rows   the metrics, in order of their names
 * @param checks what was asked to hold
 */
record Comparison(String image, int runs, int status, List<Row> rows, List<Check> checks) {

    /** Runs everything. */
    static Comparison of(Runners runners, int runs, List<Bound> bounds, Map<String, Long> baseline) {
        Map<Mode, List<Run>> timed = new EnumMap<>(Mode.class);
        Map<Mode, Run> counted = new EnumMap<>(Mode.class);
        for (Mode mode : Mode.values()) {
            counted.put(mode, runners.run(mode, true));
            timed.put(mode, new ArrayList<>());
        }
        for (int i = 0; i < runs; i++) {
            for (Mode mode : Mode.values()) {
                timed.get(mode).add(runners.run(mode, false));
            }
        }
        List<Row> rows = rows(counted, timed);
        List<Check> checks = new ArrayList<>(sameResults(counted, timed));
        for (Bound each : bounds) {
            checks.add(each.check(rows));
        }
        checks.addAll(Baseline.check(rows, baseline));
        return new Comparison(runners.image(), runs, counted.get(Mode.VM).status(), rows, checks);
    }

    /** Whether everything holds. */
    boolean holds() {
        return checks.stream().allMatch(each -> each.failed() == null);
    }

    private static List<Row> rows(Map<Mode, Run> counted, Map<Mode, List<Run>> timed) {
        SortedSet<String> names = new TreeSet<>();
        counted.values().forEach(each -> names.addAll(each.metrics().keySet()));
        names.remove("exit_status");
        names.remove("time.start_ns");
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            boolean byHost = name.startsWith("time.") || name.equals("memory.host_rss_bytes");
            rows.add(new Row(name, value(name, byHost, Mode.VM, counted, timed), value(name, byHost, Mode.CONTAINER, counted, timed)));
        }
        rows.add(sum("exits", rows));
        rows.add(sum("syscalls", rows));
        return rows;
    }

    /** The sum of a group's rows, under the group's name. */
    private static Row sum(String group, List<Row> rows) {
        Long vm = null;
        Long container = null;
        for (Row each : rows) {
            if (each.metric().startsWith(group + ".")) {
                vm = each.vm() == null ? vm : Long.valueOf((vm == null ? 0 : vm) + each.vm());
                container = each.container() == null ? container : Long.valueOf((container == null ? 0 : container) + each.container());
            }
        }
        return new Row(group, vm, container);
    }

    private static Long value(String name, boolean byHost, Mode mode, Map<Mode, Run> counted, Map<Mode, List<Run>> timed) {
        if (!byHost || timed.get(mode).isEmpty()) {
            return counted.get(mode).metrics().get(name);
        }
        long[] values = timed.get(mode).stream().map(each -> each.metrics().get(name)).filter(each -> each != null)
                .mapToLong(Long::longValue).sorted().toArray();
        return values.length == 0 ? null : Long.valueOf((values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
    }

    private static List<Check> sameResults(Map<Mode, Run> counted, Map<Mode, List<Run>> timed) {
        Run reference = counted.get(Mode.VM);
        Map<String, String> failures = new TreeMap<>();
        List<Run> others = new ArrayList<>();
        others.add(counted.get(Mode.CONTAINER));
        timed.values().forEach(others::addAll);
        for (Run other : others) {
            if (other.status() != reference.status()) {
                failures.putIfAbsent("status", "status " + reference.status() + " in the machine, " + other.status() + " in another run");
            }
            difference("stdout", reference.stdout(), other.stdout(), failures);
            difference("stderr", reference.stderr(), other.stderr(), failures);
        }
        List<Check> checks = new ArrayList<>();
        for (String each : List.of("status", "stdout", "stderr")) {
            checks.add(new Check(each + " equal", failures.get(each)));
        }
        return checks;
    }

    private static void difference(String stream, byte[] one, byte[] other, Map<String, String> failures) {
        int at = Arrays.mismatch(one, other);
        if (at >= 0) {
            failures.putIfAbsent(stream, stream + " differs from byte " + at + " on: machine \"" + excerpt(one, at) + "\", other run \""
                    + excerpt(other, at) + "\"");
        }
    }

    private static String excerpt(byte[] bytes, int at) {
        String text = new String(bytes, at, Math.min(60, bytes.length - at), StandardCharsets.UTF_8);
        return text.replace("\n", "\\n").replaceAll("\\p{Cntrl}", "?");
    }
}
