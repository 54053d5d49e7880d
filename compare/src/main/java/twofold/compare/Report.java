package twofold.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison as text in one of several formats. */
enum Report {
    /** Aligned columns, the most telling metrics. */
    TABLE {
        @Override
        String of(Comparison c) {
            List<String[]> lines = new ArrayList<>();
            lines.add(new String[] {"", "vm", "container", "vm/container"});
            for (Row row : telling(c)) {
                lines.add(cells(row));
            }
            StringBuilder text = new StringBuilder(c.image() + ": status " + c.status() + ", times are medians of " + c.runs() + " runs\n");
            int[] widths = new int[4];
            lines.forEach(line -> {
                for (int i = 0; i < line.length; i++) {
                    widths[i] = Math.max(widths[i], line[i].length());
                }
            });
            for (String[] line : lines) {
                text.append(String.format(Locale.ROOT, "%-" + widths[0] + "s  %" + widths[1] + "s  %" + widths[2] + "s  %" + widths[3] + "s%n",
                        (Object[]) line));
            }
            c.checks().forEach(each -> text.append(each.failed() == null ? "ok      " : "FAILED  ").append(each.name())
                    .append(each.failed() == null ? "" : ": " + each.failed()).append('\n'));
            return text.toString();
        }
    },
    /** Everything. */
    JSON {
        @Override
        String of(Comparison c) {
            return JsonReport.of(c);
        }
    },
    /** A table for a pull request. */
    MARKDOWN {
        @Override
        String of(Comparison c) {
            StringBuilder text = new StringBuilder("| " + c.image().replace("|", "\\|") + " | vm | container | vm/container |\n"
                    + "| --- | ---: | ---: | ---: |\n");
            for (Row row : telling(c)) {
                text.append("| ").append(String.join(" | ", cells(row))).append(" |\n");
            }
            c.checks().forEach(each -> text.append("\n- ").append(each.failed() == null ? "ok: " : "**failed**: ").append(each.name())
                    .append(each.failed() == null ? "" : ": " + each.failed().replace("|", "\\|")));
            return text.append('\n').toString();
        }
    },
    /** A test suite with a case for each check, for CI systems. */
    JUNIT {
        @Override
        String of(Comparison c) {
            long failures = c.checks().stream().filter(each -> each.failed() != null).count();
            StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + xml(c.image())
                    + "\" tests=\"" + c.checks().size() + "\" failures=\"" + failures + "\">\n");
            for (Check each : c.checks()) {
                text.append("  <testcase classname=\"twofold.compare\" name=\"").append(xml(each.name())).append('"');
                text.append(each.failed() == null ? "/>\n" : "><failure message=\"" + xml(each.failed()) + "\"/></testcase>\n");
            }
            return text.append("</testsuite>\n").toString();
        }
    };

    private static final List<String> TELLING = List.of("instructions.total", "instructions.user", "instructions.supervisor",
            "time.to_entrypoint_ns", "time.total_ns", "memory.resident_bytes", "memory.host_rss_bytes", "memory.faults", "exits", "syscalls");

    /** The text, ending with a newline. */
    abstract String of(Comparison comparison);

    static List<Row> telling(Comparison c) {
        return c.rows().stream().filter(row -> TELLING.contains(row.metric()))
                .sorted((a, b) -> TELLING.indexOf(a.metric()) - TELLING.indexOf(b.metric())).toList();
    }

    static String[] cells(Row row) {
        Double ratio = row.ratio();
        return new String[] {label(row.metric()), shown(row.metric(), row.vm()), shown(row.metric(), row.container()),
            ratio == null ? "-" : String.format(Locale.ROOT, "%.2f", ratio)};
    }

    static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String label(String metric) {
        return metric.replace("_ns", "").replace("_bytes", "").replace('_', ' ').replace('.', ' ');
    }

    private static String shown(String metric, Long value) {
        if (value == null) {
            return "-";
        }
        if (metric.endsWith("_ns")) {
            return String.format(Locale.ROOT, "%.1f ms", value / 1e6);
        }
        if (metric.endsWith("_bytes")) {
            return String.format(Locale.ROOT, "%.1f MiB", value / 1048576.0);
        }
        return String.format(Locale.ROOT, "%,d", value);
    }
}
