package twofold.vm.cli;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** What the guest kernel says on its console: shown at once with {@code --verbose}, else its end is kept for when something goes wrong. */
final class ConsoleLog implements Consumer<byte[]> {
    private static final int KEPT = 1 << 14;

    private final boolean verbose;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();

    ConsoleLog(boolean verbose) {
        this.verbose = verbose;
    }

    boolean verbose() {
        return verbose;
    }

    @Override
    public void accept(byte[] bytes) {
        if (verbose) {
            System.err.write(bytes, 0, bytes.length);
            System.err.flush();
            return;
        }
        kept.writeBytes(bytes);
        if (kept.size() > 2 * KEPT) {
            byte[] all = kept.toByteArray();
            kept = new ByteArrayOutputStream();
            kept.write(all, all.length - KEPT, KEPT);
        }
    }

    /** Shows what was kept. */
    void show() {
        byte[] all = kept.toByteArray();
        System.err.write(all, 0, all.length);
        System.err.flush();
    }
}
