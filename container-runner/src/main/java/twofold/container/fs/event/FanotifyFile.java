package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_LARGEFILE;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLOUT;
import static twofold.container.abi.Poll.POLLRDNORM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.abi.Cap;
import twofold.container.abi.Fcntl;
import twofold.container.abi.Limits;
import twofold.container.abi.Tty;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Decision;
import twofold.container.vfs.FanGroup;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mark;
import twofold.container.vfs.Marks;
import twofold.container.vfs.Mount;
import twofold.container.vfs.UserCounts;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** A group of fanotify(7): its marks, what has happened to what they are on, and what it is asked and has not answered. */
public final class FanotifyFile extends EventSource implements FanGroup {
    /** Flags of fanotify_init(2). */
    public static final int FAN_CLASS_CONTENT = 4;
    public static final int FAN_CLASS_PRE_CONTENT = 8;
    public static final int FAN_UNLIMITED_QUEUE = 0x10;
    public static final int FAN_UNLIMITED_MARKS = 0x20;
    public static final int FAN_ENABLE_AUDIT = 0x40;
    public static final int FAN_REPORT_PIDFD = 0x80;
    public static final int FAN_REPORT_TID = 0x100;
    public static final int FAN_REPORT_FD_ERROR = 0x2000;
    public static final int REPORTS = REPORT_FID | REPORT_DIR_FID | REPORT_NAME | REPORT_TARGET_FID;
    private static final String GROUPS = "user/max_fanotify_groups";
    private static final String MARKS = "user/max_fanotify_marks";
    private static final int RESPONSE = 8;
    /** About what an event and a mark take of the host's heap. */
    private static final long EVENT_BYTES = 512;
    private static final long MARK_BYTES = 256;
    private static final int ALLOW = 1;
    private static final int DENY = 2;
    private static final int AUDIT = 0x10;
    private static final int INFO = 0x20;
    private static final FanotifyEvent OVERFLOW = new FanotifyEvent(Mark.FAN_Q_OVERFLOW);
    private final Task maker;
    private final int flags;
    private final int eventFlags;
    private final boolean privileged;
    private final UserNamespace user;
    private final int uid;
    private final UserCounts counts;
    /** Who pays for what waits. */
    private final Account account;
    private final long mostEvents;
    private final Map<Object, Mark> marks = new IdentityHashMap<>();
    private final List<Mark> inOrder = new ArrayList<>();
    private final Map<Object, FanotifyEvent> events = new LinkedHashMap<>();
    private final Map<Integer, Decision> unanswered = new LinkedHashMap<>();

    private FanotifyFile(Task who, int flags, int eventFlags, int fileFlags) {
        super(who, O_RDWR | fileFlags);
        maker = who;
        this.flags = flags;
        this.eventFlags = eventFlags;
        privileged = who.creds.has(Cap.CAP_SYS_ADMIN);
        user = who.creds.user;
        uid = who.creds.euid;
        counts = who.facilities().userCounts();
        account = who.account();
        mostEvents = (flags & FAN_UNLIMITED_QUEUE) != 0 ? Integer.MAX_VALUE : who.facilities().settings().number("fs/fanotify/max_queued_events");
    }

    /** Makes one without marks; EMFILE if the user has as many as it may. @param flags of fanotify_init(2) */
    public static FanotifyFile create(Task who, int flags, int eventFlags, int fileFlags) {
        if (!who.facilities().userCounts().take(who.creds.user, who.creds.euid, GROUPS)) {
            throw FileError.of(EMFILE);
        }
        return AnonymousInode.named(new FanotifyFile(who, flags, eventFlags, fileFlags), "fanotify");
    }

    @Override
    public int priority() {
        return (flags & FAN_CLASS_PRE_CONTENT) != 0 ? 2 : (flags & FAN_CLASS_CONTENT) != 0 ? 1 : 0;
    }

    @Override
    public int reports() {
        return flags & REPORTS;
    }

    /** Whether its maker had CAP_SYS_ADMIN. */
    public boolean isPrivileged() {
        return privileged;
    }

    /** Its mark on an inode, a mount or a file system, or null. */
    public Mark mark(Object on) {
        return marks.get(on);
    }

    /** A new mark; ENOSPC if the user has as many as it may. */
    public Mark add(Mark.Kind kind, Object on) {
        if ((flags & FAN_UNLIMITED_MARKS) == 0 && !counts.take(user, uid, MARKS)) {
            throw FileError.of(ENOSPC);
        }
        account.carry(MARK_BYTES);
        Mark made = new Mark(this, kind, on);
        marks.put(on, made);
        inOrder.add(made);
        made.attach();
        return made;
    }

    @Override
    public void forget(Mark mark) {
        if (marks.remove(mark.on, mark)) {
            inOrder.remove(mark);
            mark.detach();
            account.refund(MARK_BYTES);
            if ((flags & FAN_UNLIMITED_MARKS) == 0) {
                counts.give(user, uid, MARKS);
            }
        }
    }

    /** Takes all marks of a kind away. */
    public void flush(Mark.Kind kind) {
        for (Mark each : List.copyOf(inOrder)) {
            if (each.kind == kind) {
                forget(each);
            }
        }
    }

    @Override
    public void happened(Marks.Event event, long mask, int places) {
        FanotifyEvent made = reports() == 0 ? FanotifyEvent.of(event.path(), mask) : FanotifyEvent.of(event, mask, reports(), places);
        made.by(actor(), (flags & FAN_REPORT_TID) != 0);
        made.remember(maker.container().handles);
        Object key = made.key();
        FanotifyEvent known = events.get(key);
        if (known != null) {
            known.mask |= made.mask;
        } else if (events.size() >= mostEvents || !account.offer(EVENT_BYTES)) {
            overflow();
        } else {
            events.put(key, made);
        }
        queue.wakeAll();
    }

