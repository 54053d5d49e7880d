package twofold.container.namespace;

import java.util.ArrayList;
import java.util.List;
import twofold.container.vfs.WaitQueue;

/** A POSIX message queue, mq_overview(7): messages by priority, then by age. */
public final class PosixQueue {
    /** A message. */
    public record Message(int priority, byte[] text) {
    }

    public final String name;
    public final int uid;
    public final int gid;
    public final int mode;
    public final int mostMessages;
    public final int longest;
    public final WaitQueue queue = new WaitQueue();
    /** Called once, with the first message to the empty queue; null for nobody. */
    public Runnable notify;
    /** Whose {@link #notify} it is. */
    public Object notified;
    /** How many wait to receive. */
    public int receivers;
    private final List<Message> messages = new ArrayList<>();

    /** An empty queue. */
    public PosixQueue(String name, int uid, int gid, int mode, int mostMessages, int longest) {
        this.name = name;
        this.uid = uid;
        this.gid = gid;
        this.mode = mode;
        this.mostMessages = mostMessages;
        this.longest = longest;
    }

    /** How many wait to be received. */
    public int size() {
        return messages.size();
    }

    /** Bytes that wait to be received. */
    public long bytes() {
        return messages.stream().mapToLong(each -> each.text.length).sum();
    }

    /** Adds a message behind those of its priority. */
    public void add(Message message) {
        int at = messages.size();
        while (at > 0 && messages.get(at - 1).priority < message.priority) {
            at--;
        }
        messages.add(at, message);
        if (messages.size() == 1 && notify != null && receivers == 0) {
            Runnable once = notify;
            notify = null;
            notified = null;
            once.run();
        }
        queue.wakeAll();
    }

    /** The first message or null. */
    public Message first() {
        return messages.isEmpty() ? null : messages.getFirst();
    }

    /** Takes the first. */
    public void takeFirst() {
        messages.removeFirst();
        queue.wakeAll();
    }
}
