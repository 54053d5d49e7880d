package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.abi.Cap;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/**
 * A set of files to wait for, epoll(7). A file whose queue was woken stands in the ready list until a look at it finds nothing; edges leave
 * the list with their report. So asking costs what is ready, not what is watched.
 */
public final class EpollFile extends EventSource {
    private static final int DEEPEST = 5;
    private static final int MAY_BE_EXCLUSIVE = POLLIN | POLLOUT | POLLERR | POLLHUP | EPOLLET | EPOLLWAKEUP | EPOLLEXCLUSIVE;
    private static final int INPUT_BITS = EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE;
    private static final int EPIOCSPARAMS = 0x40088a01;
    private static final int EPIOCGPARAMS = 0x80088a02;
    private static final int PARAMETERS = 8;
    private static final int USUAL_BUDGET = 64;
    private final Map<Key, Item> items = new LinkedHashMap<>();
    private final ArrayDeque<Item> ready = new ArrayDeque<>();
    private final Closed closed = this::forget;
    /** About what an item takes of the host's heap. */
    private static final long ITEM = 256;
    private final Account account;
    /** How it would poll devices without being told of news, struct epoll_params, ioctl_eventpoll(2); there is none that needs it. */
    private byte[] parameters = new byte[PARAMETERS];

    private record Key(int fd, File file) {
    }

    /** An event to report. */
    public record Event(int events, long data) {
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        switch (command) {
            case EPIOCSPARAMS -> {
                byte[] given = memory.read(argument, PARAMETERS);
                if (given[7] != 0 || given[3] < 0 || (given[6] & ~1) != 0) {
                    return -EINVAL;
                }
                if ((given[4] & 0xff | given[5] << 8 & 0xff00) > USUAL_BUDGET && !who.credentials().has(Cap.CAP_NET_ADMIN)) {
                    return -EPERM;
                }
                parameters = given;
            }
            case EPIOCGPARAMS -> memory.write(argument, parameters);
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    /** One watched file. */
    private final class Item implements WaitQueue.Waiter {
        private final Key key;
        private int events;
        private long data;
        private boolean listed;
        private boolean gone;

        Item(Key key) {
            this.key = key;
        }

        @Override
        public void wake() {
            if (!listed && (events & ~INPUT_BITS) != 0) {
                listed = true;
                ready.add(this);
            }
            queue.wakeAll();
        }

        @Override
        public void wake(int happened) {
            if ((happened & events) != 0) {
                wake();
            }
        }

        int state() {
            return gone || (events & ~INPUT_BITS) == 0 ? 0 : key.file.poll() & (events | POLLERR | POLLHUP);
        }
    }

    private EpollFile(Caller who) {
        super(who, O_RDWR);
        account = who.account();
    }

    /** Makes an empty set. */
    public static EpollFile create(Caller who) {
        return AnonymousInode.named(new EpollFile(who), "eventpoll");
    }

    /** epoll_ctl(2). */
    public void change(int operation, int fd, File file, int events, long data) {
        if (file == this) {
            throw FileError.of(EINVAL);
        }
        if (file.queue() == null) {
            throw FileError.of(EPERM);
        }
        Key key = new Key(fd, file);
        Item item = items.get(key);
        boolean exclusive = (events & EPOLLEXCLUSIVE) != 0;
        if (exclusive && (operation == EPOLL_CTL_MOD || file instanceof EpollFile || (events & ~MAY_BE_EXCLUSIVE) != 0)) {
            throw FileError.of(EINVAL);
        }
        switch (operation) {
            case EPOLL_CTL_ADD -> add(key, item, events, data);
            case EPOLL_CTL_MOD -> {
                if ((present(item).events & EPOLLEXCLUSIVE) != 0) {
                    throw FileError.of(EINVAL);
                }
                set(item, events, data);
            }
            case EPOLL_CTL_DEL -> drop(present(item));
            default -> throw FileError.of(EINVAL);
        }
    }

    /** The {@code place}th file that is watched by that number, from 0, or null. */
    public File watched(int fd, int place) {
        return place < 0 ? null : items.keySet().stream().filter(each -> each.fd == fd).skip(place).map(Key::file).findFirst().orElse(null);
    }

    private void add(Key key, Item known, int events, long data) {
        if (known != null) {
            throw FileError.of(EEXIST);
        }
        if (key.file instanceof EpollFile inner && (inner.depth(this, 0) >= DEEPEST || inner.reaches(this))) {
            throw FileError.of(ELOOP);
        }
        account.charge(ITEM);
        Item made = new Item(key);
        items.put(key, made);
        if ((events & EPOLLEXCLUSIVE) != 0) {
            key.file.queue().add(made);
        } else {
            key.file.queue().addFirst(made);
        }
        key.file.whenClosed(closed);
        set(made, events, data);
    }

    private int depth(EpollFile top, int level) {
        int deepest = level + 1;
        for (Key key : items.keySet()) {
            if (key.file instanceof EpollFile inner && level < DEEPEST) {
                deepest = Math.max(deepest, inner.depth(top, level + 1));
            }
        }
        return deepest;
    }

    private boolean reaches(EpollFile target) {
        for (Key key : items.keySet()) {
            if (key.file == target || key.file instanceof EpollFile inner && inner.reaches(target)) {
                return true;
            }
        }
        return false;
    }

    private static Item present(Item item) {
        if (item == null) {
            throw FileError.of(ENOENT);
        }
        return item;
    }

    private void set(Item item, int events, long data) {
        item.events = events | POLLERR | POLLHUP;
        item.data = data;
        if (item.state() != 0) {
            item.wake();
        }
    }

    private void drop(Item item) {
        item.gone = true;
        account.refund(ITEM);
        items.remove(item.key);
        item.key.file.queue().remove(item);
        if (item.listed) {
            ready.remove(item);
        }
    }

    private void forget(File file) {
        for (Item item : List.copyOf(items.values())) {
            if (item.key.file == file) {
                drop(item);
            }
        }
    }

    /** What is ready now, at most {@code limit}; edges and one-shots are used up. */
    public List<Event> take(int limit) {
        List<Event> taken = new ArrayList<>();
        for (int left = ready.size(); left > 0 && taken.size() < limit; left--) {
            Item item = ready.poll();
            item.listed = false;
            int state = item.state();
            if (state == 0) {
                continue;
            }
            taken.add(new Event(state, item.data));
            if ((item.events & EPOLLONESHOT) != 0) {
                item.events &= INPUT_BITS;
            } else if ((item.events & EPOLLET) == 0) {
                item.listed = true;
                ready.add(item);
            }
        }
        return taken;
    }

    @Override
    public int poll() {
        while (!ready.isEmpty()) {
            if (ready.peek().state() != 0) {
                return POLLIN | POLLRDNORM;
            }
            ready.poll().listed = false;
        }
        return 0;
    }

    @Override
    public String information() {
        StringBuilder text = new StringBuilder();
        for (Item item : items.values()) {
            text.append("tfd: %8d events: %8x data: %16x  pos:%d ino:%x sdev:%x\n".formatted(item.key.fd, item.events, item.data,
                    item.key.file.position, item.key.file.inode().number(), item.key.file.inode().fileSystem().device()));
        }
        return text.toString();
    }

    @Override
    protected void close() {
        for (Item item : List.copyOf(items.values())) {
            item.key.file.forgetClosed(closed);
            drop(item);
        }
    }
}
