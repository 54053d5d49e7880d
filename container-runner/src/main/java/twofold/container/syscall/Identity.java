package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.kernel.Personality;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.namespace.UtsNamespace;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.UserNamespace;
import twofold.riscv.memory.Frames;

/** Who and where: users, groups, capabilities, uname, sysinfo, getrandom, processors. */
final class Identity {
    /** SI_LOAD_SHIFT. */
    private static final int LOAD_SCALE = 1 << 16;
    private Identity() {
    }

    /** A call that may change ids: a process that has done so is not for others with its new ids to look into, PR_SET_DUMPABLE in prctl(2). */
    static SyscallTable.Handler guarded(SyscallTable.Handler call) {
        return t -> {
            Credentials c = t.creds;
            int euid = c.euid;
            int egid = c.egid;
            int fsuid = c.fsuid;
            int fsgid = c.fsgid;
            long result = call.call(t);
            if (c.euid != euid || c.egid != egid || c.fsuid != fsuid || c.fsgid != fsgid) {
                t.process.dumpable = 0;
                t.keys.owned(c);
            }
            return result;
        };
    }

    static long setuid(Task t) {
        Credentials c = t.creds;
        int uid = c.user.uid(t.argInt(0));
        if (uid == -1) {
            return -EINVAL;
        }
        if (c.hasHere(Cap.CAP_SETUID)) {
            return setUids(c, uid, uid, uid);
        }
        return uid == c.uid || uid == c.suid ? setUids(c, c.uid, uid, c.suid) : -EPERM;
    }

    static long setresuid(Task t) {
        Credentials c = t.creds;
        int[] ids = {user(t, 0), user(t, 1), user(t, 2)};
        for (int id : ids) {
            if (id != -1 && id != c.uid && id != c.euid && id != c.suid && !c.hasHere(Cap.CAP_SETUID)) {
                return -EPERM;
            }
        }
        if (stay(ids, c.uid, c.euid, c.fsuid, c.suid)) {
            return 0;
        }
        return setUids(c, ids[0] == -1 ? c.uid : ids[0], ids[1] == -1 ? c.euid : ids[1], ids[2] == -1 ? c.suid : ids[2]);
    }

    /** Whether nothing is to change, in which case the file system's id stays another than the effective one too. */
    private static boolean stay(int[] ids, int real, int effective, int files, int saved) {
        return (ids[0] == -1 || ids[0] == real) && (ids[1] == -1 || ids[1] == effective && ids[1] == files) && (ids[2] == -1 || ids[2] == saved);
    }

    static long setreuid(Task t) {
        Credentials c = t.creds;
        int real = user(t, 0);
        int effective = user(t, 1);
        boolean able = c.hasHere(Cap.CAP_SETUID);
        if (!able && (real != -1 && real != c.uid && real != c.euid
                || effective != -1 && effective != c.uid && effective != c.euid && effective != c.suid)) {
            return -EPERM;
        }
        int euid = effective == -1 ? c.euid : effective;
        boolean saves = real != -1 || effective != -1 && effective != c.uid;
        return setUids(c, real == -1 ? c.uid : real, euid, saves ? euid : c.suid);
    }

    /** Sets the ids, and capabilities as capabilities(7) has it when root comes or goes. */
    private static long setUids(Credentials c, int uid, int euid, int suid) {
        int root = c.root();
        boolean wasRoot = c.uid == root || c.euid == root || c.suid == root;
        boolean wasEffective = c.euid == root;
        c.uid = uid;
        c.euid = euid;
        c.suid = suid;
        c.fsuid = euid;
        if (c.secures(Credentials.SECURE_NO_SETUID_FIXUP)) {
            return 0;
        }
        if (wasRoot && uid != root && euid != root && suid != root) {
            if (!c.secures(Credentials.SECURE_KEEP_CAPS)) {
                c.permitted = 0;
                c.effective = 0;
            }
            c.ambient = 0;
        }
        if (wasEffective && euid != root) {
            c.effective = 0;
        } else if (!wasEffective && euid == root) {
            c.effective = c.permitted;
        }
        return 0;
    }

