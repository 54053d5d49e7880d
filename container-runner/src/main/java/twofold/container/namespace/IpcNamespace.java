package twofold.container.namespace;

import static twofold.container.abi.Errno.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.container.abi.Cap;
import twofold.container.abi.Clone;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** System V objects and POSIX message queues, ipc_namespaces(7). */
public final class IpcNamespace extends Namespace {
    private static final int IPC_CREAT = 01000;
    private static final int IPC_EXCL = 02000;
    private static final int MOST = 4096;
    /** Shared memory, shmget(2). */
    public final Table<SharedMemory> memory = new Table<>();
    /** Semaphores, semget(2). */
    public final Table<Semaphores> semaphores = new Table<>();
    /** Message queues, msgget(2). */
    public final Table<MessageQueue> queues = new Table<>();
    /** POSIX message queues by name, mq_open(3). */
    public final Map<String, PosixQueue> posixQueues = new TreeMap<>();

    /** An empty namespace. */
    public IpcNamespace(UserNamespace owner) {
        super(owner, Clone.CLONE_NEWIPC);
    }

    /** What the three kinds of System V objects have in common, struct ipc_perm. */
    public abstract static class Entry {
        public final int key;
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

    /** Objects of one kind. */
    public static final class Table<T extends Entry> {
        private final Map<Integer, T> byId = new LinkedHashMap<>();
        private final Map<Integer, T> byKey = new LinkedHashMap<>();
        private int next;

        /** The object of a key, made if need be; key 0 makes one that only its number names. */
        public T get(int key, int flags, Credentials who, Maker<T> maker) {
            T known = key == 0 ? null : byKey.get(key);
            if (known == null) {
                if (key != 0 && (flags & IPC_CREAT) == 0) {
                    throw FileError.of(ENOENT);
                }
                if (byId.size() >= MOST) {
                    throw FileError.of(ENOSPC);
                }
                T made = maker.make();
                made.id = next++;
                byId.put(made.id, made);
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
            T found = byId.get(id);
            if (found == null) {
                throw FileError.of(EINVAL);
            }
            return found;
        }

        /** Takes an object out. */
        public void remove(T object) {
            object.removed = true;
            byId.remove(object.id, object);
            byKey.remove(object.key, object);
        }

        /** Takes only its key away, as for memory that is attached yet. */
        public void hide(T object) {
            byKey.remove(object.key, object);
        }

        /** All, in order of age. */
        public List<T> all() {
            return new ArrayList<>(byId.values());
        }
    }
}
