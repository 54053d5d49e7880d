package twofold.container.vfs;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Fcntl.F_RDLCK;
import static twofold.container.abi.Fcntl.F_UNLCK;
import static twofold.container.abi.Fcntl.F_WRLCK;

import java.util.ArrayList;
import java.util.List;
import twofold.image.overlay.FileError;

/** Leases on one file, fcntl(2)'s F_SETLEASE: their holders hear of an open that is in conflict with them, and it waits for them. */
public final class Leases {
    /** Who waits for a lease to be given up. */
    public final WaitQueue queue = new WaitQueue();
    private final List<Lease> held = new ArrayList<>(1);

    private static final class Lease {
        private final File holder;
        private final long turn = FileLocks.nextTurn();
        private int type;
        private boolean breaking;
        private int pid;
        private Runnable tell;

        Lease(File holder) {
            this.holder = holder;
        }
    }

    /**
     * A lease, for those who ask who has which.
     *
     * @param type     what it is, or is to become while it is given up
     * @param breaking whether it is to be given up
     * @param pid      the process that took it
     * @param turn     as of locks
     */
    public record Row(int type, boolean breaking, int pid, long turn) {
    }

    /** The lease that an open file has, or null. */
    public Row row(File holder) {
        Lease lease = of(holder);
        return lease == null ? null : new Row(lease.type, lease.breaking, lease.pid, lease.turn);
    }

    /** All leases on the file, the oldest first. */
    public List<Row> rows() {
        return held.stream().map(each -> row(each.holder)).toList();
    }

    private Lease of(File holder) {
        for (Lease each : held) {
            if (each.holder == holder) {
                return each;
            }
        }
        return null;
    }

    /** The kind of lease an open file has, F_UNLCK for none; of one that is to be given up, what it is to become. */
    public int type(File holder) {
        Lease lease = of(holder);
        return lease == null ? F_UNLCK : lease.type;
    }

    /** Takes, changes or gives up a lease for a process; EAGAIN if others use the file in a way that forbids it. */
    public void set(File holder, int type, int pid, Runnable tell) {
        Lease lease = of(holder);
        if (type == F_UNLCK) {
            if (lease == null) {
                throw FileError.of(EAGAIN);
            }
            drop(lease);
            return;
        }
        Inode inode = holder.inode();
        boolean others = held.size() > (lease == null ? 0 : 1);
        if (type == F_RDLCK && inode.isWritten() || type == F_WRLCK && (others || inode.opens() > 1)) {
            throw FileError.of(EAGAIN);
        }
        for (Lease each : held) {
            if (each != lease && (each.type == F_WRLCK || each.breaking)) {
                throw FileError.of(EAGAIN);
            }
        }
        if (lease == null) {
            lease = new Lease(holder);
            held.add(lease);
            holder.whenClosed(closed -> {
                Lease left = of(closed);
                if (left != null) {
                    drop(left);
                }
            });
        }
        lease.type = type;
        lease.breaking = false;
        lease.pid = pid;
        lease.tell = tell;
        queue.wakeAll();
    }

    private void drop(Lease lease) {
        held.remove(lease);
        queue.wakeAll();
    }

    /** Somebody opens the file: whether he has to wait for leases, whose holders were told. */
    boolean broken(boolean writes) {
        boolean conflict = false;
        for (Lease each : List.copyOf(held)) {
            if (!writes && each.type == F_RDLCK && !each.breaking) {
                continue;
            }
            if (each.breaking && !writes && each.type == F_RDLCK) {
                conflict = true;
                continue;
            }
            conflict = true;
            if (!each.breaking || writes && each.type != F_UNLCK) {
                each.breaking = true;
                each.type = writes ? F_UNLCK : F_RDLCK;
                each.tell.run();
            }
        }
        return conflict;
    }

    /** Their time is over: who has not given his lease up has lost it. */
    public void expire() {
        held.removeIf(each -> each.breaking);
        queue.wakeAll();
    }
}
