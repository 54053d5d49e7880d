package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Poll.POLLERR;
import static twofold.container.abi.Poll.POLLIN;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.mm.FaultHandler;
import twofold.container.mm.Mm;
import twofold.container.mm.SuppliedPages;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * Accesses to pages that are not there, to read, and what supplies the pages, userfaultfd(2) and ioctl_userfaultfd(2). It has the features of Debian's kernel for this
 * architecture but for the events: no pages are protected from writing.
 */
public final class UserFaultFile extends EventSource implements FaultHandler {
    /** USERFAULTFD_IOC_NEW of /dev/userfaultfd. */
    public static final int NEW = 0xaa00;
    private static final int API = 0xc018aa3f;
    private static final int REGISTER = 0xc020aa00;
    private static final int UNREGISTER = 0x8010aa01;
    private static final int WAKE = 0x8010aa02;
    private static final int COPY = 0xc028aa03;
    private static final int ZEROPAGE = 0xc020aa04;
    private static final int MOVE = 0xc028aa05;
    private static final int CONTINUE = 0xc020aa07;
    private static final int POISON = 0xc020aa08;
    private static final long VERSION = 0xaa;
    private static final long EVENT_FORK = 2;
    private static final long SIGBUS = 0x80;
    private static final long THREAD_ID = 0x100;
    private static final long EXACT_ADDRESS = 0x800;
    /** What there is: pages of shared memory, missing and mapped later, SIGBUS, threads, exact addresses, poison, moves. */
    private static final long FEATURES = 0x20 | SIGBUS | THREAD_ID | 0x400 | EXACT_ADDRESS | 0x4000 | 0x10000;
    private static final long INITIALIZED = 1L << 63;
    private static final long API_CALLS = INITIALIZED | 3;
    private static final long RANGE_CALLS = 0x13c;
    private static final long CONTINUE_CALL = 1 << 7;
    private static final int MESSAGE = 32;
    private static final int PAGEFAULT = 0x12;
    private static final int DONT_WAKE = 1;
    private static final int ALLOW_HOLES = 2;
    private static final long LOWEST = 0x10000;
    private final Mm mm;
    private final boolean userOnly;
    private final Map<Integer, Waiting> faults = new LinkedHashMap<>();
    private long features;

    /** A thread that waits for a page. */
    private static final class Waiting {
        final Fault fault;
        final int thread;
        final WaitQueue queue = new WaitQueue();
        boolean told;

        Waiting(Fault fault, int thread) {
            this.fault = fault;
            this.thread = thread;
        }
    }

    private UserFaultFile(Task who, int flags, boolean userOnly) {
        super(who, O_RDONLY | flags);
        mm = who.mm;
        this.userOnly = userOnly;
    }

    /** Makes one for the address space of who makes it. @param userOnly accesses that calls make are EFAULT */
    public static UserFaultFile create(Task who, int flags, boolean userOnly) {
        return AnonymousInode.named(new UserFaultFile(who, flags, userOnly), "userfaultfd");
    }

    @Override
    public boolean refuses() {
        return (features & SIGBUS) != 0;
    }

    /** Whether only programs' own accesses wait. */
    public boolean isUserOnly() {
        return userOnly;
    }

    /** A thread touched a page that is not there: what it waits on. */
    public WaitQueue awaits(Fault fault, int thread) {
        Waiting waiting = new Waiting(fault, thread);
        faults.put(thread, waiting);
        queue.wakeAll();
        return waiting.queue;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (features == 0 || to.remaining() < MESSAGE) {
            return -EINVAL;
        }
        int start = to.position();
        to.order(ByteOrder.LITTLE_ENDIAN);
        for (Waiting each : faults.values()) {
            if (!each.told && to.remaining() >= MESSAGE) {
                each.told = true;
                Fault fault = each.fault;
                long address = (features & EXACT_ADDRESS) != 0 ? fault.address() : fault.address() & -Frames.SIZE;
                to.putLong(PAGEFAULT).putLong((fault.write() ? 1 : 0) | (fault.minor() ? 4 : 0)).putLong(address)
                        .putLong((features & THREAD_ID) != 0 ? who.shown(each.thread) : 0);
            }
        }
        return to.position() == start ? -EAGAIN : to.position() - start;
    }

    @Override
    public int poll() {
        return features == 0 || !nonBlocking() ? POLLERR : faults.values().stream().anyMatch(each -> !each.told) ? POLLIN : 0;
    }

    @Override
    public long control(Caller who, int command, long at, UserMemory memory) {
        if (command == API) {
            return begin(who, at, memory);
        }
        if (features == 0) {
            return -EINVAL;
        }
        return switch (command) {
            case REGISTER -> register(at, memory);
            case UNREGISTER, WAKE -> {
                long start = memory.getLong(at);
                long length = memory.getLong(at + 8);
                requireRange(start, length);
                if (command == UNREGISTER) {
                    SuppliedPages.register(mm, start, length, this, 0);
                }
                wake(start, length);
                yield 0;
            }
            case COPY -> copy(at, memory);
            case ZEROPAGE -> supply(at, memory, (place, rest) -> SuppliedPages.put(mm, place, rest, null));
            case CONTINUE -> supply(at, memory, (place, rest) -> SuppliedPages.map(mm, place, rest));
            case POISON -> supply(at, memory, (place, rest) -> SuppliedPages.poison(mm, place, rest));
            case MOVE -> move(at, memory);
            default -> -EINVAL;
        };
    }

