package twofold.container.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;
import twofold.container.namespace.IpcNamespace;
import twofold.container.vfs.UserNamespace;

/** What the three kinds of System V interprocess communication have in common, sysvipc(7). Records as asm-generic has them. */
final class SystemV {
    static final int IPC_RMID = 0;
    static final int IPC_SET = 1;
    static final int IPC_STAT = 2;
    static final int IPC_INFO = 3;
    static final int IPC_NOWAIT = 04000;
    static final int PERM = 48;

    private SystemV() {
    }

    static long now(Task t) {
        return t.kernel.clock.realtimeNanos() / 1_000_000_000L;
    }

    static ByteBuffer record(Task t, IpcNamespace.Entry entry, int size) {
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        UserNamespace user = t.creds.user;
        return b.putInt(0, entry.key).putInt(4, user.shownUid(entry.uid)).putInt(8, user.shownGid(entry.gid))
                .putInt(12, user.shownUid(entry.creatorUid)).putInt(16, user.shownGid(entry.creatorGid)).putInt(20, entry.mode);
    }

    static void change(Task t, IpcNamespace.Entry entry, long at) {
        ByteBuffer given = ByteBuffer.wrap(t.mm.read(at, PERM)).order(ByteOrder.LITTLE_ENDIAN);
        int uid = t.creds.user.uid(given.getInt(4));
        int gid = t.creds.user.gid(given.getInt(8));
        int mode = given.getInt(20);
        entry.requireOwner(t.creds);
        entry.uid = uid;
        entry.gid = gid;
        entry.mode = entry.mode & ~0777 | mode & 0777;
        entry.changed = now(t);
    }
}
