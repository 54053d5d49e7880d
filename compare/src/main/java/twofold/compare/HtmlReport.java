package twofold.compare;

/** The comparison as one page without anything from outside: a table with a bar for each value. */
final class HtmlReport {
    private HtmlReport() {
    }

    static String of(Comparison c) {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s both ways</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff }
                table { border-collapse: collapse; width: 100%% } td, th { padding: .4rem .8rem; text-align: right; border-bottom: 1px solid #ddd }
                td:first-child, th:first-child { text-align: left } .bar { height: .35rem; border-radius: .2rem; margin-left: auto }
                .vm { background: #3b6fb6 } .container { background: #d98e2b } .failed { color: #b00020; font-weight: 600 }
                @media (prefers-color-scheme: dark) { body { background: #181a1b; color: #ddd } td, th { border-color: #444 } }
                </style>
                <h1>%1$s</h1><p>Status %2$d. Times are medians of %3$d runs; counts are equal on every machine.</p>
                <table><tr><th></th><th>vm</th><th>container</th><th>vm/container</th></tr>
                """.formatted(Report.xml(c.image()), c.status(), c.runs()));
        for (Row row : Report.telling(c)) {
            String[] cells = Report.cells(row);
            long most = Math.max(row.vm() == null ? 0 : row.vm(), row.container() == null ? 0 : row.container());
            page.append("<tr><td>").append(cells[0]).append("</td>").append(cell(cells[1], row.vm(), most, "vm"))
                    .append(cell(cells[2], row.container(), most, "container")).append("<td>").append(cells[3]).append("</td></tr>\n");
        }
        page.append("</table>\n<ul>\n");
        for (Check check : c.checks()) {
            page.append(check.failed() == null ? "<li>" + Report.xml(check.name()) + ": ok</li>\n"
                    : "<li class=\"failed\">" + Report.xml(check.name()) + ": " + Report.xml(check.failed()) + "</li>\n");
        }
        return page.append("</ul></html>\n").toString();
    }

    private static String cell(String shown, Long value, long most, String mode) {
        long percent = value == null || most == 0 ? 0 : Math.max(1, Math.round(100.0 * value / most));
        return "<td>" + shown + "<div class=\"bar " + mode + "\" style=\"width:" + percent + "%\"></div></td>";
    }
}