    private void overflow() {
        if (events.putIfAbsent(OVERFLOW, OVERFLOW) == null) {
            account.carry(EVENT_BYTES);
        }
    }

    private Task actor() {
        return maker.kernel.current();
    }

    @Override
    public Decision ask(Caller who, VfsPath path, long mask) {
        Decision decision = new Decision(this, path.inode(), mask);
        FanotifyEvent made = FanotifyEvent.of(path, mask);
        made.by((Task) who, (flags & FAN_REPORT_TID) != 0);
        made.decision = decision;
        account.carry(EVENT_BYTES);
        events.put(decision, made);
        queue.wakeAll();
        return decision;
    }

    @Override
    public int readNothing(Caller who) {
        return read(who, ByteBuffer.allocate(0));
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        int start = to.position();
        to.order(ByteOrder.LITTLE_ENDIAN);
        for (Iterator<FanotifyEvent> i = events.values().iterator(); i.hasNext();) {
            FanotifyEvent event = i.next();
            int length = event.length((flags & FAN_REPORT_PIDFD) != 0);
            if (length > to.remaining()) {
                return to.position() > start ? to.position() - start : -EINVAL;
            }
            i.remove();
            account.refund(EVENT_BYTES);
            int fd = event.opens() ? opened((Task) who, event) : -1;
            if (fd < -1 && (flags & FAN_REPORT_FD_ERROR) == 0) {
                return to.position() > start ? to.position() - start : fd;
            }
            int pid = privileged || event.process == ((Task) who).process ? event.number == 0 ? 0 : who.shown(event.number) : 0;
            event.put(to, length, fd, pid, reports());
            if ((flags & FAN_REPORT_PIDFD) != 0) {
                to.put((byte) FanotifyEvent.PIDFD).put((byte) 0).putShort((short) 8).putInt(pidfd((Task) who, event.process));
            }
        }
        return to.position() == start ? -EAGAIN : to.position() - start;
    }

    private static int pidfd(Task who, Process process) {
        if (process == null || process.reaped()) {
            return -1;
        }
        return who.files.add(ProcessFile.create(who, process, 0), 0, true, who.process.softLimits[Limits.RLIMIT_NOFILE]);
    }

    /** Opens what an event is about for its reader; a negative errno. Who asked is allowed what nobody can decide. */
    private int opened(Task who, FanotifyEvent event) {
        try {
            Inode inode = event.path.inode();
            if ((eventFlags & 3) != 0) {
                inode.requireNotRunning();
            }
            File file = inode.open(who, eventFlags & ~Fcntl.O_CLOEXEC);
            file.setSilent();
            if (file.path() == null) {
                file.opened(event.path);
            }
            int fd = who.files.add(file, 0, (eventFlags & Fcntl.O_CLOEXEC) != 0,
                    who.process.softLimits[Limits.RLIMIT_NOFILE]);
            if (event.decision != null) {
                unanswered.put(fd, event.decision);
            }
            return fd;
        } catch (FileError refused) {
            if (event.decision != null) {
                event.decision.decide(false);
            }
            return -refused.errno();
        }
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (from.remaining() < RESPONSE) {
            return -EINVAL;
        }
        from.order(ByteOrder.LITTLE_ENDIAN);
        int fd = from.getInt();
        int response = from.getInt();
        int answer = response & ~(AUDIT | INFO);
        if (answer != ALLOW && answer != DENY || (response & AUDIT) != 0 && (flags & FAN_ENABLE_AUDIT) == 0 || (response & INFO) != 0) {
            return -EINVAL;
        }
        if (fd < 0) {
            return -EINVAL;
        }
        Decision decision = unanswered.remove(fd);
        if (decision == null) {
            return -ENOENT;
        }
        decision.decide(answer == ALLOW);
        return RESPONSE;
    }

    @Override
    public int poll() {
        return (events.isEmpty() ? 0 : POLLIN | POLLRDNORM) | (priority() > 0 ? POLLOUT : 0);
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == Tty.FIONREAD) {
            memory.putInt(argument, events.values().stream().mapToInt(each -> each.length((flags & FAN_REPORT_PIDFD) != 0)).sum());
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    @Override
    public String information() {
        StringBuilder text = new StringBuilder("fanotify flags:%x event-flags:%x\n".formatted(flags, eventFlags | O_LARGEFILE));
        for (Mark each : inOrder.reversed()) {
            int kept = (each.evictable ? 0x200 : 0) | (each.survives ? 0x40 : 0) | (each.ignoresByFlags ? 0x400 : 0);
            String where = switch (each.kind) {
                case INODE -> "ino:%x sdev:%x".formatted(((Inode) each.on).number(), ((Inode) each.on).fileSystem().device());
                case MOUNT -> "mnt_id:%x".formatted(((Mount) each.on).number());
                case FILE_SYSTEM -> "sdev:%x".formatted(((FileSystem) each.on).device());
            };
            text.append("fanotify %s mflags:%x mask:%x ignored_mask:%x\n".formatted(where, kept, each.mask, each.ignored));
        }
        return text.toString();
    }

    @Override
    protected void close() {
        List.copyOf(inOrder).forEach(this::forget);
        events.values().stream().filter(each -> each.decision != null).forEach(each -> each.decision.decide(true));
        unanswered.values().forEach(each -> each.decide(true));
        account.refund(EVENT_BYTES * events.size());
        events.clear();
        counts.give(user, uid, GROUPS);
    }
}
