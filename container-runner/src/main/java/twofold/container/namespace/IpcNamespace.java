package twofold.container.namespace;

import static twofold.container.abi.Errno.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import twofold.container.abi.Cap;
import twofold.container.abi.Clone;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.Settings;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** System V objects and POSIX message queues, ipc_namespaces(7). */
public final class IpcNamespace extends Namespace {
    private static final int IPC_CREAT = 01000;
    private static final int IPC_EXCL = 02000;
    /** What /proc/sys says of it. */
    public final Settings settings = new Settings();
    /** Shared memory, shmget(2). */
    public final Table<SharedMemory> memory = new Table<>(() -> settings.number("kernel/shmmni"), () -> next("kernel/shm_next_id"));
    /** Semaphores, semget(2). */
    public final Table<Semaphores> semaphores = new Table<>(() -> settings.numbers("kernel/sem")[3], () -> next("kernel/sem_next_id"));
    /** Message queues, msgget(2). */
    public final Table<MessageQueue> queues = new Table<>(() -> settings.number("kernel/msgmni"), () -> next("kernel/msg_next_id"));
    /** POSIX message queues by name, mq_open(3). */
    public final Map<String, PosixQueue> posixQueues = new TreeMap<>();

    /** Those as files; null until somebody asks for them. */
    public FileSystem queueFiles;

    /** An empty namespace. */
    public IpcNamespace(UserNamespace owner) {
        super(owner, Clone.CLONE_NEWIPC);
    }

    /** The number that the next object is to have, which is said for one only; -1 for none. */
    private int next(String path) {
        int wanted = (int) settings.number(path);
        settings.set(path, -1);
        return wanted;
    }

    /** What the three kinds of System V objects have in common, struct ipc_perm. */
    public abstract static class Entry {
        public int key;
        public int id;
        public int uid;
        public int gid;
        public final int creatorUid;
        public final int creatorGid;
        public int mode;
        public boolean removed;
        /** Seconds since the epoch. */
        public long changed;

        /** An object of its creator's. */
        protected Entry(int key, int mode, Credentials who, long now) {
            this.key = key;
            this.mode = mode & 0777;
            uid = who.euid;
            gid = who.egid;
            creatorUid = who.euid;
            creatorGid = who.egid;
            changed = now;
        }

        /** EACCES unless access (4 read, 2 write) is granted. */
        public void require(Credentials who, int want) {
            boolean owner = who.euid == uid || who.euid == creatorUid;
            boolean group = who.egid == gid || who.egid == creatorGid || who.inGroup(gid);
            int granted = owner ? mode >> 6 : group ? mode >> 3 : mode;
            if ((want & ~granted) != 0 && !who.has(Cap.CAP_IPC_OWNER, uid, gid) && who.euid != 0) {
                throw FileError.of(EACCES);
            }
        }

        /** EPERM unless it is the caller's to change or remove. */
        public void requireOwner(Credentials who) {
            if (who.euid != uid && who.euid != creatorUid && !who.has(Cap.CAP_SYS_ADMIN, uid, gid)) {
                throw FileError.of(EPERM);
            }
        }
    }

    /** Makes what a key is not yet known for. */
    public interface Maker<T> {
        /** A new object. */
        T make();
    }

    /**
     * Objects of one kind. An object's number is its place in the table and, above that, how often places had begun anew when it was made, so that
     * the number of one that is gone is not soon another's (the kernel's {@code ipc_addid}).
     */
    public static final class Table<T extends Entry> {
        private static final int PLACE_BITS = 15;
        private static final int MOST_ROUNDS = (1 << Integer.SIZE - 1 - PLACE_BITS) - 1;
        /** Places are not used again before so many were. */
        private static final int LEAST_ROUND = 64;
        /** The most places there are. */
        private static final int MOST_PLACES = 32768;
        private final LongSupplier most;
        private final IntSupplier wanted;
        private final List<T> places = new ArrayList<>();
        private final Map<Integer, T> byKey = new LinkedHashMap<>();
        private int used;
        private int last = -1;
        private int rounds;

        Table(LongSupplier most, IntSupplier wanted) {
            this.most = most;
            this.wanted = wanted;
        }

        private T enter(T made) {
            int next = wanted.getAsInt();
            if (next >= 0 && place(next & (1 << PLACE_BITS) - 1) == null) {
                return enter(made, next & (1 << PLACE_BITS) - 1, next >>> PLACE_BITS);
            }
            int end = Math.min(Math.max(used * 3 / 2, LEAST_ROUND), MOST_PLACES);
            int place = free(last + 1, end);
            place = place < 0 ? free(0, end) : place;
            if (place <= last) {
                rounds = rounds + 1 & MOST_ROUNDS;
            }
            last = place;
            return enter(made, place, rounds);
        }

        private T enter(T made, int place, int round) {
            while (places.size() <= place) {
                places.add(null);
            }
            places.set(place, made);
            used++;
            made.id = round << PLACE_BITS | place;
            return made;
        }

        private int free(int from, int end) {
            for (int i = from; i < end; i++) {
                if (i >= places.size() || places.get(i) == null) {
                    return i;
                }
            }
            return -1;
        }

        private T place(int at) {
            return at >= 0 && at < places.size() ? places.get(at) : null;
        }

        /** How many there are. */
        public int size() {
            return used;
        }

        /** The highest place in use, 0 if none is. */
        public int highest() {
            for (int i = places.size() - 1; i > 0; i--) {
                if (places.get(i) != null) {
                    return i;
                }
            }
            return 0;
        }

        /** The object at a place, as the *_STAT controls name it; EINVAL. */
        public T at(int place) {
            T found = place(place & (1 << PLACE_BITS) - 1);
            if (found == null) {
                throw FileError.of(EINVAL);
            }
            return found;
        }

        /** The object of a key, made if need be; key 0 makes one that only its number names. */
        public T get(int key, int flags, Credentials who, Maker<T> maker) {
            T known = key == 0 ? null : byKey.get(key);
            if (known == null) {
                if (key != 0 && (flags & IPC_CREAT) == 0) {
                    throw FileError.of(ENOENT);
                }
                if (used >= Math.min(MOST_PLACES, most.getAsLong())) {
                    throw FileError.of(ENOSPC);
                }
                T made = enter(maker.make());
                if (key != 0) {
                    byKey.put(key, made);
                }
                return made;
            }
            if ((flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL)) {
                throw FileError.of(EEXIST);
            }
            int want = (flags >> 6 | flags >> 3 | flags) & 6;
            known.require(who, want);
            return known;
        }

        /** The object of a number; EINVAL. */
        public T id(int id) {
            T found = place(id & (1 << PLACE_BITS) - 1);
            if (found == null || found.id != id) {
                throw FileError.of(EINVAL);
            }
            return found;
        }

        /** Takes an object out. */
        public void remove(T object) {
            if (object.removed) {
                return;
            }
            object.removed = true;
            places.set(object.id & (1 << PLACE_BITS) - 1, null);
            used--;
            byKey.remove(object.key, object);
        }

        /** Takes only its key away, as for memory that is attached yet. */
        public void hide(T object) {
            byKey.remove(object.key, object);
            object.key = 0;
        }

        /** All, in order of place. */
        public List<T> all() {
            List<T> all = new ArrayList<>(used);
            for (T each : places) {
                if (each != null) {
                    all.add(each);
                }
            }
            return all;
        }
    }
}