    static long setgid(Task t) {
        Credentials c = t.creds;
        int gid = c.user.gid(t.argInt(0));
        if (gid == -1) {
            return -EINVAL;
        }
        if (c.hasHere(Cap.CAP_SETGID)) {
            c.gid = gid;
            c.sgid = gid;
        } else if (gid != c.gid && gid != c.sgid) {
            return -EPERM;
        }
        c.egid = gid;
        c.fsgid = gid;
        return 0;
    }

    static long setresgid(Task t) {
        Credentials c = t.creds;
        int[] ids = {group(t, 0), group(t, 1), group(t, 2)};
        for (int id : ids) {
            if (id != -1 && id != c.gid && id != c.egid && id != c.sgid && !c.hasHere(Cap.CAP_SETGID)) {
                return -EPERM;
            }
        }
        if (stay(ids, c.gid, c.egid, c.fsgid, c.sgid)) {
            return 0;
        }
        c.gid = ids[0] == -1 ? c.gid : ids[0];
        c.egid = ids[1] == -1 ? c.egid : ids[1];
        c.sgid = ids[2] == -1 ? c.sgid : ids[2];
        c.fsgid = c.egid;
        return 0;
    }

    static long setregid(Task t) {
        Credentials c = t.creds;
        int real = group(t, 0);
        int effective = group(t, 1);
        if (!c.hasHere(Cap.CAP_SETGID) && (real != -1 && real != c.gid && real != c.egid
                || effective != -1 && effective != c.gid && effective != c.egid && effective != c.sgid)) {
            return -EPERM;
        }
        int egid = effective == -1 ? c.egid : effective;
        if (real != -1 || effective != -1 && effective != c.gid) {
            c.sgid = egid;
        }
        c.gid = real == -1 ? c.gid : real;
        c.egid = egid;
        c.fsgid = egid;
        return 0;
    }

    /** What goes with the file system's user 0, capabilities(7). */
    private static final long FILE_CAPABILITIES = 1L << Cap.CAP_CHOWN | 1L << Cap.CAP_DAC_OVERRIDE | 1L << Cap.CAP_DAC_READ_SEARCH | 1L << Cap.CAP_FOWNER
            | 1L << Cap.CAP_FSETID | 1L << Cap.CAP_LINUX_IMMUTABLE | 1L << Cap.CAP_MKNOD | 1L << Cap.CAP_MAC_OVERRIDE;

    static long setfsuid(Task t) {
        int old = t.creds.user.shownUid(t.creds.fsuid);
        int id = t.creds.user.findUid(t.argInt(0));
        if (id == t.creds.uid || id == t.creds.euid || id == t.creds.suid || t.creds.hasHere(Cap.CAP_SETUID) && id != -1) {
            boolean wasRoot = t.creds.fsuid == t.creds.root();
            t.creds.fsuid = id;
            boolean isRoot = id == t.creds.root();
            if (t.creds.secures(Credentials.SECURE_NO_SETUID_FIXUP)) {
                return old & 0xffffffffL;
            }
            if (wasRoot && !isRoot) {
                t.creds.effective &= ~FILE_CAPABILITIES;
            } else if (isRoot && !wasRoot) {
                t.creds.effective |= t.creds.permitted & FILE_CAPABILITIES;
            }
        }
        return old & 0xffffffffL;
    }

    static long setfsgid(Task t) {
        int old = t.creds.user.shownGid(t.creds.fsgid);
        int id = t.creds.user.findGid(t.argInt(0));
        if (id == t.creds.gid || id == t.creds.egid || id == t.creds.sgid || t.creds.hasHere(Cap.CAP_SETGID) && id != -1) {
            t.creds.fsgid = id;
        }
        return old & 0xffffffffL;
    }

