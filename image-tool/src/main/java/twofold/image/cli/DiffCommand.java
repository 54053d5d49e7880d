package twofold.image.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.image.layer.Difference;
import twofold.image.overlay.Overlay;
import twofold.image.store.Store;
import twofold.image.tar.EntryName;
import twofold.toolkit.cli.ExitStatus;

/** {@code diff}: what differs between two images' files. */
final class DiffCommand extends StoreCommand {
    private final PositionalParamSpec images = operands("A B", "two images");

    DiffCommand() {
        super("diff", "Lists the files that B has and A has not (A), that differ (C), and that only A has (D).");
        formatted();
    }

    @Override
    protected int run() throws IOException {
        boolean json = json(false);
        Store store = store();
        Overlay before = Overlay.readOnly(store, store.resolve(words(images, 2, 2).get(0)));
        Overlay after = Overlay.readOnly(store, store.resolve(words(images, 2, 2).get(1)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Difference each : Difference.between(before, after)) {
            String path = "/" + EntryName.printable(each.path());
            if (json) {
                rows.add(Map.of("kind", String.valueOf(each.kind().letter()), "path", path));
            } else {
                System.out.println(each.kind().letter() + " " + path);
            }
        }
        if (json) {
            printJson(rows);
        }
        return ExitStatus.DONE;
    }
}
