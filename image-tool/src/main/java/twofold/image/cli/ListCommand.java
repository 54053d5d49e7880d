package twofold.image.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.image.model.Descriptor;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code list}: the images of the store. */
final class ListCommand extends StoreCommand {
    ListCommand() {
        super("list", "Lists the images; with -q their digests alone.");
        formatted();
    }

    @Override
    protected int run() throws IOException {
        boolean json = json(false);
        Store store = store();
        List<Descriptor> all = store.references().list();
        if (common.quiet()) {
            all.stream().map(each -> each.digest().toString()).distinct().forEach(System.out::println);
            return ExitStatus.DONE;
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Descriptor each : all) {
            rows.add(row(store, each));
        }
        if (json) {
            printJson(rows);
            return ExitStatus.DONE;
        }
        Table table = new Table("NAME", "DIGEST", "PLATFORM", "LAYERS", "SIZE", "CREATED");
        for (Map<String, Object> each : rows) {
            table.row(each.get("name") == null ? "<none>" : each.get("name").toString(), each.get("digest").toString().substring(7, 19),
                    each.get("platform").toString(), each.get("layers").toString(), Table.size((Long) each.get("size")),
                    each.get("created").toString());
        }
        table.print();
        return ExitStatus.DONE;
    }

    private static Map<String, Object> row(Store store, Descriptor each) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", each.name());
        row.put("digest", each.digest().toString());
        try {
            Image image = store.image(String.valueOf(each.name()), each);
            row.put("platform", image.config().platform().toString());
            row.put("layers", (long) image.manifest().layers().size());
            row.put("size", image.manifest().layers().stream().mapToLong(Descriptor::size).sum());
            row.put("created", image.config().created() == null ? "" : image.config().created());
        } catch (UserError damaged) {
            row.put("platform", "damaged, see verify");
            row.put("layers", 0L);
            row.put("size", 0L);
            row.put("created", "");
        }
        return row;
    }
}
