package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLRDNORM;
import static twofold.container.vfs.Watch.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Map;
import twofold.container.abi.Tty;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Inode;
import twofold.container.vfs.UserCounts;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.Watch;
import twofold.image.overlay.FileError;

/** Events of watched files to read, inotify(7). */
public final class InotifyFile extends EventSource {
    private static final int HEADER = 16;
    private static final String INSTANCES = "user/max_inotify_instances";
    private static final String WATCHES = "user/max_inotify_watches";
    private final SequencedMap<Integer, Watching> watches = new LinkedHashMap<>();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final UserNamespace user;
    private final int uid;
    private final UserCounts counts;
    private final long mostEvents;
    private int last;
    private long bytes;

    private record Event(int watch, int mask, int cookie, String name) {
        int length() {
            return HEADER + (name == null ? 0 : name.length() + 16 & -16);
        }
    }

    /** One watch on one inode. */
    private final class Watching implements Watch {
        private final int number;
        private final Inode inode;
        private int mask;

        Watching(int number, Inode inode, int mask) {
            this.number = number;
            this.inode = inode;
            this.mask = mask;
        }

        @Override
        public boolean excludesUnlinked() {
            return (mask & IN_EXCL_UNLINK) != 0;
        }

        @Override
        public void happened(int event, String name, int cookie) {
            int wanted = event & (mask & 0xfff | IN_UNMOUNT | IN_IGNORED | IN_Q_OVERFLOW);
            if (wanted == 0) {
                return;
            }
            push(new Event(number, wanted | event & IN_ISDIR, cookie, name));
            if ((event & IN_IGNORED) != 0) {
                forget(this);
            } else if ((mask & IN_ONESHOT) != 0) {
                forget(this);
                push(new Event(number, IN_IGNORED, 0, null));
            }
        }
    }

    private InotifyFile(Caller who, int flags) {
        super(who, O_RDONLY | flags);
        user = who.credentials().user;
        uid = who.credentials().euid;
        counts = who.facilities().userCounts();
        mostEvents = who.facilities().settings().number("fs/inotify/max_queued_events");
    }

    /** Makes one that watches nothing; EMFILE if the user has as many as it may. */
    public static InotifyFile create(Caller who, int flags) {
        if (!who.facilities().userCounts().take(who.credentials().user, who.credentials().euid, INSTANCES)) {
            throw FileError.of(EMFILE);
        }
        return AnonymousInode.called(new InotifyFile(who, flags), "anon_inode:inotify");
    }

    private void push(Event event) {
        if (event.equals(events.peekLast())) {
            return;
        }
        if (events.size() >= mostEvents) {
            Event overflow = new Event(-1, IN_Q_OVERFLOW, 0, null);
            if (!overflow.equals(events.peekLast())) {
                events.add(overflow);
                bytes += HEADER;
            }
            return;
        }
        events.add(event);
        bytes += event.length();
        queue.wakeAll();
    }

    private void forget(Watching watching) {
        watches.remove(watching.number);
        counts.give(user, uid, WATCHES);
        watching.inode.unwatch(watching);
    }

    /** Watches an inode, or changes how it is watched; returns the watch's number. */
    public int add(Inode inode, int mask) {
        for (Watching each : watches.values()) {
            if (each.inode == inode) {
                if ((mask & IN_MASK_CREATE) != 0) {
                    throw FileError.of(EEXIST);
                }
                each.mask = (mask & IN_MASK_ADD) != 0 ? each.mask | mask : mask;
                return each.number;
            }
        }
        if (!counts.take(user, uid, WATCHES)) {
            throw FileError.of(ENOSPC);
        }
        Watching made = new Watching(++last, inode, mask);
        watches.put(made.number, made);
        inode.watch(made);
        return made.number;
    }

    /** Ends a watch; EINVAL if there is none such. */
    public void remove(int number) {
        Watching watching = watches.get(number);
        if (watching == null) {
            throw FileError.of(EINVAL);
        }
        forget(watching);
        push(new Event(number, IN_IGNORED, 0, null));
    }

    @Override
    public int readNothing(Caller who) {
        return read(who, ByteBuffer.allocate(0));
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (events.isEmpty()) {
            return -EAGAIN;
        }
        if (events.peek().length() > to.remaining()) {
            return -EINVAL;
        }
        int start = to.position();
        to.order(ByteOrder.LITTLE_ENDIAN);
        while (!events.isEmpty() && events.peek().length() <= to.remaining()) {
            Event event = events.poll();
            int padded = event.length() - HEADER;
            bytes -= event.length();
            to.putInt(event.watch).putInt(event.mask).putInt(event.cookie).putInt(padded);
            for (int i = 0; i < padded; i++) {
                to.put((byte) (i < event.name.length() ? event.name.charAt(i) : 0));
            }
        }
        return to.position() - start;
    }

    @Override
    public int poll() {
        return events.isEmpty() ? 0 : POLLIN | POLLRDNORM;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == Tty.FIONREAD) {
            memory.putInt(argument, (int) bytes);
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    @Override
    public String information() {
        StringBuilder text = new StringBuilder();
        for (Watching each : watches.sequencedValues().reversed()) {
            text.append("inotify wd:%x ino:%x sdev:%x mask:%x ignored_mask:0\n".formatted(each.number, each.inode.number(),
                    each.inode.fileSystem().device(), each.mask));
        }
        return text.toString();
    }

    @Override
    protected void close() {
        for (Watching each : watches.values()) {
            each.inode.unwatch(each);
            counts.give(user, uid, WATCHES);
        }
        watches.clear();
        counts.give(user, uid, INSTANCES);
    }
}
