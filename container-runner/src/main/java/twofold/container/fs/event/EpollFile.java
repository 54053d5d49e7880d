package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A set of files to wait for, epoll(7). Edges are seen as wake-ups of the file's queue since the last report. */
public final class EpollFile extends File {
    private final Map<Key, Item> items = new LinkedHashMap<>();
    private final WaitQueue queue = new WaitQueue();

    private record Key(int fd, File file) {
    }

    /** An event to report. */
    public record Event(int events, long data) {
    }

    /** One watched file. */
    private final class Item implements WaitQueue.Waiter {
        private int events;
        private long data;
        private boolean edge = true;

        @Override
        public void wake() {
            edge = true;
            queue.wakeAll();
        }
    }

    private EpollFile(Caller who) {
        super(new AnonymousInode(who), O_RDWR);
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
        if (file.inode().isRegular() || file.inode().isDirectory()) {
            throw FileError.of(EPERM);
        }
        Key key = new Key(fd, file);
        Item item = items.get(key);
        switch (operation) {
            case EPOLL_CTL_ADD -> {
                if (item != null) {
                    throw FileError.of(EEXIST);
                }
                Item made = new Item();
                items.put(key, made);
                if (file.queue() != null) {
                    file.queue().add(made);
                }
                set(made, events, data);
            }
            case EPOLL_CTL_MOD -> set(present(item), events, data);
            case EPOLL_CTL_DEL -> drop(key, present(item));
            default -> throw FileError.of(EINVAL);
        }
    }

    private static Item present(Item item) {
        if (item == null) {
            throw FileError.of(ENOENT);
        }
        return item;
    }

    private void set(Item item, int events, long data) {
        item.events = events;
        item.data = data;
        item.wake();
    }

    private void drop(Key key, Item item) {
        items.remove(key);
        if (key.file.queue() != null) {
            key.file.queue().remove(item);
        }
    }

    /** What is ready now, at most {@code limit}; edges and one-shots are used up. */
    public List<Event> take(int limit) {
        List<Event> ready = new ArrayList<>();
        for (Map.Entry<Key, Item> each : List.copyOf(items.entrySet())) {
            Item item = each.getValue();
            if (each.getKey().file.references() == 0) {
                drop(each.getKey(), item);
                continue;
            }
            int state = state(each.getKey(), item);
            if (state == 0 || ready.size() == limit) {
                continue;
            }
            ready.add(new Event(state, item.data));
            item.edge = false;
            if ((item.events & EPOLLONESHOT) != 0) {
                item.events = 0;
            }
        }
        return ready;
    }

    private static int state(Key key, Item item) {
        boolean quiet = item.events == 0 || (item.events & EPOLLET) != 0 && !item.edge;
        return quiet || key.file.references() == 0 ? 0 : key.file.poll() & (item.events | POLLERR | POLLHUP);
    }

    @Override
    public int poll() {
        for (Map.Entry<Key, Item> each : items.entrySet()) {
            if (state(each.getKey(), each.getValue()) != 0) {
                return POLLIN | POLLRDNORM;
            }
        }
        return 0;
    }

    @Override
    public WaitQueue queue() {
        return queue;
    }

    @Override
    protected void close() {
        for (Map.Entry<Key, Item> each : List.copyOf(items.entrySet())) {
            drop(each.getKey(), each.getValue());
        }
    }
}
