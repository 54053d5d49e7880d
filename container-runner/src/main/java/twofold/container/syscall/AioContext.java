package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import twofold.container.fs.event.EventFile;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.mm.IoContexts;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * A context of io_setup(2): what has ended and was not asked for, and polls that wait. Programs may take what has ended from a ring in their
 * memory, too, by moving its head; what the ring says of itself is only believed as far as something has ended.
 */
final class AioContext implements IoContexts.Context {
    private static final int MAGIC = 0xa10a10a1;
    private static final int HEADER = 32;
    private static final int HEAD = 8;
    private static final int TAIL = 12;
    private static final int EVENT = 32;
    /** Rings have room for twice as many as were asked for, and at least for this many. */
    private static final int LEAST = 4;
    private static final long POLL = 192;

    /** Something that has ended: what the program calls it, its block and what it came to. */
    record Event(long data, long block, long result) {
    }

    private final Mm mm;
    private final Kernel kernel;
    private final Account account;
    private final int limit;
    private final int slots;
    private final Deque<Event> ended = new ArrayDeque<>();
    private final List<Poll> polls = new ArrayList<>(0);
    /** Where its ring was mapped or moved to. */
    private long ring;
    private int head;
    final WaitQueue queue = new WaitQueue();
    /** It was given up: who waits for events of it gets EINVAL. */
    private boolean destroyed;

    private AioContext(Task t, int limit, int slots, long ring) {
        mm = t.mm;
        kernel = t.kernel;
        account = t.account();
        this.limit = limit;
        this.slots = slots;
        this.ring = ring;
    }

    /** Makes one with room for {@code limit} events, from 1; returns where its ring is. */
    static long make(Task t, int limit) {
        long pages = Math.ceilDiv(HEADER + EVENT * (2L * Math.max(limit, LEAST) + 2), (long) Frames.SIZE);
        int slots = (int) ((pages * Frames.SIZE - HEADER) / EVENT);
        long ring = Mapper.map(t.mm, 0, pages * Frames.SIZE, Mapper.Content.anonymous(3, "/[aio] (deleted)"));
        t.mm.putInt(ring + 4, slots);
        t.mm.putInt(ring + 16, MAGIC);
        t.mm.putInt(ring + 20, 1);
        t.mm.putInt(ring + 28, HEADER);
        t.mm.asynchronous.add(ring, new AioContext(t, limit, slots, ring));
        return ring;
    }

    /** The one that a program names by its ring, EINVAL for none. */
    static AioContext of(Task t, long ring) {
        if (t.mm.asynchronous.at(ring) instanceof AioContext context) {
            return context;
        }
        throw FileError.of(EINVAL);
    }

    /** Takes its ring away, too. */
    static void destroy(Task t, long ring) {
        AioContext context = of(t, ring);
        t.mm.asynchronous.remove(ring);
        Mapper.unmap(t.mm, ring, Math.ceilDiv(HEADER + (long) EVENT * context.slots, (long) Frames.SIZE) * Frames.SIZE);
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public void moved(long to) {
        ring = to;
    }

    @Override
    public void end() {
        destroyed = true;
        new ArrayList<>(polls).forEach(Poll::leave);
        queue.wakeAll();
    }

    boolean isDestroyed() {
        return destroyed;
    }

    /** Whether nothing more may be submitted before something is taken. */
    boolean isFull() {
        return waiting() + polls.size() >= slots - 1;
    }

    /** How many have ended; those that the program took itself are gone. */
    int waiting() {
        if (!ended.isEmpty()) {
            try {
                int taken = Math.min(Math.floorMod(Integer.remainderUnsigned(mm.getInt(ring + HEAD), slots) - head, slots), ended.size());
                for (int i = 0; i < taken; i++) {
                    ended.removeFirst();
                }
                head = (head + taken) % slots;
            } catch (FileError unmapped) {
                return ended.size(); // Who took the ring away takes nothing from it
            }
        }
        return ended.size();
    }

    /** The one that ended first, which stays. */
    Event first() {
        return ended.getFirst();
    }

    /** That one was taken. */
    void taken() {
        ended.removeFirst();
        head = (head + 1) % slots;
        mm.putInt(ring + HEAD, head);
    }

    /** Something has ended. @param told who counts that, or null */
    void ends(Event event, EventFile told) {
        waiting();
        int tail = (head + ended.size()) % slots;
        ended.add(event);
        long at = ring + HEADER + (long) EVENT * tail;
        try {
            mm.putLong(at, event.data);
            mm.putLong(at + 8, event.block);
            mm.putLong(at + 16, event.result);
            mm.putLong(at + 24, 0);
            mm.putInt(ring + TAIL, (tail + 1) % slots);
        } catch (FileError unmapped) {
            mm.takeHandedOver(); // Who took the ring away has to ask for what ends
        }
        queue.wakeAll();
        if (told != null) {
            told.add(1);
        }
    }

    /** Waits for one of {@code events} of a file, or ends at once. */
    void poll(long data, long block, File file, int events, EventFile told) {
        int happened = file.poll() & events;
        if (happened != 0) {
            ends(new Event(data, block, happened), told);
            return;
        }
        if (file.queue() == null) {
            throw FileError.of(EINVAL);
        }
        account.charge(POLL);
        Poll poll = new Poll(data, block, file, events, told);
        file.retain();
        if (told != null) {
            told.retain();
        }
        polls.add(poll);
        file.queue().add(poll);
    }

    /** Calls off what waits and has that block; whether there is one. */
    boolean cancel(long block) {
        for (Poll poll : polls) {
            if (poll.block == block) {
                poll.finish(0);
                return true;
            }
        }
        return false;
    }

    /** A poll that has not ended. */
    private final class Poll implements WaitQueue.Waiter {
        private final long data;
        private final long block;
        private final File file;
        private final int events;
        private final EventFile told;

        Poll(long data, long block, File file, int events, EventFile told) {
            this.data = data;
            this.block = block;
            this.file = file;
            this.events = events;
            this.told = told;
        }

        @Override
        public void wake() {
            int happened = file.poll() & events;
            if (happened != 0) {
                finish(happened);
            }
        }

        @Override
        public void wake(int happened) {
            if ((happened & events) != 0 && (file.poll() & events) != 0) {
                finish(happened); // As it is told, which may be more than was asked for
            }
        }

        void finish(int result) {
            leave();
            ends(new Event(data, block, result), told);
        }

        /** The file is let go a little later: it may be just about to tell others. */
        void leave() {
            if (polls.remove(this)) {
                file.queue().remove(this);
                account.refund(POLL);
                kernel.timers.at(kernel.clock.monotonicNanos(), () -> {
                    file.release();
                    if (told != null) {
                        told.release();
                    }
                });
            }
        }
    }
}
