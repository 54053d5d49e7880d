package twofold.container.kernel;

import static twofold.container.abi.Errno.EINPROGRESS;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOSYS;

import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/**
 * Whom a filter's SECCOMP_RET_USER_NOTIF asks, seccomp_unotify(2): the calls that wait for an answer, in order. A call is told of once, then answered, or it is withdrawn because
 * its task was interrupted or has ended. The number of calls is at most that of the tasks that have the filter.
 */
public final class SeccompListener {
    /** How far a call has come. */
    private enum State { NEW, TOLD, ANSWERED }

    /** A call that waits. */
    public static final class Notice {
        /** What it goes by with the listener. */
        public final long id;
        /** Who makes the call. */
        public final Task task;
        /** The call. */
        public final int number;
        private final SeccompListener listener;
        private final WaitQueue queue = new WaitQueue();
        private State state = State.NEW;
        private boolean proceeds;
        private long result;

        private Notice(SeccompListener listener, long id, Task task, int number) {
            this.listener = listener;
            this.id = id;
            this.task = task;
            this.number = number;
        }

        /** Its task need not wait any more, or cannot. */
        void withdraw() {
            listener.notices.remove(id, this);
        }

        private void answer(long value, boolean goesOn) {
            state = State.ANSWERED;
            result = value;
            proceeds = goesOn;
            queue.wakeAll();
        }
    }

    private final Map<Long, Notice> notices = new LinkedHashMap<>();
    private final WaitQueue queue = new WaitQueue();
    /** Whether a task whose call was told of can only be killed, not interrupted. */
    private final boolean killable;
    private long next;
    private int users;
    private boolean closed;

    /** One that nobody asks yet. @param killable SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV */
    public SeccompListener(Kernel kernel, boolean killable) {
        this.killable = killable;
        next = kernel.entropy.nextLong();
    }

    /** So many tasks more have its filter. */
    void used(int more) {
        users += more;
        if (users == 0) {
            queue.wakeAll();
        }
    }

    /** A task's call is to be asked about, or is still: {@link Task#BLOCKED}, {@link Seccomp#ALLOWED}, or {@link Signals#NO_RESULT} once the task has what was answered. */
    long ask(Task task, int number) {
        if (task.notice == null) {
            if (closed) {
                return -ENOSYS;
            }
            task.notice = new Notice(this, next++, task, number);
            notices.put(task.notice.id, task.notice);
            queue.wakeAll();
        }
        Notice notice = task.notice;
        if (notice.state != State.ANSWERED) {
            task.uninterruptible = killable && notice.state == State.TOLD;
            return task.waitOn(notice.queue);
        }
        task.uninterruptible = false;
        notice.withdraw();
        if (notice.proceeds) {
            return Seccomp.ALLOWED;
        }
        task.hart.x[10] = notice.result;
        task.hart.pc += 4;
        return Signals.NO_RESULT;
    }

    /** The first call that was not told of yet, or null. */
    public Notice first() {
        for (Notice notice : notices.values()) {
            if (notice.state == State.NEW) {
                return notice;
            }
        }
        return null;
    }

    /** A call was told of. */
    public void told(Notice notice) {
        notice.state = State.TOLD;
        queue.wakeAll();
        if (killable) {
            notice.queue.wakeAll();
        }
    }

    /** Whether no task has the filter any more. */
    public boolean abandoned() {
        return users == 0;
    }

    /** Whether a call that was told of waits for its answer. */
    public boolean expectsAnswer() {
        return notices.values().stream().anyMatch(notice -> notice.state == State.TOLD);
    }

    /** Whether this one does. */
    public boolean expectsAnswer(long id) {
        Notice notice = notices.get(id);
        return notice != null && notice.state == State.TOLD;
    }

    /** The call that was told of and waits: ENOENT if there is none, EINPROGRESS if it was not told of, or has its answer. */
    public Notice waiting(long id) {
        Notice notice = notices.get(id);
        if (notice == null) {
            throw FileError.of(ENOENT);
        }
        if (notice.state != State.TOLD) {
            throw FileError.of(EINPROGRESS);
        }
        return notice;
    }

    /** Answers a call with its result. */
    public void answer(Notice notice, long result) {
        notice.answer(result, false);
    }

    /** Has a call made as if nobody had been asked. */
    public void proceed(Notice notice) {
        notice.answer(0, true);
    }

    /** Where to wait for calls and for their end. */
    public WaitQueue queue() {
        return queue;
    }

    /** Nobody listens any more: there are no such calls as wait, or come. */
    public void close() {
        closed = true;
        for (Notice notice : notices.values()) {
            if (notice.state != State.ANSWERED) {
                notice.answer(-ENOSYS, false);
            }
        }
    }

    /** Whether nobody listens any more. */
    boolean isClosed() {
        return closed;
    }
}