    /** Argument {@code n}, a user of the caller's namespace, as the kernel knows it; -1 stays that, EINVAL for one it has not. */
    static int user(Task t, int n) {
        return t.argInt(n) == -1 ? -1 : t.creds.user.uid(t.argInt(n));
    }

    /** Argument {@code n}, a group of the caller's namespace, as the kernel knows it; -1 stays that, EINVAL for one it has not. */
    static int group(Task t, int n) {
        return t.argInt(n) == -1 ? -1 : t.creds.user.gid(t.argInt(n));
    }

    static long threeUsers(Task t, int a, int b, int c) {
        return three(t, t.creds.user.shownUid(a), t.creds.user.shownUid(b), t.creds.user.shownUid(c));
    }

    static long threeGroups(Task t, int a, int b, int c) {
        return three(t, t.creds.user.shownGid(a), t.creds.user.shownGid(b), t.creds.user.shownGid(c));
    }

    private static long three(Task t, int a, int b, int c) {
        t.mm.putInt(t.arg(0), a);
        t.mm.putInt(t.arg(1), b);
        t.mm.putInt(t.arg(2), c);
        return 0;
    }

    static long getgroups(Task t) {
        int[] groups = t.creds.groups;
        if (t.argInt(0) == 0) {
            return groups.length;
        }
        if (t.argInt(0) < groups.length) {
            return -EINVAL;
        }
        for (int i = 0; i < groups.length; i++) {
            t.mm.putInt(t.arg(1) + 4L * i, t.creds.user.shownGid(groups[i]));
        }
        return groups.length;
    }

