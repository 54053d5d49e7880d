package twofold.container.namespace;

import java.util.ArrayList;
import java.util.List;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;

/** A POSIX message queue, mq_overview(7): messages by priority, then by age. */
public final class PosixQueue {
    /** How someone is told that there is a first message, mq_notify(3). */
    public interface Notice {
        /** A message has come, sent by a process and a user. */
        void arrived(int pid, int uid);

        /** SIGEV_ value of how. */
        int kind();

        /** The signal that tells, 0 for none. */
        default int signal() {
            return 0;
        }

        /** Nothing will be told. */
        default void removed() {
        }
    }

    /** A message. */
    public record Message(int priority, byte[] text) {
    }

    public final String name;
    /** Whose it is, and who may use it. */
    public final Inode inode;
    public final int mostMessages;
    public final int longest;
    public final WaitQueue queue = new WaitQueue();
    /** Where receivers wait; others do on {@link #queue}. */
    public final WaitQueue receivers = new WaitQueue();
    private Notice notice;
    private Object notified;
    private int watcher;
    private FdTable table;
    private final List<Message> messages = new ArrayList<>();

    /** An empty queue. */
    public PosixQueue(String name, Inode inode, int mostMessages, int longest) {
        this.name = name;
        this.inode = inode;
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

    /** Whether somebody is to be told. */
    public boolean isWatched() {
        return notified != null;
    }

    /** The number of the process that is to be told. */
    public int watcher() {
        return watcher;
    }

    /** SIGEV_ value of how it is told, 0 if nobody is. */
    public int noticeKind() {
        return notice == null ? 0 : notice.kind();
    }

    /** The signal by which it is told, or 0. */
    public int noticeSignal() {
        return notice == null ? 0 : notice.signal();
    }

    /** Tells a process once of the first message to the empty queue, unless its table of descriptors gives up the queue before. @param number of the process */
    public void watch(Object process, int number, FdTable descriptors, Notice how) {
        notified = process;
        watcher = number;
        table = descriptors;
        notice = how;
    }

    /** The same process does not want to be told. */
    public void forget(Object process) {
        if (process == notified && process != null) {
            Notice last = notice;
            watch(null, 0, null, null);
            last.removed();
        }
    }

    /** A table gives up a descriptor of the queue. */
    public void leaves(FdTable descriptors) {
        if (descriptors == table) {
            forget(notified);
        }
    }

    /** Adds a message, sent by a process and a user, behind those of its priority. Who waits for one comes before who is to be told. */
    public void add(Message message, int pid, int uid) {
        int at = messages.size();
        while (at > 0 && messages.get(at - 1).priority < message.priority) {
            at--;
        }
        messages.add(at, message);
        if (messages.size() == 1 && notice != null && receivers.isEmpty()) {
            Notice once = notice;
            watch(null, 0, null, null);
            once.arrived(pid, uid);
        }
        receivers.wakeAll();
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
