package twofold.image.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.model.Descriptor;
import twofold.image.model.ImageConfig.History;
import twofold.image.store.Image;
import twofold.toolkit.cli.ExitStatus;

/** {@code history}: the steps that made an image. */
final class HistoryCommand extends StoreCommand {
    private final PositionalParamSpec image = operands("IMAGE", "the image");

    HistoryCommand() {
        super("history", "Shows the steps that made an image, the last one first.");
        formatted();
    }

    @Override
    protected int run() throws IOException {
        boolean json = json(false);
        Image found = store().resolve(words(image, 1, 1).getFirst());
        List<Map<String, Object>> steps = new ArrayList<>();
        int layer = 0;
        for (History each : found.config().history()) {
            boolean none = each.emptyLayer() || layer >= found.manifest().layers().size();
            Descriptor blob = none ? null : found.manifest().layers().get(layer++);
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("created", each.created() == null ? "" : each.created());
            step.put("created_by", each.createdBy());
            step.put("size", blob == null ? 0L : blob.size());
            step.put("layer", blob == null ? null : blob.digest().toString());
            steps.addFirst(step);
        }
        if (json) {
            printJson(steps);
            return ExitStatus.DONE;
        }
        Table table = new Table("LAYER", "SIZE", "CREATED BY");
        steps.forEach(each -> table.row(each.get("layer") == null ? "-" : each.get("layer").toString().substring(7, 19),
                Table.size((Long) each.get("size")), each.get("created_by").toString().replaceAll("\\s+", " ")));
        table.print();
        return ExitStatus.DONE;
    }
}