    private long begin(Caller who, long at, UserMemory memory) {
        long version = memory.getLong(at);
        long wanted = memory.getLong(at + 8);
        memory.getLong(at + 16);
        boolean fits = version == VERSION && (wanted & ~FEATURES) == 0;
        boolean forks = version == VERSION && (wanted & EVENT_FORK) != 0 && !who.credentials().has(Cap.CAP_SYS_PTRACE);
        boolean first = features == 0;
        memory.putLong(at, fits ? VERSION : 0);
        memory.putLong(at + 8, fits ? FEATURES : 0);
        memory.putLong(at + 16, fits ? API_CALLS : 0);
        if (fits && first) {
            features = wanted | INITIALIZED;
            return 0;
        }
        if (fits) {
            memory.putLong(at, 0);
            memory.putLong(at + 8, 0);
            memory.putLong(at + 16, 0);
        }
        return forks ? -EPERM : -EINVAL;
    }

    private static void requireRange(long start, long length) {
        boolean aligned = ((start | length) & Frames.SIZE - 1) == 0;
        if (!aligned || length <= 0 || start < LOWEST || start >= Mm.TASK_SIZE || length > Mm.TASK_SIZE - start) {
            throw FileError.of(EINVAL);
        }
    }

    private long register(long at, UserMemory memory) {
        long start = memory.getLong(at);
        long length = memory.getLong(at + 8);
        long modes = memory.getLong(at + 16);
        if (modes == 0 || (modes & ~(MISSING | MINOR)) != 0) {
            return -EINVAL;
        }
        requireRange(start, length);
        SuppliedPages.register(mm, start, length, this, (int) modes);
        memory.putLong(at + 24, RANGE_CALLS | ((modes & MINOR) != 0 ? CONTINUE_CALL : 0));
        return 0;
    }

    private void wake(long start, long length) {
        for (Iterator<Waiting> i = faults.values().iterator(); i.hasNext();) {
            Waiting each = i.next();
            if (each.fault.address() - start >= 0 && each.fault.address() - start < length) {
                i.remove();
                each.queue.wakeAll();
            }
        }
    }

    /** Puts a page at an address, from which on {@code rest} bytes are to be supplied. */
    private interface Supplier {
        void put(long address, long rest);
    }

    private long supply(long at, UserMemory memory, Supplier supplier) {
        long start = memory.getLong(at);
        long length = memory.getLong(at + 8);
        long mode = memory.getLong(at + 16);
        requireRange(start, length);
        if ((mode & ~DONT_WAKE) != 0) {
            return -EINVAL;
        }
        return pages(start, length, at + 24, memory, (mode & DONT_WAKE) == 0, supplier);
    }

    private long copy(long at, UserMemory memory) {
        long to = memory.getLong(at);
        long from = memory.getLong(at + 8);
        long length = memory.getLong(at + 16);
        long mode = memory.getLong(at + 24);
        requireRange(to, length);
        if (from < 0 || from > Long.MAX_VALUE - length || (mode & ~DONT_WAKE) != 0) {
            return -EINVAL;
        }
        return pages(to, length, at + 32, memory, (mode & DONT_WAKE) == 0,
                (place, rest) -> SuppliedPages.put(mm, place, rest, memory.read(from + place - to, Frames.SIZE)));
    }

    private long move(long at, UserMemory memory) {
        long to = memory.getLong(at);
        long from = memory.getLong(at + 8);
        long length = memory.getLong(at + 16);
        long mode = memory.getLong(at + 24);
        requireRange(to, length);
        requireRange(from, length);
        if ((mode & ~(DONT_WAKE | ALLOW_HOLES)) != 0 || memory != mm) {
            return -EINVAL;
        }
        return pages(to, length, at + 32, memory, (mode & DONT_WAKE) == 0, (place, rest) -> {
            if (!SuppliedPages.move(mm, from + place - to, place, rest) && (mode & ALLOW_HOLES) == 0) {
                throw FileError.of(ENOENT);
            }
        });
    }

    /** Supplies pages one by one; says how far that came, and wakes who waits for those. EAGAIN if it was not all. */
    private long pages(long start, long length, long result, UserMemory memory, boolean wakes, Supplier supplier) {
        if (mm.users() == 0) {
            return -ESRCH;
        }
        long done = 0;
        int errno = 0;
        while (done < length && errno == 0) {
            try {
                supplier.put(start + done, length - done);
                done += Frames.SIZE;
            } catch (FileError failed) {
                errno = failed.errno();
            }
        }
        memory.putLong(result, done > 0 ? done : -errno);
        if (done > 0 && wakes) {
            wake(start, done);
        }
        return done == 0 ? -errno : done < length ? -EAGAIN : 0;
    }

    @Override
    protected void close() {
        if (mm.users() > 0) {
            SuppliedPages.unregister(mm, this);
        }
        wake(0, Mm.TASK_SIZE);
    }
}
