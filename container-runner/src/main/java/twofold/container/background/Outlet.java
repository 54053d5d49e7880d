package twofold.container.background;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.fs.dev.HostOutput;
import twofold.container.vfs.WaitQueue;

/**
 * Where a standard stream or a terminal's screen goes: to the log, and to whoever is attached. The slowest of those sets the pace; without
 * any, everything is taken at once. For the kernel's thread.
 */
final class Outlet implements HostOutput.Sink {
    private final Wire.Kind kind;
    private final Tap tap;
    private final WaitQueue queue = new WaitQueue();
    private final List<Attached> attached = new ArrayList<>();

    /** Sees everything that goes by. */
    interface Tap {
        void see(byte[] bytes, int from, int length);
    }

    /** An outlet of a kind of frames; the tap sees its bytes too. */
    Outlet(Wire.Kind kind, Tap tap) {
        this.kind = kind;
        this.tap = tap;
    }

    void attach(Attached listener) {
        attached.add(listener);
    }

    void detach(Attached listener) {
        attached.remove(listener);
        queue.wakeAll();
    }

    /** Somebody has room again. */
    void wake() {
        queue.wakeAll();
    }

    @Override
    public boolean room() {
        for (Attached each : attached) {
            if (!each.room()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean take(byte[] bytes, int from, int length) throws IOException {
        if (!room()) {
            return false;
        }
        boolean unwanted = false;
        for (Attached each : attached) {
            unwanted |= each.refuses(kind);
        }
        if (unwanted && attached.size() == 1) {
            throw new IOException("closed");
        }
        tap.see(bytes, from, length);
        if (!attached.isEmpty()) {
            for (int at = from; at < from + length; at += Wire.MOST_DATA) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(from + length, at + Wire.MOST_DATA));
                attached.forEach(each -> each.deliver(kind, part));
            }
        }
        return true;
    }

    @Override
    public WaitQueue queue() {
        return queue;
    }
}
