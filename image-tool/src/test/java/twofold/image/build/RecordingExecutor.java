package twofold.image.build;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.image.tar.TarEntry;

/** Stands in for the container runner: writes what it was asked for into {@code /ran}, and ends with the status in {@code exit N}. */
public final class RecordingExecutor implements Executor {
    static final List<Step> STEPS = new ArrayList<>();

    /** Made by the service loader. */
    public RecordingExecutor() {
    }

    @Override
    public int run(Step step) {
        STEPS.add(step);
        String last = step.plan().argv().getLast();
        if (last.startsWith("exit ")) {
            return Integer.parseInt(last.substring(5));
        }
        step.clock().retired(5_000);
        Node root = step.root().root();
        Node there = root.child("ran");
        Node file = there != null ? there : root.create("ran", TarEntry.REGULAR | 0640, 7, 8, 0);
        file.write(file.size(), ByteBuffer.wrap((last + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        if (last.equals("clean")) {
            Node etc = PathWalk.find(root, "/etc");
            etc.unlink("old");
        }
        return 0;
    }
}
