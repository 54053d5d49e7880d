package twofold.image.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.image.tar.TarEntry;

/**
 * Stands in for the container runner: writes what it was asked for into {@code /ran}, and ends with the status in {@code exit N}. A command
 * {@code write} leaves a file in each mount that may be written.
 */
public final class RecordingExecutor implements Executor {
    static final List<Step> STEPS = new ArrayList<>();
    /** What the last step's mounts showed. */
    static final List<String> SHOWN = new ArrayList<>();

    /** Made by the service loader. */
    public RecordingExecutor() {
    }

    @Override
    public int run(Step step) {
        STEPS.add(step);
        String last = step.plan().argv().getLast();
        SHOWN.clear();
        step.mounts().forEach(each -> show(step.root().root(), each, last.equals("write")));
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

    private static void show(Node root, Mount mount, boolean write) {
        StringBuilder text = new StringBuilder(mount.guest()).append(mount.readOnly() ? " ro" : " rw");
        Node top = mount.tree().root();
        assertEquals(top.mode() & TarEntry.TYPE, PathWalk.find(root, mount.guest()).mode() & TarEntry.TYPE);
        if ((top.mode() & TarEntry.TYPE) == TarEntry.REGULAR) {
            SHOWN.add(text.append(" = ").append(content(top)).toString());
            return;
        }
        top.entries(0, 100).stream().sorted(Comparator.comparing(Node.Entry::name)).forEach(each -> text.append(' ').append(each.name()));
        SHOWN.add(text.toString());
        if (write && !mount.readOnly()) {
            top.create("written", TarEntry.REGULAR | 0600, 3, 4, 0);
        }
    }

    private static String content(Node file) {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(0, bytes);
        return new String(bytes.array(), StandardCharsets.ISO_8859_1) + " %o %d:%d".formatted(file.mode() & 07777, file.uid(), file.gid());
    }
}
