package twofold.container.namespace;

import java.util.ArrayList;
import java.util.List;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.WaitQueue;

/** A System V message queue, msgop(2). */
public final class MessageQueue extends IpcNamespace.Entry {
    /** A message of a type above 0. */
    public record Message(long type, byte[] text) {
    }

    /** About what a message takes of the host's heap beside its text. */
    public static final long OVERHEAD = 64;
    public final List<Message> messages = new ArrayList<>();
    public final WaitQueue queue = new WaitQueue();
    public long bytes;
    /** The most bytes it may hold. */
    public long limit;
    public long sent;
    public long received;
    public int lastSender;
    public int lastReceiver;

    /** An empty queue. */
    public MessageQueue(int key, int mode, Credentials who, long now, long limit) {
        super(key, mode, who, now);
        this.limit = limit;
    }

    /**
     * The index of the first message asked for, or -1.
     *
     * @param type   0 any; above 0 that type, or with {@code except} any other; below 0 the lowest type up to its amount
     */
    public int find(long type, boolean except) {
        int best = -1;
        for (int i = 0; i < messages.size(); i++) {
            long each = messages.get(i).type;
            if (type == 0 || type > 0 && each == type != except) {
                return i;
            }
            if (type < 0 && each <= (type == Long.MIN_VALUE ? Long.MAX_VALUE : -type) && (best < 0 || each < messages.get(best).type)) {
                best = i;
            }
        }
        return best;
    }
}
