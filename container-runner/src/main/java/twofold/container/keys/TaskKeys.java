package twofold.container.keys;

import static twofold.container.abi.Errno.*;

import twofold.container.keys.Keys.Counting;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/** The keyrings of a task: its own, its process's, and that of its session, which it passes on, keyrings(7). */
public final class TaskKeys {
    /** KEY_SPEC_ numbers. */
    public static final int THREAD = -1;
    public static final int PROCESS = -2;
    public static final int SESSION = -3;
    public static final int USER = -4;
    public static final int USER_SESSION = -5;
    private static final int AUTHORITY = -7;
    private static final int REQUESTOR = -8;
    private static final int OWN_RIGHTS = 0x3f010000;
    private static final int SESSION_RIGHTS = 0x3f030000;
    private static final int JOINED_RIGHTS = 0x3f130000;
    private final Keys all;
    private final OfProcess process;
    private Key thread;
    private Key session;
    /** Where keys go that request_key(2) makes, KEY_REQKEY_DEFL_ number. */
    private int destination;

    /** What the threads of a process have together. */
    private static final class OfProcess {
        Key keyring;
        int threads;
    }

    private TaskKeys(Keys all, OfProcess process) {
        this.all = all;
        this.process = process;
        process.threads++;
    }

    /** Those of a container's first process: none yet. */
    public TaskKeys(Keys all) {
        this(all, new OfProcess());
    }

    /** A key as it was found, and whether it is possessed. */
    public record Reference(Key key, boolean possessed) {
        void require(Credentials who, int right) {
            if (!key.allows(who, possessed, right)) {
                throw FileError.of(EACCES);
            }
        }
    }

    /** Those of a new thread of the process, or of a new process. */
    public TaskKeys copy(boolean sameProcess) {
        TaskKeys copy = new TaskKeys(all, sameProcess ? process : new OfProcess());
        copy.session = all.hold(session);
        copy.destination = destination;
        return copy;
    }

    /** A new program has none but its session's. */
    public void exec() {
        all.drop(thread);
        thread = null;
        all.drop(process.keyring);
        process.keyring = null;
    }

    /** The task is no more. */
    public void leave() {
        all.drop(thread);
        all.drop(session);
        thread = null;
        session = null;
        if (--process.threads == 0) {
            all.drop(process.keyring);
            process.keyring = null;
        }
    }

    /** A task's file-system ids have become others: its own keyring is theirs. */
    public void owned(Credentials by) {
        if (thread != null) {
            thread.uid = by.fsuid;
            thread.gid = by.fsgid;
        }
    }

    /** The container's keys. */
    Keys all() {
        return all;
    }

    /** What the task possesses. */
    Possession possession(Credentials who, long now) {
        return new Possession(who, thread, process.keyring, session != null ? session : all.knownSession(who.user, who.uid), now);
    }

    /**
     * The key that a number stands for.
     *
     * @param creates a keyring of the task's that is not there yet is made
     */
    Reference look(Credentials who, long now, int number, boolean creates) {
        switch (number) {
            case THREAD -> {
                if (thread == null) {
                    requireCreation(creates);
                    thread = all.hold(own("_tid", who, OWN_RIGHTS, Counting.OVER));
                }
                return new Reference(thread, true);
            }
            case PROCESS -> {
                if (process.keyring == null) {
                    requireCreation(creates);
                    process.keyring = all.hold(own("_pid", who, OWN_RIGHTS, Counting.OVER));
                }
                return new Reference(process.keyring, true);
            }
            case SESSION -> {
                Key usual = session == null ? all.userSession(who.user, who.uid) : all.knownSession(who.user, who.uid);
                if (creates && (session == null || session == usual)) {
                    join(who, now, null);
                } else if (session == null) {
                    session = all.hold(usual);
                }
                return new Reference(session, true);
            }
            case USER -> {
                return new Reference(all.userKeyring(who.user, who.uid), true);
            }
            case USER_SESSION -> {
                return new Reference(all.userSession(who.user, who.uid), true);
            }
            case AUTHORITY, REQUESTOR -> throw FileError.of(ENOKEY);
            default -> {
                if (number < 1) {
                    throw FileError.of(EINVAL);
                }
                Key key = all.find(number);
                return new Reference(key, possession(who, now).has(key));
            }
        }
    }

    private static void requireCreation(boolean creates) {
        if (!creates) {
            throw FileError.of(ENOKEY);
        }
    }

    private Key own(String name, Credentials who, int rights, Counting counting) {
        return all.create(new Key.Name(KeyType.KEYRING, name), who.user, who.uid, who.gid, rights, new byte[0], counting);
    }

    /** Joins a session: a new one without a name, or that with a name, which is made if there is none. Returns its number; 0 if it was joined already. */
    int join(Credentials who, long now, String name) {
        Key joined = name == null ? null : all.called(name, possession(who, now));
        if (joined != null && joined == session) {
            return 0;
        }
        if (joined == null) {
            Counting counting = session == null && name == null ? Counting.OVER : Counting.WITHIN;
            joined = own(name == null ? "_ses" : name, who, name == null ? SESSION_RIGHTS : JOINED_RIGHTS, counting);
        }
        all.hold(joined);
        all.drop(session);
        session = joined;
        return joined.serial();
    }

    /** The session keyring is another task's, too; false if that has it already. EPERM if it may not be given. */
    boolean passSession(TaskKeys to, Credentials who) {
        if (to.session == session) {
            return false;
        }
        if (to.session != null && to.session.uid != who.euid || session.uid != who.euid) {
            throw FileError.of(EPERM);
        }
        all.hold(session);
        all.drop(to.session);
        to.session = session;
        return true;
    }

    int destination() {
        return destination;
    }

    void setDestination(int number) {
        destination = number;
    }
}