    static long setgroups(Task t) {
        UserNamespace user = t.creds.user;
        if (!t.creds.hasHere(Cap.CAP_SETGID) || user.gids == null || !user.allowsGroups) {
            return -EPERM;
        }
        if (t.argInt(0) < 0 || t.argInt(0) > 65536) {
            return -EINVAL;
        }
        int[] groups = new int[t.argInt(0)];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = t.creds.user.gid(t.mm.getInt(t.arg(1) + 4L * i));
        }
        Arrays.sort(groups);
        t.creds.groups = groups;
        return 0;
    }

    /** How many words of 32 capabilities a version of the interface has, 0 if there is no such version. */
    private static int halves(int version) {
        return version == 0x20080522 || version == 0x20071026 ? 2 : version == 0x19980330 ? 1 : 0;
    }

    static long capget(Task t) {
        int version = t.mm.getInt(t.arg(0));
        int pid = t.mm.getInt(t.arg(0) + 4);
        int halves = halves(version);
        if (halves == 0) {
            t.mm.putInt(t.arg(0), 0x20080522);
            return t.arg(1) == 0 ? 0 : -EINVAL;
        }
        if (pid < 0) {
            return -EINVAL;
        }
        Task target = pid == 0 ? t : t.find(pid);
        if (target == null) {
            return -ESRCH;
        }
        Credentials c = target.creds;
        for (int half = 0; half < halves && t.arg(1) != 0; half++) {
            t.mm.putInt(t.arg(1) + 12 * half, (int) (c.effective >>> 32 * half));
            t.mm.putInt(t.arg(1) + 12 * half + 4, (int) (c.permitted >>> 32 * half));
            t.mm.putInt(t.arg(1) + 12 * half + 8, (int) (c.inheritable >>> 32 * half));
        }
        return 0;
    }

    static long capset(Task t) {
        int version = t.mm.getInt(t.arg(0));
        int halves = halves(version);
        if (halves == 0) {
            t.mm.putInt(t.arg(0), 0x20080522);
            return -EINVAL;
        }
        long[] sets = new long[3];
        for (int half = 0; half < halves; half++) {
            for (int set = 0; set < 3; set++) {
                sets[set] |= (t.mm.getInt(t.arg(1) + 12 * half + 4 * set) & 0xffffffffL) << 32 * half;
            }
        }
        int pid = t.mm.getInt(t.arg(0) + 4);
        boolean able = t.creds.hasHere(Cap.CAP_SETPCAP);
        boolean grows = (sets[2] & ~(t.creds.inheritable | (able ? t.creds.bounding : t.creds.permitted))) != 0;
        if (pid != 0 && pid != t.number || (sets[1] & ~t.creds.permitted) != 0 || (sets[0] & ~sets[1]) != 0 || grows) {
            return -EPERM;
        }
        t.creds.ambient &= sets[1] & sets[2];
        t.creds.effective = sets[0];
        t.creds.permitted = sets[1];
        t.creds.inheritable = sets[2];
        return 0;
    }

    static long uname(Task t) {
        UtsNamespace uts = t.uts;
        String[] fields = {"Linux", uts.hostname, Personality.release(t.personality), UtsNamespace.VERSION, Personality.machine(t.personality), uts.domainname};
        byte[] all = new byte[65 * fields.length];
        for (int i = 0; i < fields.length; i++) {
            byte[] text = Paths.latin(fields[i]);
            System.arraycopy(text, 0, all, 65 * i, Math.min(64, text.length));
        }
        t.mm.write(t.arg(0), all);
        return 0;
    }

    static long sethostname(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, t.uts.owner())) {
            return -EPERM;
        }
        if (t.argInt(1) < 0 || t.argInt(1) > 64) {
            return -EINVAL;
        }
        t.uts.hostname = new String(t.mm.read(t.arg(0), t.argInt(1)), StandardCharsets.ISO_8859_1);
        return 0;
    }

    static long setdomainname(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_ADMIN, t.uts.owner())) {
            return -EPERM;
        }
        if (t.argInt(1) < 0 || t.argInt(1) > 64) {
            return -EINVAL;
        }
        t.uts.domainname = new String(t.mm.read(t.arg(0), t.argInt(1)), StandardCharsets.ISO_8859_1);
        return 0;
    }

    static long sysinfo(Task t) {
        ByteBuffer b = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        long total = Math.min(t.kernel.memoryFrames(), t.container().account.limits().max());
        b.putLong(0, t.kernel.clock.monotonicNanos() / 1_000_000_000L);
        b.putLong(32, total * Frames.SIZE).putLong(40, (total - t.container().account.used()) * Frames.SIZE);
        double[] loads = t.container().load.now();
        for (int i = 0; i < loads.length; i++) {
            b.putLong(8 + 8 * i, (long) (loads[i] * LOAD_SCALE));
        }
        Account account = t.container().account;
        b.putLong(48, account.shared() * Frames.SIZE).putLong(64, account.swap().total() * Frames.SIZE);
        b.putLong(72, (account.swap().total() - account.swap().used()) * Frames.SIZE);
        b.putShort(80, (short) t.container().tasks.size()).putInt(104, 1);
        t.mm.write(t.arg(0), b.array());
        return 0;
    }

    static long getrandom(Task t) {
        if ((t.argInt(2) & ~7) != 0 || (t.argInt(2) & 6) == 6) {
            return -EINVAL;
        }
        long length = Math.min(t.arg(1) & Long.MAX_VALUE, 33554431);
        byte[] part = new byte[(int) Math.min(length, 4096)];
        long done = 0;
        while (done < length) {
            int size = (int) Math.min(part.length, length - done);
            t.kernel.entropy.fill(part, 0, size);
            int copied = t.mm.copyOut(t.arg(0) + done, part, 0, size);
            done += copied;
            if (copied < size) {
                return done > 0 ? done : -EFAULT;
            }
        }
        return done;
    }

    static long getcpu(Task t) {
        for (int i = 0; i < 2; i++) {
            if (t.arg(i) != 0) {
                t.mm.putInt(t.arg(i), 0);
            }
        }
        return 0;
    }
}
